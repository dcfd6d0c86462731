/* signal.h - Linux's signals, and siginfo as the kernel keeps it. */
#ifndef ABI_SIGNAL_H
#define ABI_SIGNAL_H

#include "common/types.h"

enum {
	SIGHUP = 1, SIGINT, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGKILL, SIGUSR1,
	SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM, SIGTERM, SIGSTKFLT, SIGCHLD, SIGCONT, SIGSTOP,
	SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF, SIGWINCH,
	SIGIO, SIGPWR, SIGSYS, SIGRTMIN, SIGNALS = 64,
};
#define SIGMASK(sig) (1ull << ((sig) - 1))

enum {
	SA_NOCLDSTOP = 1, SA_NOCLDWAIT = 2, SA_SIGINFO = 4, SA_RESTORER = 0x04000000,
	SA_ONSTACK = 0x08000000, SA_RESTART = 0x10000000, SA_NODEFER = 0x40000000,
};
#define SA_RESETHAND 0x80000000u
#define SIG_DFL 0ull
#define SIG_IGN 1ull

enum { SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK };
enum { SS_ONSTACK = 1, SS_DISABLE = 2 };
#define SS_AUTODISARM 0x80000000u

enum {                                          /* si_code */
	SI_USER = 0, SI_KERNEL = 0x80, SI_QUEUE = -1, SI_TIMER = -2, SI_TKILL = -6,
	SEGV_MAPERR = 1, SEGV_ACCERR = 2, BUS_ADRALN = 1, BUS_ADRERR = 2, ILL_ILLOPN = 2,
	FPE_INTDIV = 1, FPE_INTOVF = 2, FPE_FLTINV = 7, TRAP_BRKPT = 1, TRAP_TRACE = 2,
	CLD_EXITED = 1, CLD_KILLED, CLD_DUMPED, CLD_TRAPPED, CLD_STOPPED, CLD_CONTINUED,
};

/* What a handler's siginfo_t is made from; the layouts of both ABIs: proc/sigframe.c. */
struct siginfo {
	int signo, errno_, code;
	u32 pid, uid;
	int status;                     /* SIGCHLD */
	u64 address;                    /* SIGSEGV ...; or sigval of sigqueue */
	u64 utime, stime;
};

/* A registered action, the same for both ABIs. */
struct sigaction_k {
	u64 handler, restorer, mask;
	u32 flags;
};

#endif
