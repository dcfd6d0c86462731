FUZZ += fuzz_kelf
fuzz_kelf := kernel/proc/elf.c
fuzz_kelf_FLAGS := -Ikernel
