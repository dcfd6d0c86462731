/* signal.c - signals: sent, blocked, queued, caught; what their handlers are told. */
#include "calls.h"
#include <setjmp.h>
#include <sys/time.h>
#include <ucontext.h>

static volatile sig_atomic_t count[65], order[64], orders;
static volatile siginfo_t last;
static sigset_t in_handler;
static sigjmp_buf back;

static void on_signal(int sig)
{
	count[sig]++;
	if (orders < 64)
		order[orders++] = sig;
}

static void on_info(int sig, siginfo_t *info, void *uc)
{
	(void)uc;
	on_signal(sig);
	memcpy((void *)&last, info, sizeof last);
	sigprocmask(SIG_BLOCK, NULL, &in_handler);
}

static void catch(int sig, int flags)
{
	struct sigaction a = { .sa_flags = flags };

	if (flags & SA_SIGINFO)
		a.sa_sigaction = on_info;
	else
		a.sa_handler = on_signal;
	MUST(sigaction(sig, &a, NULL));
}

static void clear(void)
{
	memset((void *)count, 0, sizeof count);
	orders = 0;
}

static void show_order(const char *what)
{
	printf("%s:", what);
	for (int i = 0; i < orders; i++)
		printf(" %d", (int)order[i]);
	printf("\n");
	clear();
}

static sigset_t set_of(int a, int b)
{
	sigset_t s;

	sigemptyset(&s);
	if (a)
		sigaddset(&s, a);
	if (b)
		sigaddset(&s, b);
	return s;
}

static void bad_arguments(void)
{
	struct sigaction a = { .sa_handler = SIG_IGN };
	sigset_t s = set_of(SIGUSR1, 0);

	TRY(kill(getpid(), 65));
	TRY(kill(getpid(), -1));
	TRY(kill(getpid(), 0));
	TRY(kill(99999, 0));
	TRY(kill(-99999, 0));
	TRY(kill(INT32_MIN, 0));
	TRY(syscall(SYS_tgkill, getpid(), getpid(), 65));
	TRY(syscall(SYS_tgkill, getpid(), 0, 0));
	TRY(syscall(SYS_tgkill, 1, getpid(), 0));
	TRY(syscall(SYS_tgkill, getpid(), getpid(), 0));
	TRY(syscall(SYS_tkill, getpid(), 0));
	TRY(syscall(SYS_tkill, 99999, 0));
	TRY(sigaction(0, &a, NULL));
	TRY(sigaction(65, &a, NULL));
	TRY(sigaction(SIGKILL, &a, NULL));
	TRY(sigaction(SIGSTOP, &a, NULL));
	TRY(sigaction(SIGKILL, NULL, &a));
	TRY(syscall(SYS_rt_sigaction, SIGUSR1, NULL, NULL, 4));
	TRY(syscall(SYS_rt_sigaction, SIGUSR1, 16, NULL, 8));
	TRY(syscall(SYS_rt_sigaction, SIGUSR1, NULL, 16, 8));
	TRY(syscall(SYS_rt_sigprocmask, 9, &s, NULL, 8));
	TRY(syscall(SYS_rt_sigprocmask, SIG_BLOCK, &s, NULL, 4));
	TRY(syscall(SYS_rt_sigprocmask, SIG_BLOCK, 16, NULL, 8));
	TRY(syscall(SYS_rt_sigprocmask, 9, NULL, &s, 8));
	TRY(syscall(SYS_rt_sigpending, &s, 8));
	TRY(syscall(SYS_rt_sigpending, &s, 9));
	TRY(syscall(SYS_rt_sigsuspend, &s, 4));
	TRY(syscall(SYS_rt_sigsuspend, 16, 8));
	TRY(syscall(SYS_rt_sigtimedwait, &s, NULL, 16, 8));
	TRY(syscall(SYS_rt_sigtimedwait, 16, NULL, NULL, 8));
	struct timespec bad = { 0, 1000000000 }, zero = { 0, 0 };

	TRY(sigtimedwait(&s, NULL, &bad));
	TRY(sigtimedwait(&s, NULL, &zero));
}

