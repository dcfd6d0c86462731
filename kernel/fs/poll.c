/* poll.c - wait for one of many files. */
#include "fs/internal.h"
#include "mm/slab.h"

enum { FEW = 8 };

/* One queue that we wait in. */
struct poll_entry {
	struct waiter waiter;
	struct file  *file;             /* with a reference: it may be closed meanwhile */
};

struct poll_table {
	struct poll_entry *entry;
	u32   used, max;
	long  error;
	struct file *file;              /* that is asked now */
	struct poll_entry few[FEW];
};

void poll_wait(struct poll_table *pt, struct wait_queue *q)
{
	struct poll_entry *e;

	if (!pt || pt->error)
		return;
	if (pt->used == pt->max) {
		pt->error = -ENOMEM;
		return;
	}
	e = &pt->entry[pt->used++];
	e->waiter.task = current;
	e->file = pt->file;
	file_get(e->file);
	wait_add(q, &e->waiter);
}

/* How many of fds are ready; with pt, wait in their queues, too. */
static long ask(struct pollfd_k *fds, u32 n, struct poll_table *pt)
{
	long ready = 0;

	for (u32 i = 0; i < n; i++) {
		struct file *f = fds[i].fd >= 0 ? fd_file((u32)fds[i].fd) : NULL;
		u32 events = POLLNVAL;

		fds[i].revents = 0;
		if (fds[i].fd < 0)
			continue;
		if (pt)
			pt->file = f;
		if (f && f->fops && f->fops->poll)
			events = f->fops->poll(f, ready ? NULL : pt);
		else if (f)
			events = POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM;
		fds[i].revents = (u16)(events & (fds[i].events | POLLERR | POLLHUP | POLLNVAL));
		ready += fds[i].revents != 0;
	}
	return ready;
}

static long wait_ready(struct pollfd_k *fds, u32 n, u64 until, struct poll_table *pt)
{
	long ready = ask(fds, n, pt), woken = 1;

	while (!ready && !pt->error) {
		if (woken != 1)
			return woken;
		/* Whoever makes a file ready from here on wakes us, asleep or not yet. */
		sleep_prepare();
		ready = ask(fds, n, NULL);
		if (!ready)
			woken = sleep_signal() ? -EINTR : schedule_until(until);
		sleep_finish();
		if (!ready)
			ready = ask(fds, n, NULL);
	}
	return ready ? ready : pt->error;
}

long do_poll(struct pollfd_k *fds, u32 n, u64 until)
{
	struct poll_table pt;
	long ready;

	if (until <= uptime_ns())
		return ask(fds, n, NULL);
	pt.entry = pt.few;
	pt.used = 0;
	pt.error = 0;
	pt.max = FEW;
	/* Few files wait in more than one queue. */
	if (n > FEW / 2) {
		pt.max = 2 * n;
		pt.entry = kmalloc(pt.max * sizeof *pt.entry);
		if (!pt.entry)
			return -ENOMEM;
	}
	ready = wait_ready(fds, n, until, &pt);
	while (pt.used) {
		struct poll_entry *e = &pt.entry[--pt.used];

		wait_remove(&e->waiter);
		file_put(e->file);
	}
	if (pt.entry != pt.few)
		kfree(pt.entry);
	return ready;
}
