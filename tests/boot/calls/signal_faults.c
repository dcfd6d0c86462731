/* signal_faults.c - signals of a program's own mistakes, and the stacks that their handlers have. */
#include "signals.h"
#include <setjmp.h>

static sigjmp_buf back;

/* Faults, and the registers that come back from them. */
static void on_fault(int sig, siginfo_t *info, void *uc)
{
	on_signal(sig);
	memcpy((void *)&last, info, sizeof last);
	(void)uc;
	siglongjmp(back, 1);
}

#define FAULT(what, code) do { \
	if (!sigsetjmp(back, 1)) { \
		code; \
		printf(what ": nothing\n"); \
	} else { \
		printf(what ": signal %d code %d", (int)order[orders - 1], last.si_code); \
		if (last.si_signo == SIGSEGV || last.si_signo == SIGBUS) \
			printf(" address %lx", (unsigned long)last.si_addr); \
		printf("\n"); \
		clear(); \
	} \
} while (0)

static void faults(void)
{
	struct sigaction a = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER };
	char *map = mmap((void *)0x51000000, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
			 -1, 0);
	volatile int zero = 0, one = 1;
	unsigned long word;

	for (unsigned i = 0; i < 6; i++) {
		static const int sigs[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS };

		sigaction(sigs[i], &a, NULL);
	}
	FAULT("NULL", *(volatile char *)0 = 1);
	FAULT("read far", (void)*(volatile char *)0x52000000);
	FAULT("write read-only", map[5] = 1);
	FAULT("jump", ((void (*)(void))0x52000000)());
	FAULT("jump to data", ((void (*)(void))map)());
	FAULT("division", one = one / zero);
	FAULT("ud2", __asm__ volatile("ud2"));
	FAULT("int3", __asm__ volatile("int3"));
	FAULT("hlt", __asm__ volatile("hlt"));
	FAULT("cli", __asm__ volatile("cli"));
	FAULT("in", __asm__ volatile("inb $0x60, %%al" : : : "eax"));
	FAULT("int 13", __asm__ volatile("int $13"));
	FAULT("int 200", __asm__ volatile("int $200"));
	FAULT("int 4", __asm__ volatile("int $4"));
	FAULT("mov cr0", __asm__ volatile("mov %%cr0, %0" : "=r"(word)));
	unsigned short control = 0x037b;        /* division by zero lets through */

	FAULT("x87 division", __asm__ volatile("fldcw %0; fldz; fld1; fdivp; fwait" : : "m"(control)));
	unsigned mxcsr = 0x1f80 & ~0x200u;
	float f[4] __attribute__((aligned(16))) = { 1, 1, 1, 1 };

	FAULT("SSE division", __asm__ volatile("ldmxcsr %0; movaps %1, %%xmm0; xorps %%xmm1, %%xmm1;"
		"divps %%xmm1, %%xmm0" : : "m"(mxcsr), "m"(f) : "xmm0", "xmm1"));
	mxcsr = 0x1f80;
	control = 0x037f;
	__asm__ volatile("fnclex; fldcw %0; ldmxcsr %1" : : "m"(control), "m"(mxcsr));
	FAULT("unaligned movaps", __asm__ volatile("movaps %0, %%xmm0" : : "m"(((char *)f)[1]) : "xmm0"));
	IN_CHILD("fault with the signal blocked", {
		sigset_t s = set_of(SIGSEGV, 0);

		sigprocmask(SIG_BLOCK, &s, NULL);
		*(volatile char *)0 = 1;
	});
	IN_CHILD("fault with the signal ignored", {
		signal(SIGSEGV, SIG_IGN);
		*(volatile char *)0 = 1;
	});
	put_file("short", "x");
	int fd = open("short", O_RDWR);
	char *file = mmap((void *)0x51010000, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0);

	FAULT("behind the file", file[4096] = 1);
	FAULT("in its last page", file[4095] = 1);
}

static char alt[65536] __attribute__((aligned(16)));
static volatile int on_alt;

static void on_stack(int sig)
{
	char here;
	stack_t now;

	on_signal(sig);
	on_alt = &here >= alt && &here < alt + sizeof alt;
	sigaltstack(NULL, &now);
	count[0] = now.ss_flags;
	if (sig == SIGUSR2) {
		stack_t other = { .ss_sp = alt, .ss_size = 8192 };

		count[1] = sigaltstack(&other, NULL) ? errno : 0;
	}
}

static void recurse(int n)
{
	volatile char big[4096];

	big[0] = (char)n;
	if (n)
		recurse(n - 1);
	big[1] = big[0];
}

static void overflowed(int sig)
{
	(void)sig;
	char here;

	(void)!write(1, &here >= alt && &here < alt + sizeof alt ? "on alt\n" : "elsewhere\n", 7);
	_exit(5);
}

static void stacks(void)
{
	struct sigaction a = { .sa_handler = on_stack, .sa_flags = SA_ONSTACK };
	stack_t s = { .ss_sp = alt, .ss_size = sizeof alt }, old;

	sigaction(SIGUSR1, &a, NULL);
	sigaction(SIGUSR2, &a, NULL);
	TRY(sigaltstack(NULL, &old));
	printf("flags %d size %ld\n", old.ss_flags, (long)old.ss_size);
	raise(SIGUSR1);
	printf("on alt %d flags %d\n", on_alt, (int)count[0]);
	TRY(sigaltstack(&s, &old));
	raise(SIGUSR1);
	printf("on alt %d flags %d\n", on_alt, (int)count[0]);
	raise(SIGUSR2);
	printf("on alt %d flags %d, changed: %s\n", on_alt, (int)count[0],
	       count[1] ? strerrorname_np(count[1]) : "ok");
	s.ss_size = 100;
	TRY(sigaltstack(&s, NULL));
	s.ss_size = sizeof alt;
	s.ss_flags = 8;
	TRY(sigaltstack(&s, NULL));
	s.ss_flags = SS_DISABLE;
	TRY(sigaltstack(&s, &old));
	printf("flags %d size %ld\n", old.ss_flags, (long)old.ss_size);
	raise(SIGUSR1);
	printf("on alt %d\n", on_alt);
	s.ss_flags = (int)(1u << 31);
	TRY(sigaltstack(&s, &old));
	raise(SIGUSR1);
	printf("autodisarm: on alt %d flags %d\n", on_alt, (int)count[0]);
	sigaltstack(NULL, &old);
	printf("flags %x size %ld\n", old.ss_flags, (long)old.ss_size);
	IN_CHILD("stack overflow", {
		s.ss_flags = 0;
		sigaltstack(&s, NULL);
		a.sa_handler = overflowed;
		sigaction(SIGSEGV, &a, NULL);
		recurse(100000);
	});
	IN_CHILD("overflow without another stack", {
		s.ss_flags = SS_DISABLE;
		sigaltstack(&s, NULL);
		sigaction(SIGSEGV, &a, NULL);
		recurse(100000);
	});
}

int main(void)
{
	faults();
	stacks();
	return 0;
}
