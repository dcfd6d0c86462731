/* task.h - a task, and everything a group of threads shares. */
#ifndef SCHED_TASK_H
#define SCHED_TASK_H

#include "abi/capability.h"
#include "abi/resource.h"
#include "abi/signal.h"
#include "cpu/fpu.h"
#include "cpu/regs.h"
#include "mm/stack.h"
#include "mm/vm.h"
#include "sched/list.h"
#include "sched/wait.h"

enum task_state {
	TASK_RUNNING,                   /* runs or is in the run queue */
	TASK_INTERRUPTIBLE,             /* sleeps; a signal wakes it */
	TASK_UNINTERRUPTIBLE,
	TASK_STOPPED,                   /* by SIGSTOP, SIGTSTP ...; SIGCONT or SIGKILL wakes it */
	TASK_ZOMBIE,                    /* waits for its parent */
	TASK_DEAD,                      /* freed when its stack is no longer in use */
};

enum { TASK_COMM = 16, NGROUPS = 32 };
#define STACK_END_MAGIC 0x57ac6e9dul

struct cred {
	u32 uid, euid, suid, fsuid, gid, egid, sgid, fsgid;
	u32 groups, group[NGROUPS];
	u64 permitted, effective, inheritable;  /* bit n: capability n */
};

struct sigpending {
	u64 set;                        /* bit n-1: signal n */
	struct sigextra *more;          /* of realtime signals all but the first, oldest first */
	u32 extras;                     /* how many */
	struct siginfo info[SIGNALS];   /* [n-1], of each pending signal, the first of them */
};
struct sigextra { struct sigextra *next; struct siginfo info; };

/* What to do with signals: shared by threads, and by clones with CLONE_SIGHAND. */
struct sighand { u32 refs; struct sigaction_k action[SIGNALS]; };

/* What was used: nanoseconds, page faults, and the most pages that were resident at once. */
struct usage { u64 utime, stime, faults, pages_peak; u32 threads; };

/* What the threads of one process share. */
struct signal_struct {
	u32  refs, live;                /* tasks that point here; of them not yet exited */
	struct sighand *sighand;
	struct sigaction_k *action;             /* sighand's; [n-1] */
	struct sigpending shared;       /* for any thread */
	struct list threads;            /* task_struct.thread_node */
	bool group_exit;
	int  exit_code;                 /* wait status of the whole group */
	u32  pgid, sid;
	void *tty;                      /* controlling terminal; tty/'s struct tty * */
	struct wait_queue child_exit;   /* wait4 sleeps here */
	struct rlimit64 rlimit[RLIMITS];
	u64  alarm_at, alarm_every;     /* ITIMER_REAL in nanoseconds of uptime; 0 = off */
	struct { u64 left, every; } cpu_timer[2];       /* ITIMER_VIRTUAL, ITIMER_PROF; ns */
	bool stopped, stop_reported, continued;         /* job control, for wait4 */
	bool did_exec;                  /* since it was made: setpgid() of others is over */
	int  stop_signal;
	bool child_subreaper;
	struct usage children;          /* waited for, and theirs */
	u64  pages_peak;                /* of the address spaces that it left */
	u64  start_ns;
};

struct task_struct {
	/* --- read by entry_64.asm through build/kernel/offsets.inc --- */
	u64   kernel_sp;                /* while it does not run */
	void *stack;                    /* KERNEL_STACK bytes; STACK_END_MAGIC at the bottom */
	u32   flags;                    /* TASK_... flags below: work on the way to user space */

	enum task_state state;
	struct list run;                /* in the run queue */
	u32   slice;                    /* ticks left */
	int   nice;
	u8    policy;                   /* SCHED_...: only told */

	u32   pid, tgid;
	char  comm[TASK_COMM];
	struct task_struct *parent, *group_leader;
	struct list children, sibling, thread_node, all;
	struct task_struct *pid_next;   /* in the hash of pids */
	struct signal_struct *signal;
	int   exit_code, exit_signal;   /* wait status; what the parent gets (SIGCHLD) */

	struct sigpending pending;      /* for this thread */
	u64   blocked, saved_blocked;   /* saved: to restore after rt_sigsuspend, pselect */
	u64   awaited;                  /* those that rt_sigtimedwait sleeps for */
	bool  restore_blocked;
	u64   altstack, altstack_size;
	u32   altstack_flags;
	struct {                        /* restart_syscall: a sleep with an absolute end */
		long (*fn)(struct task_struct *);
		u64 until_ns, user, n;  /* user: where the rest goes, poll's n files are, a futex is */
		bool compat, int80;     /* how the rest is written; the gate the call came by */
	} restart;

	struct cred cred;
	struct mm_struct *mm;           /* NULL: a kernel thread */
	struct files_struct *files;     /* fs/files.h */
	struct fs_struct    *fs;        /* cwd, root, umask: fs/files.h */

	struct { u16 ds, es, fs, gs; } selector;        /* while it does not run */
	u64   fs_base, gs_base;         /* of the 64-bit ABI; count while the selector is 0 */
	u64   tls[TLS_ENTRIES];         /* GDT descriptors of set_thread_area */
	struct fpu_state *fpu;          /* on the stack's top: never NULL; of those with an mm */

	u64   set_child_tid, clear_child_tid, robust_list;
	u64   rseq;                     /* the thread's struct rseq; 0: none */
	u32   rseq_signature;
	struct wait_queue *vfork_done;  /* the parent sleeps here until exec or exit */
	int   pdeath_signal;
	bool  dumpable, no_new_privs, keep_caps;
	u64   timer_slack;              /* ns; 0: the usual */

	struct timer *sleep_timer;      /* the timeout it sleeps with, or NULL */
	u64   utime, stime;             /* ns */
	u64   min_flt;
	/* The last exception that became a signal, as signal frames have it. */
	struct { u64 cr2; u32 error; u8 vector; } trap;
	int (*thread_fn)(void *);       /* kernel_thread */
	void *thread_arg;
};

enum {
	TASK_NEED_RESCHED = 1, TASK_SIGPENDING = 2, TASK_TRACE = 4,     /* TRACE: strace-like */
	TASK_COMPAT = 8, TASK_KTHREAD = 16, TASK_EXITING = 32, TASK_OOM = 64,
	TASK_INT80 = 128,               /* in a system call by int 80h: structs are 32-bit */
	TASK_CALL_AGAIN = 256,          /* it lacked memory that another task gives back */
	/* what makes the way out to user space take the slow path */
	TASK_WORK = TASK_NEED_RESCHED | TASK_SIGPENDING | TASK_TRACE,
};

extern struct task_struct init_task;            /* process 0 */
extern struct task_struct *current_task;        /* one CPU */
#define current current_task

static inline bool capable(unsigned cap)
{
	return current->cred.effective >> cap & 1;
}

#endif
