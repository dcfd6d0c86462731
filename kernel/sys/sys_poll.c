/* sys_poll.c - poll and select. */
#include "sys/call.h"
#include "mm/slab.h"

enum { FEW_FDS = 8 };
#define NS_PER_MS 1000000ull

/* Begun again when no handler ran: the caller's timeout says what is left by then. */
static long interrupted(long ready)
{
	return ready == -EINTR ? -ERESTARTNOHAND : ready;
}

static long poll_user(u64 user, u64 n, u64 until)
{
	struct pollfd_k few[FEW_FDS], *fds = few;
	long ready;

	if ((u32)n > current->signal->rlimit[RLIMIT_NOFILE].cur)
		return -EINVAL;
	n = (u32)n;
	if (n > FEW_FDS && !(fds = kmalloc(n * sizeof *fds)))
		return -ENOMEM;
	ready = copy_from_user(fds, user, n * sizeof *fds);
	if (!ready)
		ready = do_poll(fds, (u32)n, until);
	if (ready >= 0 && copy_to_user(user, fds, n * sizeof *fds))
		ready = -EFAULT;
	if (fds != few)
		kfree(fds);
	return ready;
}

/* Goes on where a stop interrupted it: the end stays where it was. */
static long poll_again(struct task_struct *task)
{
	long ready = poll_user(task->restart.user, task->restart.n, task->restart.until_ns);

	return ready == -EINTR ? -ERESTART_RESTARTBLOCK : ready;
}

SYS3(sys_poll, user, n, timeout)
{
	restart_by(poll_again);
	current->restart.until_ns = (int)timeout < 0 ? UINT64_MAX :
				    time_until((u32)timeout * NS_PER_MS);
	current->restart.user = user;
	current->restart.n = n;
	return poll_again(current);
}

/* A timespec in user memory, or none. */
static long until_get(u64 user, bool words32, u64 *until)
{
	u64 ns;
	long error;

	*until = UINT64_MAX;
	if (!user)
		return 0;
	error = time_get(user, words32, 1, &ns);
	if (!error)
		*until = time_until(ns);
	return error;
}

/* What is left of it. */
static void until_put(u64 user, bool words32, u64 unit, u64 until)
{
	u64 now = uptime_ns();

	if (user && time_put(user, words32, unit, until > now ? until - now : 0))
		return;         /* as Linux has it: the result matters more */
}

static long ppoll(u64 user, u64 n, u64 timeout, bool words32, u64 mask, u64 size)
{
	u64 until;
	long ready = until_get(timeout, words32, &until);

	if (!ready)
		ready = sigmask_during(mask, size);
	if (ready)
		return ready;
	ready = poll_user(user, n, until);
	sigmask_after(mask, ready == -EINTR);
	until_put(timeout, words32, 1, until);
	return interrupted(ready);
}

SYS5(sys_ppoll, user, n, timeout, mask, size)
{
	return ppoll(user, n, timeout, compat(), mask, size);
}

SYS5(ia32_ppoll_time64, user, n, timeout, mask, size)
{
	return ppoll(user, n, timeout, false, mask, size);
}

/* --- select --- */

enum { SETS = 3, SELECT_LEAST = 64 };

/* Three sets of bits, as 32-bit words: the same bytes in both ABIs. */
struct select {
	u32 n, words, fds;
	u64 user[SETS];
	u32 *bits[SETS];
	struct pollfd_k *poll;
};

static const u16 wants[SETS] = { POLLIN, POLLOUT, POLLPRI };
static const u16 means[SETS] = { POLLIN | POLLHUP | POLLERR | POLLNVAL, POLLOUT | POLLERR | POLLNVAL,
				   POLLPRI | POLLNVAL };

/* The kernel's words are longs: a set ends at a multiple of eight bytes, or four. */
static size_t set_bytes(const struct select *s)
{
	u32 word = compat() ? 4 : 8;

	return ALIGN_UP((s->n + 7) / 8, word);
}

