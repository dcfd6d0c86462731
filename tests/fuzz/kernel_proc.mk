FUZZ += fuzz_kelf fuzz_kwords
fuzz_kelf := kernel/proc/elf.c
fuzz_kelf_FLAGS := -Ikernel
fuzz_kwords := kernel/proc/script.c kernel/fs/ramfs_options.c common/text.c
fuzz_kwords_FLAGS := -Ikernel
