# The parts of the kernel's proc/ that only compute: the very sources, without doubles.
$(B)/asan/tests/unit/test_kproc_%.o: ASAN_CFLAGS += -Ikernel

UNIT += test_kproc_elf test_kproc_pure
test_kproc_elf  := kernel/proc/elf.c
test_kproc_pure := kernel/proc/script.c kernel/proc/siginfo.c kernel/proc/restart.c kernel/proc/tls.c \
	kernel/proc/fpu_32.c kernel/proc/status.c
