/* frames.c - what a handler finds on its stack, what becomes of what it changes there, and
 * who brings it back. */
#include "calls.h"
#include <elf.h>
#include <stddef.h>
#include <sys/auxv.h>
#include <sys/ucontext.h>
#include <ucontext.h>

#ifdef __x86_64__
enum { IP = REG_RIP, SP = REG_RSP, AX = REG_RAX, BX = REG_RBX, CX = REG_RCX, DX = REG_RDX,
       FLAGS = REG_EFL };
#else
enum { IP = REG_EIP, SP = REG_ESP, AX = REG_EAX, BX = REG_EBX, CX = REG_ECX, DX = REG_EDX,
       FLAGS = REG_EFL };
#endif

/* The kernel's own struct sigaction: C libraries always give a restorer. */
struct kernel_sigaction {
	void (*handler)(int);
	unsigned long flags;
	void (*restorer)(void);
	uint64_t mask;
};
enum { RESTORER = 0x04000000 };

static volatile sig_atomic_t count;
static volatile ucontext_t seen;
static volatile siginfo_t info;

static void counts(int sig)
{
	(void)sig;
	count++;
}

static void counts_info(int sig, siginfo_t *i, void *context)
{
	(void)sig;
	count += i->si_signo == SIGUSR1 && context != NULL;
}

/* --- Without a restorer: 32-bit code comes back by the vDSO, 64-bit code does not. */

static void no_restorer(void)
{
	struct kernel_sigaction a = { .handler = counts };

	IN_CHILD("rt_sigaction", {
		TRY(syscall(SYS_rt_sigaction, SIGUSR1, &a, NULL, 8));
		raise(SIGUSR1);
		printf("caught %d\n", (int)count);
	});
	a.handler = (void (*)(int))(void *)counts_info;
	a.flags = SA_SIGINFO;
	IN_CHILD("rt_sigaction, SA_SIGINFO", {
		TRY(syscall(SYS_rt_sigaction, SIGUSR1, &a, NULL, 8));
		raise(SIGUSR1);
		raise(SIGUSR1);
		printf("caught %d\n", (int)count);
	});
#ifdef __i386__
	struct { void (*handler)(int); unsigned long mask, flags; void (*restorer)(void); } old =
		{ .handler = counts };

	IN_CHILD("sigaction", {
		TRY(syscall(SYS_sigaction, SIGUSR1, &old, NULL));
		raise(SIGUSR1);
		printf("caught %d\n", (int)count);
	});
#endif
	IN_CHILD("a restorer that is none", {
		a.handler = counts;
		a.flags = RESTORER;
		a.restorer = (void (*)(void))16;
		TRY(syscall(SYS_rt_sigaction, SIGUSR1, &a, NULL, 8));
		raise(SIGUSR1);
	});
}

/* --- What is in the frame */

static void looks(int sig, siginfo_t *i, void *context)
{
	(void)sig;
	memcpy((void *)&seen, context, offsetof(ucontext_t, uc_sigmask) + 8);
	memcpy((void *)&info, i, sizeof info);
	count++;
}

static void install(int sig, void (*f)(int, siginfo_t *, void *), int flags)
{
	struct sigaction a = { .sa_sigaction = f, .sa_flags = SA_SIGINFO | flags };

	sigaddset(&a.sa_mask, SIGUSR2);
	sigaction(sig, &a, NULL);
}

#define SEEN(reg) ((unsigned long)((ucontext_t *)&seen)->uc_mcontext.gregs[reg])

