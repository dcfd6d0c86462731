/* sys_time.c - clocks and sleeps. */
#include "sys/call.h"

/* The two words, as they stand there. */
static long words_get(u64 user, bool words32, i64 *seconds, i64 *rest)
{
	i32 half[2];
	i64 w[2];

	if (words32) {
		if (copy_from_user(half, user, sizeof half))
			return -EFAULT;
		*seconds = half[0];
		*rest = half[1];
		return 0;
	}
	if (copy_from_user(w, user, sizeof w))
		return -EFAULT;
	*seconds = w[0];
	/* 32-bit programs leave the upper half of the nanoseconds as it was. */
	*rest = compat() ? (i32)w[1] : w[1];
	return 0;
}

/* The same with the second one checked, and in nanoseconds. */
static long words_checked(u64 user, bool words32, u64 unit, i64 *seconds, i64 *rest)
{
	if (words_get(user, words32, seconds, rest))
		return -EFAULT;
	if (*rest < 0 || (u64)*rest >= NS_PER_S / unit)
		return -EINVAL;
	*rest *= (i64)unit;
	return 0;
}

static u64 ns_of(i64 seconds, i64 rest)
{
	return (u64)seconds >= INT64_MAX / NS_PER_S ? INT64_MAX : (u64)seconds * NS_PER_S + (u64)rest;
}

long time_get(u64 user, bool words32, u64 unit, u64 *ns)
{
	i64 sec, sub;
	long error = words_checked(user, words32, unit, &sec, &sub);

	if (error)
		return error;
	if (sec < 0)
		return -EINVAL;
	*ns = ns_of(sec, sub);
	return 0;
}

long timeval_get(u64 user, u64 *ns)
{
	const i64 second = NS_PER_S / NS_PER_US;
	i64 sec, us;

	if (words_get(user, compat(), &sec, &us))
		return -EFAULT;
	if (__builtin_add_overflow(sec, us / second, &sec) || sec < 0 || us % second < 0)
		return -EINVAL;
	*ns = ns_of(sec, us % second * NS_PER_US);
	return 0;
}

u64 stamp_of(i64 seconds)
{
	const i64 limit = INT64_MAX / (i64)NS_PER_S - 1;

	return (u64)(MAX(MIN(seconds, limit), -limit) * (i64)NS_PER_S);
}

long stamp_get(u64 user, bool words32, u64 unit, u64 *ns)
{
	i64 sec, sub;
	long error = words_checked(user, words32, unit, &sec, &sub);

	if (!error)
		*ns = stamp_of(sec) + (u64)sub;
	return error;
}

long time_put(u64 user, bool words32, u64 unit, u64 ns)
{
	u64 wide[2] = { ns / NS_PER_S, ns % NS_PER_S / unit };
	u32 narrow[2] = { (u32)wide[0], (u32)wide[1] };

	return words32 ? copy_to_user(user, narrow, sizeof narrow)
		       : copy_to_user(user, wide, sizeof wide);
}

u64 time_until(u64 ns)
{
	u64 now = uptime_ns();

	return ns >= INT64_MAX - now ? UINT64_MAX : now + ns;
}

/* --- clocks --- */

enum { CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS, CLOCK_THREAD, CLOCK_MONOTONIC_RAW,
       CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME, CLOCK_REALTIME_ALARM,
       CLOCK_BOOTTIME_ALARM, CLOCK_TAI = 11 };

static u64 process_time(void)
{
	u64 ns = 0;

	list_each(node, &current->signal->threads) {
		const struct task_struct *t = list_entry(node, struct task_struct, thread_node);

		ns += t->utime + t->stime;
	}
	return ns;
}

static long clock_read(u64 clock, u64 *ns)
{
	switch ((u32)clock) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
	case CLOCK_REALTIME_ALARM:
	case CLOCK_TAI:
		*ns = wall_ns();
		return 0;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
	case CLOCK_BOOTTIME_ALARM:
		*ns = uptime_ns();
		return 0;
	case CLOCK_PROCESS:
		*ns = process_time();
		return 0;
	case CLOCK_THREAD:
		*ns = current->utime + current->stime;
		return 0;
	default:
		return -EINVAL;
	}
}

static long clock_put(u64 clock, u64 to, bool words32)
{
	u64 ns;
	long error = clock_read(clock, &ns);

	return error ? error : time_put(to, words32, 1, ns);
}

static long clock_res_put(u64 clock, u64 to, bool words32)
{
	u64 ns;
	long error = clock_read(clock, &ns);
	bool coarse = clock == CLOCK_REALTIME_COARSE || clock == CLOCK_MONOTONIC_COARSE;

	return error || !to ? error : time_put(to, words32, 1, coarse ? NS_PER_S / HZ : 1);
}

