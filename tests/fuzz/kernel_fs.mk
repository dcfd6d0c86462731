# kernel_fs.mk - fuzz targets of the kernel's filesystems: ext2, from the loader's seeds, the
# initramfs, tables of partitions.

FUZZ += fuzz_kext2 fuzz_kcpio fuzz_kdisk
fuzz_kext2 := $(KFS)
fuzz_kext2_FLAGS := -Ikernel
fuzz_kext2_LIBS  := -lcmocka
fuzz_kcpio := $(KFS) tests/fuzz/mutate_gzip.c
fuzz_kcpio_FLAGS := -Ikernel
fuzz_kcpio_LIBS  := -lcmocka -lz
fuzz_kdisk := kernel/fs/disks.c kernel/fs/gpt.c common/fmt.c common/crc32.c tests/fuzz/mutate_gpt.c
fuzz_kdisk_FLAGS := -Ikernel
