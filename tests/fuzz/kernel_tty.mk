FUZZ += fuzz_kvt fuzz_ktty
fuzz_kvt  := $(test_kvt)
fuzz_ktty := $(test_kn_tty) $(test_kkeymap)
fuzz_kvt_FLAGS  := -Ikernel
fuzz_ktty_FLAGS := -Ikernel