static long select_get(struct select *s)
{
	size_t bytes = set_bytes(s);

	for (unsigned i = 0; i < SETS; i++) {
		if (s->user[i] && copy_from_user(s->bits[i], s->user[i], bytes))
			return -EFAULT;
	}
	for (u32 fd = 0; fd < s->n; fd++) {
		u16 events = 0;

		for (unsigned i = 0; i < SETS; i++)
			if (s->bits[i][fd / 32] & 1u << fd % 32)
				events |= wants[i];
		if (!events)
			continue;
		if (!fd_file(fd))
			return -EBADF;
		s->poll[s->fds++] = (struct pollfd_k){ .fd = (int)fd, .events = events };
	}
	return 0;
}

static long select_put(struct select *s)
{
	long ready = 0;

	for (unsigned i = 0; i < SETS; i++)
		memset(s->bits[i], 0, s->words * 4);
	for (u32 k = 0; k < s->fds; k++) {
		const struct pollfd_k *p = &s->poll[k];

		for (unsigned i = 0; i < SETS; i++) {
			if (!(p->events & wants[i]) || !(p->revents & means[i]))
				continue;
			s->bits[i][p->fd / 32] |= 1u << p->fd % 32;
			ready++;
		}
	}
	for (unsigned i = 0; i < SETS; i++)
		if (s->user[i] && copy_to_user(s->user[i], s->bits[i], set_bytes(s)))
			return -EFAULT;
	return ready;
}

static long select_run(struct select *s, u64 until)
{
	long ready = select_get(s);

	if (!ready)
		ready = do_poll(s->poll, s->fds, until);
	return ready < 0 ? ready : select_put(s);
}

static long do_select(u64 n, u64 in, u64 out, u64 except, u64 until)
{
	struct select s = { .n = (u32)n, .user = { in, out, except } };
	u32 *memory;
	long ready;

	if ((int)n < 0)
		return -EINVAL;
	/* As Linux has it: bits beyond the table are not looked at. */
	s.n = MIN(s.n, MAX(current->files->max, (u32)SELECT_LEAST));
	s.words = (s.n + 63) / 64 * 2;
	memory = kzalloc(SETS * s.words * 4 + (s.n + 1) * sizeof *s.poll);
	if (!memory)
		return -ENOMEM;
	for (unsigned i = 0; i < SETS; i++)
		s.bits[i] = memory + i * s.words;
	s.poll = (struct pollfd_k *)(memory + SETS * s.words);
	ready = select_run(&s, until);
	kfree(memory);
	return ready;
}

SYS5(sys_select, n, in, out, except, timeout)
{
	u64 until = UINT64_MAX, ns;
	long ready = timeout ? timeval_get(timeout, &ns) : 0;

	if (ready)
		return ready;
	if (timeout)
		until = time_until(ns);
	ready = do_select(n, in, out, except, until);
	until_put(timeout, compat(), NS_PER_US, until);
	return interrupted(ready);
}

/* The old call of 32-bit programs: its five arguments in memory. */
SYS1(ia32_old_select, user)
{
	u32 a[5];

	if (copy_from_user(a, user, sizeof a))
		return -EFAULT;
	return sys_select(a[0], a[1], a[2], a[3], a[4], 0);
}

/* The sixth argument points to a mask and its size. */
static long pselect(u64 n, u64 in, u64 out, u64 except, u64 timeout, u64 pair, bool words32)
{
	u64 mask[2] = { 0, 0 }, until, word = compat() ? 4 : 8;
	long ready = until_get(timeout, words32, &until);

	if (!ready && pair && (copy_from_user(&mask[0], pair, word) ||
			       copy_from_user(&mask[1], pair + word, word)))
		ready = -EFAULT;
	if (!ready)
		ready = sigmask_during(mask[0], mask[1]);
	if (ready)
		return ready;
	ready = do_select(n, in, out, except, until);
	sigmask_after(mask[0], ready == -EINTR);
	until_put(timeout, words32, 1, until);
	return interrupted(ready);
}

SYS6(sys_pselect6, n, in, out, except, timeout, pair)
{
	return pselect(n, in, out, except, timeout, pair, compat());
}

SYS6(ia32_pselect6_time64, n, in, out, except, timeout, pair)
{
	return pselect(n, in, out, except, timeout, pair, false);
}
