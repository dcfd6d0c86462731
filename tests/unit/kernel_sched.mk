# The kernel's scheduler, timers and signals on their way; the switch itself is a double.
$(B)/asan/tests/unit/test_ksched.o $(B)/asan/tests/unit/test_ksignal.o $(B)/asan/tests/unit/test_kthread.o $(B)/asan/tests/unit/fake_sched.o: ASAN_CFLAGS += -Ikernel

KSCHED := kernel/sched/sched.c kernel/sched/wait.c kernel/sched/timer.c kernel/sched/signal_send.c \
	tests/unit/fake_sched.c

UNIT += test_ksched test_ksignal test_kthread
test_ksched  := $(KSCHED)
test_ksignal := $(KSCHED)
test_kthread := $(KSCHED) kernel/sched/kthread.c common/text.c
