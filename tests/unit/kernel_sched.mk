# The kernel's scheduler, timers and signals on their way; the switch itself is a double.
$(foreach t,test_ksched test_ksignal test_kthread test_koom fake_sched,$(B)/asan/tests/unit/$(t).o): \
	ASAN_CFLAGS += -Ikernel

KSCHED := kernel/sched/sched.c kernel/sched/wait.c kernel/sched/timer.c kernel/sched/signal_send.c \
	tests/unit/fake_sched.c

UNIT += test_ksched test_ksignal test_kthread test_koom
test_ksched  := $(KSCHED)
test_ksignal := $(KSCHED)
test_kthread := $(KSCHED) kernel/sched/kthread.c common/text.c
test_koom    := $(KSCHED) kernel/proc/oom.c
