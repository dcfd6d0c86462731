/* sys_kill.c - signals sent: at once, or when the alarm clock rings. */
#include "sys/call.h"
#include "cpu/cpu.h"

static struct siginfo from_me(int sig, int code)
{
	return (struct siginfo){ .signo = sig, .code = code, .pid = current->tgid,
				 .uid = current->cred.uid };
}

/* May current send sig to t?  SIGCONT within a session always. */
static bool allowed(const struct task_struct *t, int sig)
{
	const struct cred *me = &current->cred, *it = &t->cred;

	return capable(CAP_KILL) || me->euid == it->suid || me->euid == it->uid || me->uid == it->suid ||
	       me->uid == it->uid ||
	       (sig == SIGCONT && t->signal && t->signal->sid == current->signal->sid);
}

static long send_one(struct task_struct *t, int sig, const struct siginfo *info, bool thread)
{
	if (!t || !t->signal)
		return -ESRCH;
	if ((u32)sig > SIGNALS)
		return -EINVAL;
	if (!allowed(t, sig))
		return -EPERM;
	return send_signal(t, sig, info, thread);
}

/* To each process of group pgid, or, with 0, to all but 1 and ourselves. */
static long send_many(u32 pgid, int sig, const struct siginfo *info)
{
	long result = -ESRCH;

	for (struct task_struct *t = task_next(NULL); t; t = task_next(t)) {
		long error;

		if (t->group_leader != t || !t->signal || t->flags & TASK_KTHREAD)
			continue;
		if (pgid ? t->signal->pgid != pgid : t->pid == 1 || t == current->group_leader)
			continue;
		error = send_one(t, sig, info, false);
		if (result)
			result = error;
	}
	return result;
}

SYS2(sys_kill, to, sig)
{
	struct siginfo info = from_me((int)sig, SI_USER);
	struct task_struct *t;
	int pid = (int)to;

	if (pid == INT32_MIN)
		return -ESRCH;
	/* The kernel's threads are always there, and whom we may not send to is no error. */
	if (pid == -1) {
		send_many(0, (int)sig, &info);
		return (u32)sig > SIGNALS ? -EINVAL : 0;
	}
	if (pid <= 0)
		return send_many(pid ? (u32)-pid : current->signal->pgid, (int)sig, &info);
	t = task_by_pid((u32)pid);
	return send_one(t ? t->group_leader : NULL, (int)sig, &info, false);
}

static long thread_kill(u64 tgid, u64 tid, u64 sig)
{
	struct siginfo info = from_me((int)sig, SI_TKILL);
	struct task_struct *t;

	if ((int)tid <= 0)
		return -EINVAL;
	t = task_by_pid((u32)tid);
	if (t && tgid && t->tgid != (u32)tgid)
		t = NULL;
	return send_one(t, (int)sig, &info, true);
}

SYS3(sys_tgkill, tgid, tid, sig)
{
	return (int)tgid <= 0 ? -EINVAL : thread_kill((u32)tgid, tid, sig);
}

SYS2(sys_tkill, tid, sig)
{
	return thread_kill(0, tid, sig);
}

static long queue(u64 tgid, u64 tid, u64 sig, u64 user, bool thread)
{
	u8 packed[SIGINFO_BYTES];
	struct siginfo info;
	struct task_struct *t;

	if (copy_from_user(packed, user, sizeof packed))
		return -EFAULT;
	siginfo_unpack(&info, packed, compat());
	info.signo = (int)sig;
	t = task_by_pid((u32)tid);
	if (t && tgid && t->tgid != (u32)tgid)
		t = NULL;
	/* Only to itself may a process say that the kernel sent it. */
	if ((info.code >= 0 || info.code == SI_TKILL) && t && t->tgid != current->tgid)
		return -EPERM;
	return send_one(t, (int)sig, &info, thread);
}

SYS3(sys_rt_sigqueueinfo, pid, sig, user)
{
	return queue(0, pid, sig, user, false);
}

