# mkimage.mk - fl-mkimage, which puts core.img together.

TOOLS += $(B)/fl-mkimage

$(B)/fl-mkimage: $(addprefix $(B)/host/,tools/fl_mkimage.o tools/x86_split.o common/crc32.o)
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ -llzma