static void registers(void)
{
	unsigned long here, stack;

	if (!child()) {
		/* ud2 with known registers; the handler steps over it. */
		void step(int sig, siginfo_t *i, void *context)
		{
			looks(sig, i, context);
			((ucontext_t *)context)->uc_mcontext.gregs[IP] += 2;
			((ucontext_t *)context)->uc_mcontext.gregs[AX] = 0x1234;
			((ucontext_t *)context)->uc_mcontext.gregs[FLAGS] |= 1;
		}
		install(SIGILL, step, 0);
		unsigned long ax = 0x11, carry;

		__asm__ volatile("nop\n\t"
#ifdef __x86_64__
				 "lea 1f(%%rip), %2\n\t mov %%rsp, %1\n\t"
#else
				 "mov $1f, %2\n\t mov %%esp, %1\n\t"
#endif
				 "mov $0x22, %%ecx; mov $0x33, %%edx; xor %3, %3\n"
				 "1: ud2\n\t adc $0, %3"
				 : "+a"(ax), "=&r"(stack), "=&r"(here), "=&r"(carry) : : "cx", "dx", "memory");
		printf("ip %d sp %d ax %lx cx %lx dx %lx, then ax %lx carry %lu\n",
		       SEEN(IP) == here, SEEN(SP) == stack, SEEN(AX), SEEN(CX), SEEN(DX), ax, carry);
		printf("trap %lu error %lx flags %lx\n", SEEN(REG_TRAPNO), SEEN(REG_ERR),
		       SEEN(FLAGS) & 0xffff);
		printf("address %d link %d\n", info.si_addr == (void *)here, seen.uc_link != NULL);
		fflush(stdout);
		_exit(0);
	}
	int status;

	wait(&status);
	show_status("registers", status);
}

