# kernel.mk - vmlinux, and vmlinuz: the real-mode part and vmlinux as one bzImage.

KERNEL_CFLAGS := -m64 -march=x86-64 -mcmodel=kernel -mno-red-zone -mgeneral-regs-only -std=gnu11 -Os -g \
	-ffreestanding -fno-pic -fno-pie -fno-stack-protector -fno-asynchronous-unwind-tables \
	-fcf-protection=none -fno-strict-aliasing -Wframe-larger-than=1024 $(WARN) -I. -Ikernel

KERNEL_C   := kernel/main.c kernel/printk.c kernel/boot_info.c \
	kernel/hw/serial.c kernel/hw/vga.c kernel/hw/power.c \
	common/crc32.c common/fmt.c common/str.c common/text.c
KERNEL_OBJ := $(B)/kernel/entry/start32.o $(KERNEL_C:%.c=$(B)/k/%.o)

$(B)/k/%.o: %.c
	$(call say,CC64,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(KERNEL_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/kernel/entry/start32.o: kernel/entry/start32.asm
	$(call say,NASM,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(NASM) -f elf64 -g -F dwarf -Werror -o $@ $<

$(B)/kernel/vmlinux.elf: $(KERNEL_OBJ) kernel/kernel.ld
	$(call say,LD,$@)
	$(Q)$(LD) -m elf_x86_64 -z max-page-size=4096 -z noexecstack --no-warn-rwx-segments \
	  -T kernel/kernel.ld -o $@ $(KERNEL_OBJ)

$(B)/kernel/vmlinux.bin: $(B)/kernel/vmlinux.elf
	$(Q)objcopy -O binary $< $@

# The header says how big the kernel is: in the file, and in memory before it can allocate.
$(B)/kernel/sizes.inc: $(B)/kernel/vmlinux.elf
	$(Q)nm $< | awk '$$3 ~ /^KERNEL_(FILE|INIT)_BYTES$$/ { print "%define", $$3, "0x" $$1 }' > $@

$(B)/kernel/entry/setup.o: kernel/entry/setup.asm $(B)/kernel/sizes.inc
	$(call say,NASM,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(NASM) -f elf32 -g -F dwarf -Werror -I $(B)/ -o $@ $<

$(B)/kernel/setup.elf: $(B)/kernel/entry/setup.o kernel/entry/setup.ld
	$(Q)$(LD) -m elf_i386 --no-warn-rwx-segments -T kernel/entry/setup.ld -o $@ $<

$(B)/kernel/setup.bin: $(B)/kernel/setup.elf
	$(Q)objcopy -O binary -j .setup $< $@

$(B)/vmlinuz: $(B)/kernel/setup.bin $(B)/kernel/vmlinux.bin
	$(Q)cat $^ > $@
	$(call say,KERNEL,"$@: $$(stat -c %s $@) bytes")

# The other kernel that the boot tests start.
include tests/boot/guest/guest.mk
