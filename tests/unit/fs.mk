# fs.mk - unit tests of loader/disk/, loader/part/ and loader/fs/.

include tests/oracle/fs.mk

UNIT += test_disk test_part test_fs test_ext2 test_ext2_dir test_fat test_file test_write test_read_errors
test_disk := tests/unit/memdev.c tests/unit/host_heap.c $(wildcard loader/disk/*.c) \
	loader/part/slice.c loader/base/error.c common/fmt.c
test_fs   := tests/unit/memdev.c tests/unit/host_heap.c $(FS_SOURCES)
test_part  := $(test_fs)
test_ext2  := $(test_fs)
test_ext2_dir := $(test_fs)
test_fat   := $(test_fs)
test_file  := $(test_fs)
test_write := $(test_fs)
test_read_errors := $(test_fs)
