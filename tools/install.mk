# install.mk - fl-install.  It reads partition tables with the loader's own code.

TOOLS += $(B)/fl-install

INSTALL_C := tools/install/main.c tools/install/images.c tools/install/target.c tools/install/in_use.c \
	tools/install/place.c tools/install/home.c tools/install/backup.c tools/install/file_io.c \
	loader/part/gpt.c loader/part/mbr.c loader/part/partitions.c loader/disk/blockdev.c \
	loader/mem/heap.c loader/base/error.c \
	common/crc32.c common/fmt.c

$(B)/fl-install: $(INSTALL_C:%.c=$(B)/host/%.o)
	$(call say,LINK,$@)
	$(Q)$(CC) -o $@ $^ -lblkid
