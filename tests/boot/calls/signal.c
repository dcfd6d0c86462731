/* signal.c - signals: sent, blocked, queued, caught; what their handlers are told. */
#include "signals.h"
#include <setjmp.h>
#include <sys/time.h>

static sigjmp_buf back;

static void bad_arguments(void)
{
	struct sigaction a = { .sa_handler = SIG_IGN };
	sigset_t s = set_of(SIGUSR1, 0);

	TRY(kill(getpid(), 65));
	TRY(kill(getpid(), -1));
	TRY(kill(getpid(), 0));
	TRY(kill(99999, 0));
	TRY(kill(99999, 65));
	TRY(kill(-1, 65));
	TRY(syscall(SYS_tgkill, 99999, 99999, 65));
	siginfo_t info = { .si_code = SI_QUEUE };

	TRY(syscall(SYS_rt_tgsigqueueinfo, 0, getpid(), 0, &info));
	TRY(syscall(SYS_rt_tgsigqueueinfo, getpid(), 0, 0, &info));
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
	while (last.si_code != CLD_STOPPED)
		nap(2);
	printf("stop: code %d status %d\n", last.si_code, last.si_status);
	kill(pid, SIGCONT);
	waitpid(pid, NULL, WCONTINUED);
	while (last.si_code != CLD_CONTINUED)   /* the child says so when it runs */
		nap(2);
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
	TRY(alarm(100));
	TRY(alarm(200) > 50);
	TRY(alarm(0) > 150);
	/* Again and again: the first may come before pause(). */
	struct itimerval t = { { 0, 20000 }, { 0, 20000 } };

	setitimer(ITIMER_REAL, &t, NULL);
	TRY(pause());
	alarm(0);
	printf("alarm: code %d\n", last.si_code);
}

/* A blocked signal that would be ignored is taken by who waits for it. */
static void awaited(void)
{
	static const int sigs[] = { SIGCHLD, SIGWINCH, SIGURG };
	struct timespec t = { 30, 0 };

	signal(SIGCHLD, SIG_DFL);
	for (unsigned i = 0; i < COUNT(sigs); i++) {
		sigset_t s = set_of(sigs[i], 0);

		sigprocmask(SIG_BLOCK, &s, NULL);
		if (!child()) {
			await_state(getppid(), "S");
			if (sigs[i] != SIGCHLD)
				kill(getppid(), sigs[i]);
			_exit(0);
		}
		TRY(sigtimedwait(&s, NULL, &t));
		wait(NULL);
		sigprocmask(SIG_UNBLOCK, &s, NULL);
	}
}

int main(void)
{
	bad_arguments();
	masks();
	flags();
	queues();
	infos();
	awaited();
	return 0;
}
