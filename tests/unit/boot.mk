BOOT_DOUBLES := tests/unit/fake_files.c tests/unit/host_heap.c loader/base/error.c common/fmt.c common/text.c
BOOT_SOURCES := loader/boot/cpio.c loader/boot/linux.c loader/boot/load.c loader/boot/params.c loader/boot/placement.c \
	loader/boot/plan.c loader/mem/memory_map.c

UNIT += test_linux test_plan test_placement test_boot test_cpio
test_linux     := loader/boot/linux.c $(BOOT_DOUBLES)
test_placement := loader/boot/placement.c loader/mem/memory_map.c loader/base/error.c common/fmt.c common/text.c
test_boot      := $(BOOT_SOURCES) tests/unit/fake_pc.c $(BOOT_DOUBLES)
test_plan      := $(test_boot)
test_cpio      := loader/boot/cpio.c common/fmt.c common/text.c
