# kernel_fs.mk - the fuzz target of the kernel's ext2, from the loader's seeds.

FUZZ += fuzz_kext2
fuzz_kext2 := $(KFS)
fuzz_kext2_FLAGS := -Ikernel
fuzz_kext2_LIBS  := -lcmocka
