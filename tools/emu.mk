# emu.mk - fl-emu and fl-check: the loader's own sources as Linux programs.
# build/asan/ has both once more, with ASan, UBSan and malloc as the heap, for the tests.

EMU_DIRS := base term mem hash unpack disk part fs boot script command menu
EMU_C    := $(filter-out loader/mem/heap.c,$(call files,loader/wiring.c loader/main.c $(EMU_DIRS:%=loader/%/*.c))) \
	$(addprefix common/,crc32.c date.c ext2_disk.c fmt.c text.c uuid.c) \
	$(addprefix tools/,emu_platform.c emu_world.c)
EMU_ONLY := tools/fl_emu.c tools/emu_json.c

TOOLS += $(B)/fl-emu $(B)/fl-check

emu_obj = $(patsubst %.c,$(B)/$(1)/%.o,$(2))

$(B)/fl-emu: $(call emu_obj,host,$(EMU_C) loader/mem/heap.c $(EMU_ONLY))
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ -ljansson
$(B)/fl-check: $(call emu_obj,host,$(EMU_C) loader/mem/heap.c tools/fl_check.c)
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^

$(B)/asan/fl-emu: $(call emu_obj,asan,$(EMU_C) tests/unit/host_heap.c $(EMU_ONLY))
	$(call say,LD,$@)
	$(Q)$(CC) $(ASAN_CFLAGS) -o $@ $^ -ljansson
$(B)/asan/fl-check: $(call emu_obj,asan,$(EMU_C) tests/unit/host_heap.c tools/fl_check.c)
	$(call say,LD,$@)
	$(Q)$(CC) $(ASAN_CFLAGS) -o $@ $^

# tests/boot/test_emu.py and tests/oracle/sides.py run these.
check-boot check-oracle: $(B)/asan/fl-emu $(B)/asan/fl-check
