UNIT += test_e820 test_int13 test_keyboard test_memory_map test_heap test_ansi test_screen
FAKE_BIOS       := loader/bios/regs.c tests/unit/fake_bios.c
test_e820       := loader/bios/e820.c $(FAKE_BIOS)
test_int13      := loader/bios/int13.c $(FAKE_BIOS) tests/unit/fake_disk.c loader/base/error.c common/fmt.c common/text.c
test_keyboard   := loader/bios/keyboard.c loader/bios/clock.c $(FAKE_BIOS)
test_memory_map := loader/mem/memory_map.c
test_heap       := loader/mem/heap.c
TERM_SOURCES    := $(wildcard loader/term/*.c) tests/unit/fake_machine.c common/fmt.c common/text.c
test_ansi       := $(TERM_SOURCES)
test_screen     := $(TERM_SOURCES)

# The whole loader on the fake BIOS, from a disk image.
UNIT += test_boot_faults
test_boot_faults := $(filter-out tools/%,$(EMU_C)) loader/bios/e820.c loader/bios/int13.c $(FAKE_BIOS) \
	tests/unit/fake_disk.c tests/unit/host_heap.c
FAULTS_IMAGE     := $(B)/unit/boot_faults.img
$(B)/asan/tests/unit/test_boot_faults.o: ASAN_CFLAGS += -DIMAGE='"$(FAULTS_IMAGE)"' -DKERNEL='"$(B)/vmlinuz"'
$(B)/unit/test_boot_faults: | $(FAULTS_IMAGE)

define FAULTS_CONFIG
set timeout=0
load_env
set word=kept
save_env word
menuentry x {
	linux /vmlinuz poweroff
	initrd /vmlinuz
}
endef
export FAULTS_CONFIG

$(FAULTS_IMAGE): $(B)/vmlinuz tests/unit/bios.mk
	$(Q)rm -rf $@ $@.tree && mkdir -p $@.tree/boot/grub
	$(Q)echo "$$FAULTS_CONFIG" > $@.tree/boot/grub/grub.cfg
	$(Q)(echo "# GRUB Environment Block"; head -c 999 /dev/zero | tr '\0' '#') > $@.tree/boot/grub/grubenv
	$(Q)cp $< $@.tree/
	$(Q)truncate -s 6M $@ && echo "start=2048, type=83" | PATH="$$PATH:/usr/sbin:/sbin" sfdisk -q $@
	$(Q)PATH="$$PATH:/usr/sbin:/sbin" mke2fs -q -F -t ext2 -E offset=1048576 -d $@.tree $@ 4096k
	$(Q)rm -rf $@.tree