static void masks(void)
{
	sigset_t set;

	install(SIGUSR1, looks, 0);
	sigemptyset(&set);
	sigaddset(&set, SIGWINCH);
	sigaddset(&set, SIGRTMAX);
	sigprocmask(SIG_SETMASK, &set, NULL);
	raise(SIGUSR1);
	sigset_t *saved = (sigset_t *)&seen.uc_sigmask;

	printf("saved mask: USR1 %d USR2 %d WINCH %d RTMAX %d\n", sigismember(saved, SIGUSR1),
	       sigismember(saved, SIGUSR2), sigismember(saved, SIGWINCH),
	       sigismember(saved, SIGRTMAX));
	void remask(int sig, siginfo_t *i, void *context)
	{
		(void)sig, (void)i;
		/* Not to be blocked, whatever the frame says. */
		memset(&((ucontext_t *)context)->uc_sigmask, 0xff, 8);
	}
	install(SIGUSR1, remask, 0);
	raise(SIGUSR1);
	sigprocmask(SIG_SETMASK, NULL, &set);
	printf("all blocked: HUP %d KILL %d STOP %d 64 %d\n", sigismember(&set, SIGHUP),
	       sigismember(&set, SIGKILL), sigismember(&set, SIGSTOP), sigismember(&set, 64));
	sigemptyset(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
}

/* Faults leave their kind and address in the frame. */
static void faults(void)
{
	static struct { const char *name; unsigned long address; bool write; } rows[] = {
		{ "read null", 0, false }, { "write null", 0, true }, { "read low", 0x1000, false },
#ifdef __x86_64__
		{ "read kernel", 0xffffffff80000000, false },
		{ "write kernel", 0xffff888000000000, true },
		{ "read hole", 0x800000000000, false },
#else
		{ "read kernel", 0xffffe000, false }, { "write kernel", 0xffffe000, true },
#endif
	};
	static unsigned i;

	for (i = 0; i < COUNT(rows); i++) {
		if (!child()) {
			void leave(int sig, siginfo_t *what, void *context)
			{
				looks(sig, what, context);
				printf("%s: signal %d code %d address %lx trap %lu error %lx", rows[i].name,
				       sig, what->si_code, (unsigned long)what->si_addr,
				       SEEN(REG_TRAPNO), SEEN(REG_ERR));
#ifdef __x86_64__
				printf(" cr2 %d", SEEN(REG_CR2) == rows[i].address);
#endif
				printf("\n");
				fflush(stdout);
				_exit(0);
			}
			install(SIGSEGV, leave, 0);
			install(SIGBUS, leave, 0);
			if (rows[i].write)
				*(volatile char *)rows[i].address = 1;
			else
				*(volatile char *)rows[i].address;
			_exit(1);
		}
		int status;

		wait(&status);
		show_status(" ended", status);
	}
}

/* --- Frames that are bad */

static void bad_frames(void)
{
	IN_CHILD("sigreturn from nowhere", {
		syscall(SYS_rt_sigreturn);
		printf("came back\n");
	});
	IN_CHILD("an odd instruction pointer", {
		void odd(int sig, siginfo_t *i, void *context)
		{
			(void)sig, (void)i;
			((ucontext_t *)context)->uc_mcontext.gregs[IP] = (long)0x8000000000001234;
		}
		install(SIGUSR1, odd, 0);
		raise(SIGUSR1);
	});
	IN_CHILD("the kernel's code segment", {
		void segment(int sig, siginfo_t *i, void *context)
		{
			(void)sig, (void)i;
#ifdef __x86_64__
			((ucontext_t *)context)->uc_mcontext.gregs[REG_CSGSFS] = 0x10;
#else
			((ucontext_t *)context)->uc_mcontext.gregs[REG_CS] = 0x10;
#endif
		}
		install(SIGUSR1, segment, 0);
		raise(SIGUSR1);
		printf("came back\n");
	});
	IN_CHILD("interrupts off, I/O allowed", {
		void flags(int sig, siginfo_t *i, void *context)
		{
			(void)sig, (void)i;
			((ucontext_t *)context)->uc_mcontext.gregs[FLAGS] |= 0x3000;
			((ucontext_t *)context)->uc_mcontext.gregs[FLAGS] &= ~0x200;
		}
		unsigned long now;

		install(SIGUSR1, flags, 0);
		raise(SIGUSR1);
		__asm__ volatile("pushf; pop %0" : "=r"(now));
		printf("flags %lx\n", now & 0x3200);
	});
	IN_CHILD("no stack for the frame", {
		install(SIGUSR1, looks, 0);
#ifdef __x86_64__
		__asm__ volatile("mov $39, %%eax; syscall; mov %%eax, %%edi; mov $10, %%esi; mov $62, %%eax;"
				 "xor %%esp, %%esp; syscall" : : : "memory", "rax", "rdi", "rsi", "rcx", "r11");
#else
		__asm__ volatile("mov $20, %%eax; int $0x80; mov %%eax, %%ebx; mov $10, %%ecx; mov $37, %%eax;"
				 "xor %%esp, %%esp; int $0x80" : : : "memory", "eax", "ebx", "ecx");
#endif
	});
	IN_CHILD("an alternative stack that is not there", {
		stack_t s = { .ss_sp = (void *)0x10000, .ss_size = 8192 };

		sigaltstack(&s, NULL);
		install(SIGUSR1, looks, SA_ONSTACK);
		raise(SIGUSR1);
	});
	IN_CHILD("the stack is full", {
		install(SIGSEGV, looks, 0);
		volatile char *p = (char *)&count;

		__asm__ volatile("" : "+r"(p));
		for (;;)
			p = memset(__builtin_alloca(65536), 1, 65536);
	});
}

/* One step at a time. */
static void steps(void)
{
	void step(int sig, siginfo_t *i, void *context)
	{
		looks(sig, i, context);
		if (count == 3)
			((ucontext_t *)context)->uc_mcontext.gregs[FLAGS] &= ~0x100;
	}
	install(SIGTRAP, step, 0);
	count = 0;
	__asm__ volatile(
#ifdef __x86_64__
		"sub $128, %%rsp; pushfq; orq $0x100, (%%rsp); popfq; nop; nop; nop; nop; nop; add $128, %%rsp"
#else
		"pushf; orl $0x100, (%%esp); popf; nop; nop; nop; nop; nop"
#endif
		: : : "memory", "cc");
	printf("steps %d code %d trap %lu\n", (int)count, info.si_code, SEEN(REG_TRAPNO));
}

/* --- The vDSO is an ELF file with the trampolines */

static void vdso(void)
{
	const char *base = (char *)getauxval(AT_SYSINFO_EHDR);
#ifdef __x86_64__
	const Elf64_Ehdr *e = (void *)base;
	const Elf64_Phdr *p = (void *)(base + e->e_phoff);
#else
	const Elf32_Ehdr *e = (void *)base;
	const Elf32_Phdr *p = (void *)(base + e->e_phoff);
#endif
	int loads = 0, dynamic = 0;

	for (int i = 0; i < e->e_phnum; i++) {
		loads += p[i].p_type == PT_LOAD;
		dynamic += p[i].p_type == PT_DYNAMIC;
	}
	printf("vdso: %s, type %d machine %d, loads %d dynamic %d\n",
	       memcmp(base, "\177ELF", 4) ? "bad" : "ELF", e->e_type, e->e_machine, loads, dynamic);
	IN_CHILD("written to", *(volatile char *)base = 0);
}

int main(void)
{
	setbuf(stdout, NULL);
	no_restorer();
	registers();
	masks();
	faults();
	bad_frames();
	steps();
	vdso();
	return 0;
}