static void masks(void)
{
	sigset_t s, old;

	catch(SIGUSR1, 0);
	catch(SIGUSR2, 0);
	s = set_of(SIGUSR1, SIGUSR2);
	sigprocmask(SIG_BLOCK, &s, NULL);
	raise(SIGUSR1);
	raise(SIGUSR1);
	raise(SIGUSR2);
	sigpending(&old);
	printf("pending %d %d %d\n", sigismember(&old, SIGUSR1), sigismember(&old, SIGUSR2),
	       sigismember(&old, SIGTERM));
	show_order("blocked");
	sigprocmask(SIG_UNBLOCK, &s, NULL);
	show_order("let in");
	sigfillset(&s);
	sigprocmask(SIG_SETMASK, &s, NULL);
	sigprocmask(SIG_BLOCK, NULL, &old);
	printf("full mask: KILL %d STOP %d RT %d\n", sigismember(&old, SIGKILL),
	       sigismember(&old, SIGSTOP), sigismember(&old, SIGRTMAX));
	sigemptyset(&s);
	sigprocmask(SIG_SETMASK, &s, NULL);
	/* Pending and then ignored: gone.  Ignored by default: gone, too. */
	s = set_of(SIGUSR1, SIGCHLD);
	sigprocmask(SIG_BLOCK, &s, NULL);
	raise(SIGUSR1);
	raise(SIGCHLD);
	sigpending(&old);
	printf("pending %d %d\n", sigismember(&old, SIGUSR1), sigismember(&old, SIGCHLD));
	signal(SIGUSR1, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	sigpending(&old);
	printf("pending %d %d\n", sigismember(&old, SIGUSR1), sigismember(&old, SIGCHLD));
	raise(SIGUSR1);
	sigpending(&old);
	printf("pending %d\n", sigismember(&old, SIGUSR1));
	catch(SIGUSR1, 0);
	sigprocmask(SIG_UNBLOCK, &s, NULL);
	show_order("ignored while blocked");
	/* sigsuspend lets in what it is told to, and puts the mask back. */
	s = set_of(SIGUSR1, SIGUSR2);
	sigprocmask(SIG_BLOCK, &s, NULL);
	raise(SIGUSR1);
	raise(SIGUSR2);
	s = set_of(SIGUSR2, 0);
	TRY(sigsuspend(&s));
	show_order("sigsuspend");
	sigprocmask(SIG_BLOCK, NULL, &old);
	printf("mask %d %d\n", sigismember(&old, SIGUSR1), sigismember(&old, SIGUSR2));
	s = set_of(SIGUSR1, SIGUSR2);
	TRY(sigtimedwait(&s, NULL, NULL));
	sigprocmask(SIG_UNBLOCK, &s, NULL);
	show_order("nothing left");
}

static void flags(void)
{
	struct sigaction a;
	int sig;

	catch(SIGUSR1, SA_SIGINFO);
	raise(SIGUSR1);
	printf("in the handler: %d\n", sigismember(&in_handler, SIGUSR1));
	catch(SIGUSR1, SA_SIGINFO | SA_NODEFER);
	raise(SIGUSR1);
	printf("SA_NODEFER: %d\n", sigismember(&in_handler, SIGUSR1));
	catch(SIGUSR1, SA_RESETHAND);
	raise(SIGUSR1);
	sigaction(SIGUSR1, NULL, &a);
	printf("SA_RESETHAND: %s\n", a.sa_handler == SIG_DFL ? "default" : "handler");
	a = (struct sigaction){ .sa_sigaction = on_info, .sa_flags = SA_SIGINFO };
	sigaddset(&a.sa_mask, SIGUSR2);
	sigaddset(&a.sa_mask, SIGKILL);
	sigaction(SIGUSR1, &a, NULL);
	raise(SIGUSR1);
	printf("sa_mask: %d %d\n", sigismember(&in_handler, SIGUSR2),
	       sigismember(&in_handler, SIGTERM));
	sigaction(SIGUSR1, NULL, &a);
	printf("flags %x mask %d %d\n", a.sa_flags & ~0x4000000, sigismember(&a.sa_mask, SIGUSR2),
	       sigismember(&a.sa_mask, SIGKILL));
	sig = sigsetjmp(back, 1);
	printf("setjmp %d\n", sig);
	clear();
	IN_CHILD("default of SIGUSR1", { signal(SIGUSR1, SIG_DFL); raise(SIGUSR1); });
	for (sig = 1; sig < 32; sig++) {
		char name[32];
		pid_t pid;
		int status = 0;

		snprintf(name, sizeof name, "default of %d", sig);
		pid = child();
		if (!pid) {
			signal(sig, SIG_DFL);
			raise(sig);
			_exit(0);
		}
		waitpid(pid, &status, WUNTRACED);
		status &= ~0x80;
		show_status(name, status);
		kill(pid, SIGKILL);
		if (WIFSTOPPED(status))
			waitpid(pid, NULL, 0);
	}
}

/* Realtime signals wait in a queue, in order; each of the others only once. */
static void queues(void)
{
	sigset_t s;
	union sigval v;
	siginfo_t info;

	sigemptyset(&s);
	for (int sig = SIGRTMIN; sig < SIGRTMIN + 4; sig++) {
		catch(sig, SA_SIGINFO);
		sigaddset(&s, sig);
	}
	sigaddset(&s, SIGUSR1);
	catch(SIGUSR1, SA_SIGINFO);
	sigprocmask(SIG_BLOCK, &s, NULL);
	for (int i = 0; i < 3; i++) {
		v.sival_int = 10 + i;
		TRY(sigqueue(getpid(), SIGRTMIN + 2, v));
		TRY(sigqueue(getpid(), SIGRTMIN + 1, v));
		TRY(sigqueue(getpid(), SIGUSR1, v));
	}
	kill(getpid(), SIGRTMIN + 3);
	for (int i = 0; i < 9; i++) {
		struct timespec zero = { 0, 0 };
		int sig = sigtimedwait(&s, &info, &zero);

		if (sig < 0) {
			printf("%s\n", strerrorname_np(errno));
			break;
		}
		printf("signal RTMIN%+d code %d value %d pid %d\n", sig - SIGRTMIN, info.si_code,
		       info.si_code == SI_QUEUE ? info.si_value.sival_int : 0,
		       info.si_pid == getpid());
	}
	for (int i = 0; i < 3; i++) {
		v.sival_int = 20 + i;
		sigqueue(getpid(), SIGRTMIN + 1, v);
		sigqueue(getpid(), SIGRTMIN, v);
	}
	clear();
	sigprocmask(SIG_UNBLOCK, &s, NULL);
	show_order("delivered");
	TRY(sigqueue(99999, SIGUSR1, v));
	TRY(sigqueue(getpid(), 65, v));
	memset(&info, 0, sizeof info);
	info.si_code = SI_USER;
	TRY(syscall(SYS_rt_sigqueueinfo, getppid(), 0, &info));
	TRY(syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, &info));
	info.si_code = SI_TKILL;
	TRY(syscall(SYS_rt_sigqueueinfo, getppid(), 0, &info));
	info.si_code = -60;
	TRY(syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, &info));
	printf("code %d\n", last.si_code);
	TRY(syscall(SYS_rt_tgsigqueueinfo, getpid(), getpid(), SIGUSR1, &info));
	TRY(syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, 16));
}

