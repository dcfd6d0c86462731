# bios.mk - fuzz targets of what the firmware answers.

FUZZ += fuzz_e820 fuzz_int13
fuzz_e820  := loader/bios/e820.c loader/mem/memory_map.c $(FAKE_BIOS)
fuzz_int13 := $(filter-out tests/unit/fake_disk.c,$(test_int13))
