FUZZ += fuzz_kelf
fuzz_kelf := kernel/proc/elf.c
$(B)/fuzz/fuzz_kelf: FUZZ_CFLAGS += -Ikernel
