# mkconfig.mk - fl-mkconfig.  It reads disk images with the loader's own filesystems.

TOOLS += $(B)/fl-mkconfig

MKCONFIG_C := $(call files,tools/mkconfig/*.c)

$(B)/fl-mkconfig: $(call emu_obj,host,$(EMU_C) loader/mem/heap.c $(MKCONFIG_C))
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ -lblkid
$(B)/asan/fl-mkconfig: $(call emu_obj,asan,$(EMU_C) tests/unit/host_heap.c $(MKCONFIG_C))
	$(call say,LD,$@)
	$(Q)$(CC) $(ASAN_CFLAGS) -o $@ $^ -lblkid

check-boot: $(B)/asan/fl-mkconfig
