/* sched.h - who runs, until when; timers; kernel threads; pids. */
#ifndef SCHED_SCHED_H
#define SCHED_SCHED_H

#include "sched/task.h"

enum { HZ = 100, SLICE_TICKS = 5, PID_MAX = 32768 };

void set_task_stack_end_magic(struct task_struct *task);        /* its stack's last word */
void sched_init(void);
void sched_tick(struct pt_regs *regs);          /* from the timer interrupt */
void sched_wake(struct task_struct *task);      /* any sleeping state -> running */
void sched_yield(void);                         /* behind all that can run */
/* Between two pieces of a long call: whoever's turn it is runs, since nothing else takes the
 * CPU from the kernel.  True: a signal is about to end current's program, so the call may
 * end here. */
bool sched_pause(void);
static inline bool sched_point(void)
{
	return current->flags & (TASK_NEED_RESCHED | TASK_SIGPENDING) && sched_pause();
}
void schedule_tail(void);               /* from entry_64.asm: a new task starts */
NORETURN void cpu_idle(void);                   /* process 0: hlt */

/* Time since the kernel's start, in nanoseconds, from the TSC (calibrated) or ticks. */
u64  uptime_ns(void);
u64  wall_ns(void);                             /* since 1970, from the RTC at boot */
void wall_set(u64 ns);

struct timer {
	struct list node;
	u64   at;                               /* uptime_ns */
	void (*fire)(struct timer *t);          /* in interrupt context */
	void *arg;
};
/* fire() is called once, at `at` or a tick later.  A timer that runs may be started anew;
 * one that does not may be stopped. */
void timer_start(struct timer *t);
void timer_stop(struct timer *t);
/* Sleep until uptime `until` (UINT64_MAX: for ever) or a wake-up; 0 = timeout over,
 * -EINTR a signal, 1 = woken.  The caller has prepared its waiters. */
long schedule_until(u64 until);

/* A new task with pid, stack, parent links, not yet running: NULL when out of memory or
 * pids.  Its kernel stack is set so that it starts in ret_from_fork with *regs (user), or
 * in thread_fn(thread_arg) when regs is NULL. */
struct task_struct *task_alloc(const struct pt_regs *regs);
/* task_alloc() copies from current what is a plain value: comm, cred, blocked, nice, FPU
 * registers, fs_base, gs_base, selectors, tls, COMPAT and TRACE flags, dumpable,
 * exit_signal = SIGCHLD, tgid = pid, group_leader = itself, parent = current with the
 * child linked in parent->children.  NULL remain: signal, mm, files, fs; thread_node is
 * in no list.  task_start() makes it run. */
void task_start(struct task_struct *task);
/* Unlink it from pids, parent, thread group; free stack and struct.  What it points to
 * (signal, mm, files, fs) the caller has dropped. A task cannot free itself: it sets
 * state = TASK_DEAD and calls schedule(), which frees it. */
void task_free(struct task_struct *task);
/* Another parent, for reparenting. */
void task_set_parent(struct task_struct *task, struct task_struct *parent);
/* `task` becomes its group's leader with the pid of the old one, whose other threads have
 * all exited; the old leader (a zombie, or soon) is freed with its reference of signal. */
void task_take_leader(struct task_struct *task);
/* A signal_struct for a new process: refs = live = 1, limits and actions as `from`'s (NULL:
 * defaults), task is its only thread.  The actions are from's own with share_actions, else a
 * copy of them.  NULL: no memory.  signal_put drops one reference. */
struct signal_struct *signal_new(struct task_struct *task, const struct signal_struct *from,
				 bool share_actions);
int  signal_own_actions(struct signal_struct *signal);  /* no longer shared; 0 or -ENOMEM */
void signal_put(struct signal_struct *signal);

/* The CPU's side of current: what execve, arch_prctl and set_thread_area change. */
void task_reset_cpu(bool compat);       /* selectors, bases, TLS, FPU of a new program */
void task_set_fs(u64 base);
void task_set_gs(u64 base);
void task_set_tls(unsigned slot, u64 descriptor);       /* slot < TLS_ENTRIES */
struct pt_regs *task_regs(struct task_struct *task);    /* user registers on its stack */
struct task_struct *task_by_pid(u32 pid);       /* thread ids too; NULL */
struct task_struct *task_next(struct task_struct *task);        /* all; NULL starts, ends */
u32 task_count(void);

/* Of a process by its leader, all threads together; of another thread, its own. */
struct usage process_usage(const struct task_struct *task);
void usage_add(struct usage *sum, const struct usage *more);

/* Since the machine started. */
struct sched_totals { u64 switches, forks, user_ns, system_ns, idle_ns; };
extern struct sched_totals sched_totals;

/* pid 1 and pid 2, and children of kthreadd. */
u32 kernel_thread(int (*fn)(void *), void *arg, u32 clone_flags);

/* Sending signals (delivery is proc/signal.c's).  0 or -errno; sig 0 only checks. */
long send_signal(struct task_struct *task, int sig, const struct siginfo *info,
		 bool to_thread);
long kill_group(u32 pgid, int sig, const struct siginfo *info);         /* a process group */
bool signal_pending(const struct task_struct *task);
/* `sig` is taken from what waits: has the next of its kind moved up? */
bool sigpending_next(struct sigpending *pending, int sig);
void sigpending_forget(struct sigpending *pending, u64 set);
void recalc_sigpending(struct task_struct *task);
/* A fault's signal for current: unblocked and default if it was blocked or ignored. */
void force_signal(int sig, int code, u64 address);

#endif
