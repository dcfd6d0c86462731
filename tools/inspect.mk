# inspect.mk - fl-inspect.  It reads disks with what fl-install has for it.

TOOLS += $(B)/fl-inspect

INSPECT_C    := $(filter-out tools/inspect/main.c,$(call files,tools/inspect/*.c)) $(DISK_TOOLS_C)
INSPECT_LIBS := -ljansson -llzma -lfdisk -lblkid -lz

$(B)/fl-inspect: $(patsubst %.c,$(B)/host/%.o,tools/inspect/main.c loader/mem/heap.c $(INSPECT_C))
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ $(INSPECT_LIBS)
$(B)/asan/fl-inspect: $(patsubst %.c,$(B)/asan/%.o,tools/inspect/main.c tests/unit/host_heap.c $(INSPECT_C))
	$(call say,LD,$@)
	$(Q)$(CC) $(ASAN_CFLAGS) -o $@ $^ $(INSPECT_LIBS)

# tests/boot/inspector.py runs it.
check-boot: $(B)/asan/fl-inspect
