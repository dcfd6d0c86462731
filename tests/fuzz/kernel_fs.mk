# kernel_fs.mk - the fuzz target of the kernel's ext2, from the loader's seeds.

FUZZ += fuzz_kext2
fuzz_kext2 := $(KFS)
$(B)/fuzz/fuzz_kext2: FUZZ_CFLAGS += -Ikernel -Wl,--no-as-needed -lcmocka