/* The machine started after 1970. */
static long wall_change(u64 ns)
{
	if (!capable(CAP_SYS_TIME))
		return -EPERM;
	if ((i64)ns < (i64)uptime_ns())
		return -EINVAL;
	wall_set(ns);
	return 0;
}

static long clock_change(u64 clock, u64 from, bool words32)
{
	u64 ns;
	long error = clock == CLOCK_REALTIME ? time_get(from, words32, 1, &ns) : -EINVAL;

	return error ? error : wall_change(ns);
}

SYS2(sys_clock_gettime, clock, to) { return clock_put(clock, to, compat()); }
SYS2(sys_clock_getres, clock, to) { return clock_res_put(clock, to, compat()); }
SYS2(sys_clock_settime, clock, from) { return clock_change(clock, from, compat()); }
SYS2(ia32_clock_gettime64, clock, to) { return clock_put(clock, to, false); }
SYS2(ia32_clock_getres_time64, clock, to) { return clock_res_put(clock, to, false); }
SYS2(ia32_clock_settime64, clock, from) { return clock_change(clock, from, false); }

SYS2(sys_gettimeofday, to, zone)
{
	u64 none = 0;

	if (to && time_put(to, compat(), NS_PER_US, wall_ns()))
		return -EFAULT;
	return zone ? put_user(none, zone) : 0;
}

SYS2(sys_settimeofday, from, zone)
{
	u64 ns = 0, unused;
	long error = from ? time_get(from, compat(), NS_PER_US, &ns) : 0;

	if (!error && zone)             /* UTC it is and stays */
		error = copy_from_user(&unused, zone, sizeof unused);
	if (error)
		return error;
	return from || !capable(CAP_SYS_TIME) ? wall_change(ns) : 0;
}

SYS1(sys_time, to)
{
	u64 now = wall_ns() / NS_PER_S;

	if (to && copy_to_user(to, &now, compat() ? 4 : 8))
		return -EFAULT;
	return (long)now;
}

SYS1(ia32_stime, from)
{
	i32 seconds;

	if (get_user(seconds, from))
		return -EFAULT;
	if (!capable(CAP_SYS_TIME))
		return -EPERM;
	/* As Linux has it: no word of a time that cannot be. */
	(void)wall_change((u64)((i64)seconds * (i64)NS_PER_S));
	return 0;
}

/* --- sleeps --- */

enum { TIMER_ABSTIME = 1 };

/* Until uptime `until`; 0, or -EINTR. */
static long sleep_until(u64 until)
{
	long result = 1;

	while (result > 0 && uptime_ns() < until) {
		sleep_prepare();
		result = signal_pending(current) ? -EINTR : schedule_until(until);
		sleep_finish();
	}
	return MIN(result, 0);
}

/* Goes on where a stop or an ignored signal interrupted it: the end stays where it was. */
static long sleep_again(struct task_struct *task)
{
	u64 until = task->restart.until_ns, now;
	long result = sleep_until(until);

	if (result != -EINTR)
		return result;
	now = uptime_ns();
	if (task->restart.user && time_put(task->restart.user, task->restart.compat, 1,
					   until > now ? until - now : 0))
		return -EFAULT;
	return -ERESTART_RESTARTBLOCK;
}

static long sleep_for(u64 ns, u64 rem, bool words32)
{
	restart_by(sleep_again);
	current->restart.until_ns = time_until(ns);
	current->restart.user = rem;
	current->restart.compat = words32;
	return sleep_again(current);
}

static long clock_sleep(u64 clock, u64 flags, u64 request, u64 rem, bool words32)
{
	u64 ns, now;
	long error;

	error = clock_read(clock, &now);
	if (!error && clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC && clock != CLOCK_BOOTTIME &&
	    clock != CLOCK_TAI && clock != CLOCK_REALTIME_ALARM && clock != CLOCK_BOOTTIME_ALARM)
		return -EOPNOTSUPP;
	if (!error)
		error = time_get(request, words32, 1, &ns);
	if (error)
		return error;
	if (!(flags & TIMER_ABSTIME))
		return sleep_for(ns, rem, words32);
	if (ns <= now)
		return 0;
	return sleep_until(time_until(ns - now)) ? -ERESTARTNOHAND : 0;
}

SYS2(sys_nanosleep, request, rem)
{
	return clock_sleep(CLOCK_MONOTONIC, 0, request, rem, compat());
}

SYS4(sys_clock_nanosleep, clock, flags, request, rem)
{
	return clock_sleep(clock, flags, request, rem, compat());
}

SYS4(ia32_clock_nanosleep_time64, clock, flags, request, rem)
{
	return clock_sleep(clock, flags, request, rem, false);
}

SYS0(sys_restart_syscall)
{
	return current->restart.fn ? current->restart.fn(current) : -EINTR;
}
