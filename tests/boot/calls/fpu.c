/* fpu.c - x87 and SSE registers belong to their task, and survive its signals. */
#include "calls.h"

static volatile sig_atomic_t stop;
static volatile int changes;

static void on_alarm(int sig)
{
	(void)sig;
	stop = 1;
}

/* Fill the registers, let others run, and look. */
static long keep(unsigned seed, int rounds)
{
	unsigned xmm[8][4] __attribute__((aligned(16))), out[8][4] __attribute__((aligned(16)));
	double st[6], back[6];
	long bad = 0;

	for (int r = 0; r < rounds; r++) {
		unsigned mxcsr = 0x1f80 | (seed & 3) << 13, now;
		unsigned short control = (unsigned short)(0x37f & ~(3 << 8)) | (unsigned short)((seed & 1) << 9),
			       then;

		for (unsigned i = 0; i < 8; i++)
			for (unsigned k = 0; k < 4; k++)
				xmm[i][k] = seed * 1000003 + (unsigned)r * 31 + i * 4 + k;
		for (unsigned i = 0; i < 6; i++)
			st[i] = seed * 1000.0 + r + i;
		__asm__ volatile("ldmxcsr %0; fldcw %1" : : "m"(mxcsr), "m"(control));
		__asm__ volatile(
			"movaps (%0), %%xmm0; movaps 16(%0), %%xmm1; movaps 32(%0), %%xmm2\n"
			"movaps 48(%0), %%xmm3; movaps 64(%0), %%xmm4; movaps 80(%0), %%xmm5\n"
			"movaps 96(%0), %%xmm6; movaps 112(%0), %%xmm7\n"
			"fldl (%1); fldl 8(%1); fldl 16(%1); fldl 24(%1); fldl 32(%1); fldl 40(%1)\n"
			: : "r"(xmm), "r"(st) : "memory");
		/* no function that uses them may come between */
		for (volatile int i = 0; i < 3000; i++)
			;
#ifdef __x86_64__
		long ignored;

		__asm__ volatile("syscall" : "=a"(ignored) : "a"(SYS_sched_yield) : "rcx", "r11", "memory");
#else
		long ignored;

		__asm__ volatile("int $0x80" : "=a"(ignored) : "a"(SYS_sched_yield) : "memory");
#endif
		__asm__ volatile(
			"movaps %%xmm0, (%0); movaps %%xmm1, 16(%0); movaps %%xmm2, 32(%0)\n"
			"movaps %%xmm3, 48(%0); movaps %%xmm4, 64(%0); movaps %%xmm5, 80(%0)\n"
			"movaps %%xmm6, 96(%0); movaps %%xmm7, 112(%0)\n"
			"fstpl 40(%1); fstpl 32(%1); fstpl 24(%1); fstpl 16(%1); fstpl 8(%1); fstpl (%1)\n"
			: : "r"(out), "r"(back) : "memory");
		__asm__ volatile("stmxcsr %0; fnstcw %1" : "=m"(now), "=m"(then));
		bad += memcmp(xmm, out, sizeof xmm) != 0;
		bad += memcmp(st, back, sizeof st) != 0;
		bad += (now & 0x6000) != (mxcsr & 0x6000);
		bad += then != control;
	}
	return bad;
}

static void spoil(int sig)
{
	unsigned ones[4] __attribute__((aligned(16))) = { ~0u, ~0u, ~0u, ~0u };
	unsigned mxcsr = 0x7f80;
	unsigned short control = 0x27f;

	(void)sig;
	changes++;
	__asm__ volatile("movaps %0, %%xmm0; movaps %0, %%xmm1; movaps %0, %%xmm7; ldmxcsr %1;"
			 "fninit; fldcw %2; fldpi; fldpi" : : "m"(ones), "m"(mxcsr), "m"(control)
			 : "memory");
}

int main(void)
{
	unsigned mxcsr;
	unsigned short control;

	__asm__ volatile("stmxcsr %0; fnstcw %1" : "=m"(mxcsr), "=m"(control));
	printf("at the start: %x %x\n", mxcsr, control);
	for (unsigned i = 1; i <= 3; i++)
		if (!child())
			_exit(keep(i, 2000) != 0);
	printf("one of four: %ld\n", keep(9, 2000));
	for (unsigned i = 1; i <= 3; i++) {
		int status;

		wait(&status);
		show_status("another", status);
	}
	/* handlers that use them */
	pid_t parent = getpid(), pid;

	signal(SIGUSR1, spoil);
	signal(SIGALRM, on_alarm);
	pid = child();
	if (!pid)
		for (;;) {
			kill(parent, SIGUSR1);
			sched_yield();
		}
	long bad = 0;

	alarm(1);
	while (!stop || changes <= 10)
		bad += keep(5, 50);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	printf("with handlers: %ld, some ran %d\n", bad, changes > 10);
	/* a child starts with its parent's */
	mxcsr = 0x5f80;
	__asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
	IN_CHILD("child", {
		__asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
		printf("%x\n", mxcsr & 0x6000);
	});
	return 0;
}