static void infos(void)
{
	catch(SIGUSR1, SA_SIGINFO);
	catch(SIGCHLD, SA_SIGINFO);
	kill(getpid(), SIGUSR1);
	printf("kill: code %d pid %d uid %d\n", last.si_code, last.si_pid == getpid(), (int)last.si_uid);
	syscall(SYS_tkill, getpid(), SIGUSR1);
	printf("tkill: code %d pid %d\n", last.si_code, last.si_pid == getpid());
	pid_t pid = child();

	if (!pid)
		_exit(42);
	waitpid(pid, NULL, 0);
	printf("exit: code %d pid %d status %d uid %d\n", last.si_code, last.si_pid == pid,
	       last.si_status, (int)last.si_uid);
	pid = child();
	if (!pid) {
		signal(SIGTERM, SIG_DFL);
		pause();
	}
	kill(pid, SIGSTOP);
	waitpid(pid, NULL, WUNTRACED);
	printf("stop: code %d status %d\n", last.si_code, last.si_status);
	kill(pid, SIGCONT);
	waitpid(pid, NULL, WCONTINUED);
	nap(20);
	printf("continue: code %d status %d\n", last.si_code, last.si_status);
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	printf("killed: code %d status %d\n", last.si_code, last.si_status);
	clear();
	catch(SIGCHLD, SA_SIGINFO | SA_NOCLDSTOP);
	pid = child();
	if (!pid)
		pause();
	kill(pid, SIGSTOP);
	waitpid(pid, NULL, WUNTRACED);
	kill(pid, SIGCONT);
	waitpid(pid, NULL, WCONTINUED);
	printf("SA_NOCLDSTOP: %d\n", (int)count[SIGCHLD]);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	catch(SIGCHLD, SA_SIGINFO | SA_NOCLDWAIT);
	pid = child();
	if (!pid)
		_exit(1);
	TRY(waitpid(pid, NULL, 0));
	printf("SA_NOCLDWAIT: %d signals\n", (int)count[SIGCHLD] - 1);
	signal(SIGCHLD, SIG_IGN);
	pid = child();
	if (!pid)
		_exit(1);
	TRY(wait(NULL));
	signal(SIGCHLD, SIG_DFL);
	clear();
	catch(SIGALRM, SA_SIGINFO);
	alarm(1);
	TRY(alarm(2));
	TRY(alarm(0));
	struct itimerval t = { { 0, 0 }, { 0, 20000 } };

	setitimer(ITIMER_REAL, &t, NULL);
	TRY(pause());
	printf("alarm: code %d\n", last.si_code);
}

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
	char *map = mmap((void *)0x10000000, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
			 -1, 0);
	volatile int zero = 0, one = 1;
	unsigned long word;

	for (unsigned i = 0; i < 6; i++) {
		static const int sigs[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS };

		sigaction(sigs[i], &a, NULL);
	}
	FAULT("NULL", *(volatile char *)0 = 1);
	FAULT("read far", (void)*(volatile char *)0x20000000);
	FAULT("write read-only", map[5] = 1);
	FAULT("jump", ((void (*)(void))0x20000000)());
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
	char *file = mmap((void *)0x10010000, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0);

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

