FUZZ += fuzz_kext2
fuzz_kext2 := $(KFS)
$(B)/fuzz/fuzz_kext2: FUZZ_CFLAGS += -Ikernel -Wl,--no-as-needed -lcmocka
