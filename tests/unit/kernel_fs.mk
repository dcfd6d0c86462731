# The kernel's files, over objects from malloc and pages from an array.
$(B)/asan/tests/unit/test_kfs_%.o $(B)/asan/tests/unit/fake_kfs.o: ASAN_CFLAGS += -Ikernel

KFS := $(wildcard kernel/fs/*.c) kernel/sched/usage.c tests/unit/fake_kfs.c common/fmt.c common/text.c common/crc32.c common/ext2_disk.c

UNIT += test_kfs_random
test_kfs_random := $(KFS) tests/unit/host_files.c

UNIT += test_kfs_bad test_kfs_cpio test_kfs_path test_kfs_pipe test_kfs_eventpoll
test_kfs_bad  := $(KFS)
test_kfs_cpio := $(KFS)
test_kfs_cpio_LIBS := -lz
test_kfs_path := $(KFS)
test_kfs_pipe := $(KFS)
test_kfs_eventpoll := $(KFS)

include tests/oracle/kernel_fs.mk
