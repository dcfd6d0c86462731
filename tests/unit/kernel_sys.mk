# The kernel's system calls about files and time, over its filesystems.
$(B)/asan/tests/unit/test_ksys.o: ASAN_CFLAGS += -Ikernel

UNIT += test_ksys
test_ksys := $(KFS) kernel/sys/syscall.c $(addprefix kernel/sys/sys_,attr.c dir.c file.c io.c \
	lock.c poll.c stat.c time.c)