SYS4(sys_rt_tgsigqueueinfo, tgid, tid, sig, user)
{
	return (int)tgid <= 0 || (int)tid <= 0 ? -EINVAL : queue((u32)tgid, tid, sig, user, true);
}

/* --- alarm and setitimer(ITIMER_REAL): one timer for the next of all processes --- */

static void ring(struct timer *timer);
static struct timer clock_timer = { .fire = ring };

/* Interrupts are off. */
static void set_clock(void)
{
	u64 next = UINT64_MAX;

	timer_stop(&clock_timer);
	for (struct task_struct *t = task_next(NULL); t; t = task_next(t))
		if (t->signal && t->signal->alarm_at && t->group_leader == t)
			next = MIN(next, t->signal->alarm_at);
	if (next == UINT64_MAX)
		return;
	clock_timer.at = next;
	timer_start(&clock_timer);
}

static void ring(struct timer *timer)
{
	u64 now = uptime_ns();

	(void)timer;
	for (struct task_struct *t = task_next(NULL); t; t = task_next(t)) {
		struct signal_struct *s = t->signal;

		if (!s || t->group_leader != t || !s->alarm_at || s->alarm_at > now)
			continue;
		s->alarm_at = s->alarm_every ? now + s->alarm_every : 0;
		send_signal(t, SIGALRM, NULL, false);
	}
	set_clock();
}

/* What was left, and the interval. */
static void alarm_get(u64 *left, u64 *every)
{
	const struct signal_struct *s = current->signal;
	u64 now = uptime_ns();

	*left = !s->alarm_at ? 0 : s->alarm_at > now ? s->alarm_at - now : 1;
	*every = s->alarm_every;
}

static void alarm_set(u64 in, u64 every)
{
	struct signal_struct *s = current->signal;
	u64 irqs = irq_save();

	s->alarm_at = in ? time_until(in) : 0;
	s->alarm_every = in ? every : 0;
	set_clock();
	irq_restore(irqs);
}

SYS1(sys_alarm, seconds)
{
	u64 left, every;

	alarm_get(&left, &every);
	alarm_set((u32)seconds * NS_PER_S, 0);
	return left ? (long)MAX((left + NS_PER_S / 2) / NS_PER_S, 1) : 0;
}

/* struct itimerval: interval, then value. */
static long itimer_put(u64 to, u64 left, u64 every)
{
	u64 step = compat() ? 8 : 16;

	if (time_put(to, compat(), NS_PER_US, every) ||
	    time_put(to + step, compat(), NS_PER_US, MAX(left, left ? NS_PER_US : 0)))
		return -EFAULT;
	return 0;
}

enum { ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF };

static void itimer_get(u64 which, u64 *left, u64 *every)
{
	if (which == ITIMER_REAL) {
		alarm_get(left, every);
		return;
	}
	*left = current->signal->cpu_timer[which - ITIMER_VIRTUAL].left;
	*every = current->signal->cpu_timer[which - ITIMER_VIRTUAL].every;
}

SYS2(sys_getitimer, which, to)
{
	u64 left, every;

	if ((u32)which > ITIMER_PROF)
		return -EINVAL;
	itimer_get((u32)which, &left, &every);
	return itimer_put(to, left, every);
}

SYS3(sys_setitimer, which, new, old)
{
	u64 left, every, in = 0, again = 0, step = compat() ? 8 : 16;
	long error = 0;

	if ((u32)which > ITIMER_PROF)
		return -EINVAL;
	if (new) {
		error = time_get(new, compat(), NS_PER_US, &again);
		if (!error)
			error = time_get(new + step, compat(), NS_PER_US, &in);
		if (error)
			return error;
	}
	itimer_get((u32)which, &left, &every);
	if (old && itimer_put(old, left, every))
		return -EFAULT;
	if ((u32)which == ITIMER_REAL) {
		alarm_set(in, again);
	} else {
		current->signal->cpu_timer[(u32)which - ITIMER_VIRTUAL].left = in;
		current->signal->cpu_timer[(u32)which - ITIMER_VIRTUAL].every = again;
	}
	return 0;
}
