/* sys_proc.c - processes: replaced, ended, waited for. */
#include "sys/call.h"
#include "mm/slab.h"

/* --- execve --- */

enum { STRING_MAX = 128 * KiB, STRINGS_MAX = 2 * MiB, STRING_COUNT = 256 * KiB };

static long pointer_get(u64 user, u64 i, u64 *p)
{
	*p = 0;
	return compat() ? copy_from_user(p, user + i * 4, 4) : copy_from_user(p, user + i * 8, 8);
}

/* How many strings, and of how many bytes. */
static long strings_measure(u64 user, struct exec_strings *s)
{
	u64 p;

	s->n = 0;
	s->bytes = 0;
	for (; user; s->n++) {
		long len;

		if (pointer_get(user, s->n, &p))
			return -EFAULT;
		if (!p)
			break;
		len = user_strlen(p, STRING_MAX);
		if (len <= 0)
			return len ? len : -E2BIG;
		s->bytes += (size_t)len;
		if (s->bytes > STRINGS_MAX || s->n >= STRING_COUNT)
			return -E2BIG;
	}
	return 0;
}

/* Pointers and strings in one piece of memory, which begins with the pointers.  Another thread
 * may change the strings while we copy: only what was measured has room. */
static long strings_get(u64 user, struct exec_strings *s)
{
	long error = strings_measure(user, s);
	size_t left = s->bytes;
	char *to;
	u64 p;

	s->string = NULL;
	if (error)
		return error;
	s->string = kmalloc(s->n * sizeof *s->string + s->bytes + 1);
	if (!s->string)
		return -ENOMEM;
	to = (char *)(s->string + s->n);
	for (unsigned i = 0; i < s->n; i++) {
		long len;

		if (pointer_get(user, i, &p))
			return -EFAULT;
		len = copy_string_from_user(to, p, left);
		if (len < 0)
			return len == -ENAMETOOLONG ? -E2BIG : len;
		s->string[i] = to;
		to += len + 1;
		left -= (size_t)len + 1;
	}
	s->bytes -= left;
	return 0;
}

