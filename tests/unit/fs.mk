# fs.mk - unit tests of loader/disk/, loader/part/ and loader/fs/.

include tests/oracle/fs.mk

UNIT += test_disk test_fs test_write test_iso9660
test_disk := tests/unit/memdev.c tests/unit/host_heap.c $(wildcard loader/disk/*.c) \
	loader/part/slice.c loader/base/error.c common/fmt.c
test_fs   := tests/unit/memdev.c tests/unit/host_heap.c $(FS_SOURCES)
test_write := $(test_fs)
test_iso9660 := $(test_fs)
