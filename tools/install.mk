# install.mk - fl-install.  It reads partition tables with the loader's own code.

TOOLS += $(B)/fl-install

INSTALL_C := $(addprefix tools/install/,main.c ask.c whole.c images.c) loader/mem/heap.c $(DISK_TOOLS_C)

$(B)/fl-install: $(INSTALL_C:%.c=$(B)/host/%.o)
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ -lblkid