static long exec_at(u64 dirfd, u64 user, u64 argv, u64 envp, u64 flags)
{
	static char nothing[] = "", *no_name[] = { nothing };
	struct exec_strings args = { .n = 0 }, env = { .n = 0 }, unnamed = { no_name, 1, 1 };
	struct file *file = NULL;
	struct at at;
	long error;

	if (flags & ~(u64)(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	error = at_get(&at, dirfd, user);
	if (error)
		return error;
	error = strings_get(argv, &args);
	if (!error)
		error = strings_get(envp, &env);
	if (!error)
		file = vfs_open_program(at.base, at.name.text,
					(flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW) |
					(flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0));
	if (file && is_err(file))
		error = ptr_err(file);
	/* Programs rely on an argv[0]. */
	else if (file)
		error = do_execve(file, at.name.text, args.n ? &args : &unnamed, &env,
				  task_regs(current));
	if (file && !is_err(file))
		file_put(file);
	kfree(args.string);
	kfree(env.string);
	at_put(&at);
	return error;
}

SYS3(sys_execve, user, argv, envp)
{
	return exec_at((u64)AT_FDCWD, user, argv, envp, 0);
}

SYS5(sys_execveat, dirfd, user, argv, envp, flags)
{
	return exec_at(dirfd, user, argv, envp, flags);
}

/* --- the end, and waiting for it --- */

SYS1(sys_exit, code)
{
	do_exit((int)(code & 0xff) << 8);
}

SYS1(sys_exit_group, code)
{
	do_group_exit((int)(code & 0xff) << 8);
}

/* struct rusage: two timevals and 14 words; only some of them mean anything here. */
static long rusage_put(u64 to, const struct usage *used)
{
	u64 word = compat() ? 4 : 8, counts[14] = { used->pages_peak * (PAGE_SIZE / KiB) };
	u32 narrow[14];

	counts[4] = used->faults;
	if (time_put(to, compat(), NS_PER_US, used->utime) ||
	    time_put(to + 2 * word, compat(), NS_PER_US, used->stime))
		return -EFAULT;
	if (!compat())
		return copy_to_user(to + 4 * word, counts, sizeof counts);
	for (unsigned i = 0; i < COUNT(narrow); i++)
		narrow[i] = (u32)counts[i];
	return copy_to_user(to + 4 * word, narrow, sizeof narrow);
}

static long wait_for(i64 pid, u64 status, u64 options, u64 usage)
{
	struct wait_result result = { .pid = 0 };
	long found;

	if ((u32)options & ~(WNOHANG | WUNTRACED | WCONTINUED | 0x20000000u | WAIT_CLONE |
			     WAIT_ALL))
		return -EINVAL;
	if (pid == INT32_MIN)
		return -ESRCH;
	found = do_wait(pid, (u32)options, &result);
	if (found <= 0)
		return found;
	if (status && put_user(result.status, status))
		return -EFAULT;
	if (usage && rusage_put(usage, &result.used))
		return -EFAULT;
	return found;
}

SYS4(sys_wait4, pid, status, options, usage)
{
	return wait_for((int)pid, status, options, usage);
}

SYS3(ia32_waitpid, pid, status, options)
{
	return wait_for((int)pid, status, options, 0);
}

static long wait_id(u64 type, u64 id, u64 options, struct wait_result *result)
{
	enum { P_ALL, P_PID, P_PGID };
	i64 pid = type == P_ALL ? -1 : type == P_PID ? (int)id : id ? -(i64)(int)id : 0;
	u32 what = (u32)options & (WEXITED | WUNTRACED | WCONTINUED);

	if (type > P_PGID || (type == P_PID && (int)id <= 0) || (type == P_PGID && (int)id < 0))
		return -EINVAL;
	if (!what || (u32)options & ~(WNOHANG | WUNTRACED | WEXITED | WCONTINUED | WNOWAIT |
				      0x20000000u | WAIT_CLONE | WAIT_ALL))
		return -EINVAL;
	return do_wait(pid, (u32)options | (what & WEXITED ? 0 : WAIT_NOT_EXITED), result);
}

SYS5(sys_waitid, type, id, to, options, usage)
{
	struct wait_result result = { .pid = 0 };
	u8 info[SIGINFO_BYTES] = { 0 };
	long found = wait_id(type, id, options, &result);

	if (found > 0) {
		result.info.signo = SIGCHLD;
		siginfo_pack(info, &result.info, compat());
	}
	if (found > 0 && usage && rusage_put(usage, &result.used))
		return -EFAULT;
	/* Zeros also when nothing was found. */
	if (to && copy_to_user(to, info, sizeof info))
		return -EFAULT;
	return MIN(found, 0);
}

SYS2(sys_getrusage, who, to)
{
	enum { RUSAGE_SELF = 0, RUSAGE_CHILDREN = -1, RUSAGE_THREAD = 1 };
	struct usage used;

	switch ((int)who) {
	case RUSAGE_CHILDREN:
		return rusage_put(to, &current->signal->children);
	case RUSAGE_THREAD:
		used = process_usage(current->group_leader);
		used.utime = current->utime;
		used.stime = current->stime;
		used.faults = current->min_flt;
		return rusage_put(to, &used);
	case RUSAGE_SELF:
		used = process_usage(current->group_leader);
		return rusage_put(to, &used);
	default:
		return -EINVAL;
	}
}

SYS1(sys_times, to)
{
	const struct usage used = process_usage(current->group_leader);
	const struct usage *children = &current->signal->children;
	u64 tick = NS_PER_S / USER_HZ, t[4] = {
		used.utime / tick, used.stime / tick,
		children->utime / tick, children->stime / tick,
	};
	u32 narrow[4] = { (u32)t[0], (u32)t[1], (u32)t[2], (u32)t[3] };
	long error = 0;

	if (to && compat())
		error = copy_to_user(to, narrow, sizeof narrow);
	else if (to)
		error = copy_to_user(to, t, sizeof t);
	return error ? error : (long)(uptime_ns() / tick);
}
