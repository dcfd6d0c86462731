# The kernel's system calls about files and time, over its filesystems.
KSYS := $(KFS) tests/unit/fake_ksys.c kernel/sys/syscall.c $(addprefix kernel/sys/sys_,attr.c dir.c \
	file.c io.c lock.c poll.c stat.c time.c)
$(foreach t,test_ksys test_ksys_random fake_ksys,$(eval $(B)/asan/tests/unit/$(t).o: ASAN_CFLAGS += -Ikernel))

UNIT += test_ksys test_ksys_random
test_ksys := $(KSYS)
test_ksys_random := $(KSYS)