/* System calls that a signal interrupts. */
static void later(long ms, int sig)
{
	fflush(stdout);
	if (!fork()) {
		nap(ms);
		kill(getppid(), sig);
		_exit(0);
	}
}

static void restarts(void)
{
	int fd[2], status;
	char c;
	pid_t pid;
	struct timespec t = { 0, 100000000 }, left = { 0, 0 };
	struct pollfd p;

	MUST(pipe(fd));
	for (int restart = 0; restart < 2; restart++) {
		printf("SA_RESTART %d\n", restart);
		catch(SIGUSR1, restart ? SA_RESTART : 0);
		pid = child();
		if (!pid) {
			nap(30);
			kill(getppid(), SIGUSR1);
			nap(30);
			(void)!write(fd[1], "x", 1);
			_exit(0);
		}
		TRY(read(fd[0], &c, 1));
		waitpid(pid, &status, 0);
		if (!restart)
			(void)!read(fd[0], &c, 1);
		later(30, SIGUSR1);
		TRY(nanosleep(&t, &left));
		printf("left %d\n", left.tv_nsec > 10000000 && left.tv_nsec < 90000000);
		wait(NULL);
		later(30, SIGUSR1);
		TRY(clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL));
		wait(NULL);
		p = (struct pollfd){ fd[0], POLLIN, 0 };
		later(30, SIGUSR1);
		TRY(poll(&p, 1, 100));
		wait(NULL);
		later(30, SIGUSR1);
		TRY(poll(&p, 1, -1) < 0 ? -1 : 0);
		wait(NULL);
		fd_set in;
		struct timeval tv = { 0, 100000 };

		FD_ZERO(&in);
		FD_SET(fd[0], &in);
		later(30, SIGUSR1);
		TRY(select(fd[0] + 1, &in, NULL, NULL, &tv));
		wait(NULL);
		pid = child();
		if (!pid) {
			nap(30);
			kill(getppid(), SIGUSR1);
			nap(30);
			_exit(3);
		}
		TRY(waitpid(pid, &status, 0) == pid);
		waitpid(pid, &status, 0);
		later(30, SIGUSR1);
		TRY(pause());
		wait(NULL);
		sigset_t s = set_of(SIGUSR2, 0);

		sigprocmask(SIG_BLOCK, &s, NULL);
		later(30, SIGUSR1);
		TRY(sigtimedwait(&s, NULL, NULL));
		wait(NULL);
		printf("%d handlers\n", (int)count[SIGUSR1]);
		clear();
	}
	/* Stopped and continued: no handler, no EINTR. */
	pid = child();
	if (!pid) {
		struct timespec u = { 0, 150000000 };

		TRY(nanosleep(&u, NULL));
		p = (struct pollfd){ fd[0], POLLIN, 0 };
		TRY(poll(&p, 1, 150));
		TRY(read(fd[0], &c, 1));
		fflush(stdout);
		_exit(0);
	}
	for (int i = 0; i < 3; i++) {
		nap(i == 1 ? 150 : 50);
		kill(pid, SIGSTOP);
		waitpid(pid, &status, WUNTRACED);
		nap(10);
		kill(pid, SIGCONT);
	}
	nap(150);
	(void)!write(fd[1], "x", 1);
	reap("stopped and continued", pid);
}

/* ppoll's mask is exchanged at once. */
static void ppolls(void)
{
	sigset_t s = set_of(SIGUSR1, 0), none = set_of(0, 0), old;
	struct timespec t = { 1, 0 };

	catch(SIGUSR1, 0);
	sigprocmask(SIG_BLOCK, &s, NULL);
	raise(SIGUSR1);
	clear();
	TRY(ppoll(NULL, 0, &t, &none));
	show_order("ppoll");
	sigprocmask(SIG_BLOCK, NULL, &old);
	printf("mask %d\n", sigismember(&old, SIGUSR1));
	raise(SIGUSR1);
	TRY(pselect(0, NULL, NULL, NULL, &t, &none));
	show_order("pselect");
	t = (struct timespec){ 0, 10000000 };
	TRY(ppoll(NULL, 0, &t, NULL));
	TRY(pselect(0, NULL, NULL, NULL, &t, &s));
	sigprocmask(SIG_UNBLOCK, &s, NULL);
}

int main(void)
{
	bad_arguments();
	masks();
	flags();
	queues();
	infos();
	faults();
	stacks();
	restarts();
	ppolls();
	return 0;
}
