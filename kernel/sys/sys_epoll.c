/* sys_epoll.c - epoll. */
#include "sys/call.h"

enum { EVENTS_AT_ONCE = 32, EPOLL_CTL_DEL = 2, NS_PER_MS = 1000000 };

SYS1(sys_epoll_create1, flags)
{
	if (flags & ~(u64)O_CLOEXEC)
		return -EINVAL;
	return fd_new(epoll_new(), flags & O_CLOEXEC);
}

SYS1(sys_epoll_create, size)
{
	return (int)size <= 0 ? -EINVAL : sys_epoll_create1(0, 0, 0, 0, 0, 0);
}

SYS4(sys_epoll_ctl, fd, op, target, user)
{
	struct epoll_event_k event = { 0 };
	struct file *set;
	long result;

	if ((int)op != EPOLL_CTL_DEL && copy_from_user(&event, user, sizeof event))
		return -EFAULT;
	set = fd_get(fd);
	if (!set)
		return -EBADF;
	result = epoll_change(set, (int)op, (int)target, &event);
	fd_put(set);
	return result;
}

/* Whoever has more that are ready gets the others with the next call. */
static long wait(u64 fd, u64 user, u64 max, u64 until)
{
	struct epoll_event_k event[EVENTS_AT_ONCE];
	struct file *set;
	long n;

	if ((int)max <= 0 || (int)max > INT32_MAX / (int)sizeof *event)
		return -EINVAL;
	if (!access_ok(user, (u32)max * sizeof *event))
		return -EFAULT;
	set = fd_get(fd);
	if (!set)
		return -EBADF;
	n = epoll_wait(set, event, MIN((u32)max, (u32)EVENTS_AT_ONCE), until);
	fd_put(set);
	if (n > 0 && copy_to_user(user, event, (size_t)n * sizeof *event))
		return -EFAULT;
	return n;
}

static long masked_wait(u64 fd, u64 user, u64 max, u64 until, u64 mask, u64 size)
{
	long n = sigmask_during(mask, size);

	if (n)
		return n;
	n = wait(fd, user, max, until);
	sigmask_after(mask, n == -EINTR);
	return n;
}

static u64 until_ms(u64 timeout)
{
	return (int)timeout < 0 ? UINT64_MAX : time_until((u32)timeout * (u64)NS_PER_MS);
}

SYS4(sys_epoll_wait, fd, user, max, timeout)
{
	return wait(fd, user, max, until_ms(timeout));
}

SYS6(sys_epoll_pwait, fd, user, max, timeout, mask, size)
{
	return masked_wait(fd, user, max, until_ms(timeout), mask, size);
}

/* Its timespec has 64 bits a word in both ABIs. */
SYS6(sys_epoll_pwait2, fd, user, max, timeout, mask, size)
{
	u64 ns;
	long error;

	if (!timeout)
		return masked_wait(fd, user, max, UINT64_MAX, mask, size);
	error = time_get(timeout, false, 1, &ns);
	return error ? error : masked_wait(fd, user, max, time_until(ns), mask, size);
}
