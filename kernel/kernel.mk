# kernel.mk - vmlinux, and vmlinuz: the real-mode part and vmlinux as one bzImage.

KERNEL_BUDGET := 262144

# -O2, not -Os: that would copy structs with rep movsb, one instruction a byte.
# -fbuiltin, which -ffreestanding takes away: a memcpy of a few bytes is a move or two, and no
# call of a function whose rep movsq takes longer to start than to move them.
# The entries keep the stack at 8 bytes; a function that needs 16 aligns it itself.
KERNEL_CFLAGS := -m64 -march=x86-64 -mcmodel=kernel -mno-red-zone -mgeneral-regs-only \
	-mpreferred-stack-boundary=3 -std=gnu11 -O2 -g \
	-fno-align-functions -fno-align-jumps -fno-align-loops -fno-align-labels \
	-ffreestanding -fbuiltin -fno-pic -fno-pie -fno-stack-protector -fno-asynchronous-unwind-tables \
	-fno-omit-frame-pointer -momit-leaf-frame-pointer \
	-fcf-protection=none -fno-strict-aliasing -Wframe-larger-than=1024 $(WARN) -I. -Ikernel

# What a folder generates: it adds to KERNEL_MORE_C.
KERNEL_MORE_C :=
include $(call files,kernel/*/*.mk)

# Everything in kernel/ and its folders, but user/ (ring 3) and setup.asm (16-bit).
KERNEL_C   := $(sort $(filter-out kernel/offsets.c kernel/user/%,$(wildcard kernel/*.c kernel/*/*.c))) \
	common/crc32.c common/ext2_disk.c common/fmt.c common/str.c common/text.c $(KERNEL_MORE_C)
KERNEL_ASM := $(sort $(filter-out kernel/user/% kernel/entry/setup.asm,$(wildcard kernel/*/*.asm)))
KERNEL_OBJ := $(KERNEL_ASM:%.asm=$(B)/%.o) $(KERNEL_C:%.c=$(B)/k/%.o)

# What is called seldom, or does more than how it is compiled could matter: vmlinuz is
# to stay small.
KERNEL_SMALL := $(filter-out %/sys_io.c %/sys_mem.c %/sys_poll.c %/sys_proc.c,\
	$(wildcard kernel/sys/sys_*.c)) $(wildcard kernel/hw/*.c kernel/tty/*.c) \
	$(wildcard kernel/fs/ext2*.c kernel/fs/proc*.c) $(addprefix kernel/fs/,attr.c \
	block.c disks.c eventpoll.c gpt.c locks.c mount.c names.c ramfs_options.c) \
	$(addprefix kernel/,boot_info.c boot_timeline.c init.c panic.c mm/paging.c proc/oom.c)
$(KERNEL_SMALL:%.c=$(B)/k/%.o): KERNEL_CFLAGS += -Os

$(B)/k/%.o: %.c kernel/kernel.mk rules.mk
	$(call say,CC64,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(KERNEL_CFLAGS) -MMD -MP -c -o $@ $<

# Where these functions are defined they must not be recognised: memcpy would call itself.
$(B)/k/common/str.o: KERNEL_CFLAGS += -fno-builtin

# Offsets of C structs for nasm: the same compiler and flags as the kernel's, so the sizes
# are the kernel's.
$(B)/kernel/offsets.inc: kernel/offsets.c kernel/kernel.mk rules.mk
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(KERNEL_CFLAGS) -MMD -MP -MT $@ -MF $(@:.inc=.d) -S -o $(@:.inc=.s) $<
	$(Q)sed -n 's/^.*->\([A-Za-z0-9_]*\) \$$*\(-\?[0-9]*\).*/%define \1 \2/p' $(@:.inc=.s) > $@

$(KERNEL_ASM:%.asm=$(B)/%.o): $(B)/%.o: %.asm $(B)/kernel/offsets.inc rules.mk
	$(call say,NASM,$<)
	$(Q)mkdir -p $(@D)
	$(call nasm_there,elf64,$(B)/)

KERNEL_LD = $(LD) -m elf_x86_64 -z max-page-size=4096 -z noexecstack --no-warn-rwx-segments -T kernel/kernel.ld

# Linked twice: the first time to learn the names and offsets of all functions, for the
# backtrace of a panic.  They stand in a section behind all code, so they move none.
$(B)/kernel/pass1.elf: $(KERNEL_OBJ) kernel/kernel.ld
	$(Q)$(KERNEL_LD) -o $@ $(KERNEL_OBJ)
$(B)/kernel/symbols.asm: $(B)/kernel/pass1.elf kernel/entry/symbols.awk
	$(Q)nm -n $< | awk -f kernel/entry/symbols.awk > $@
$(B)/kernel/symbols.o: $(B)/kernel/symbols.asm
	$(Q)$(NASM) -f elf64 -Werror -o $@ $<

$(B)/kernel/vmlinux.elf: $(KERNEL_OBJ) $(B)/kernel/symbols.o kernel/kernel.ld
	$(call say,LD,$@)
	$(Q)$(KERNEL_LD) -o $@ $(KERNEL_OBJ) $(B)/kernel/symbols.o

$(B)/kernel/vmlinux.bin: $(B)/kernel/vmlinux.elf
	$(Q)objcopy -O binary $< $@

# The header says how big the kernel is: in the file, and in memory before it can allocate.
$(B)/kernel/sizes.inc: $(B)/kernel/vmlinux.elf
	$(Q)nm $< | awk '$$3 ~ /^KERNEL_(FILE|INIT)_BYTES$$/ { print "%define", $$3, "0x" $$1 }' > $@

$(B)/kernel/entry/setup.o: kernel/entry/setup.asm $(B)/kernel/sizes.inc
	$(call say,NASM,$<)
	$(Q)mkdir -p $(@D)
	$(call nasm_there,elf32,$(B)/)

$(B)/kernel/setup.elf: $(B)/kernel/entry/setup.o kernel/entry/setup.ld
	$(Q)$(LD) -m elf_i386 --no-warn-rwx-segments -T kernel/entry/setup.ld -o $@ $<

$(B)/kernel/setup.bin: $(B)/kernel/setup.elf
	$(Q)objcopy -O binary -j .setup $< $@

$(B)/vmlinuz: $(B)/kernel/setup.bin $(B)/kernel/vmlinux.bin
	$(call say,KERNEL,$@)
	$(Q)cat $^ > $@
	$(call bytes_left,$(KERNEL_BUDGET))
