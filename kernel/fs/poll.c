/* poll.c - wait for one of many files. */
#include "fs/internal.h"
#include "mm/slab.h"

enum { FEW = 8 };

/* One queue that we wait in. */
struct poll_entry {
	struct waiter waiter;
	struct file  *file;             /* with a reference: it may be closed meanwhile */
};

/* Those that this call waits in. */
struct poll_call {
	struct poll_table table;
	struct poll_entry *entry;
	u32   used, max;
	long  error;
	struct file *file;              /* that is asked now */
	struct poll_entry few[FEW];
};

static void add(struct poll_table *pt, struct wait_queue *q)
{
	struct poll_call *call = list_entry(pt, struct poll_call, table);
	struct poll_entry *e;

	if (call->error)
		return;
	if (call->used == call->max) {
		call->error = -ENOMEM;
		return;
	}
	e = &call->entry[call->used++];
	e->file = call->file;
	file_get(e->file);
	wait_add(q, &e->waiter);
}

/* How many of fds are ready; with a call, wait in their queues, too. */
static long ask(struct pollfd_k *fds, u32 n, struct poll_call *call)
{
	long ready = 0;

	for (u32 i = 0; i < n; i++) {
		struct file *f = fds[i].fd >= 0 ? fd_open((u32)fds[i].fd) : NULL;
		u32 events = POLLNVAL;

		fds[i].revents = 0;
		if (fds[i].fd < 0)
			continue;
		if (call)
			call->file = f;
		if (f && f->fops && f->fops->poll)
			events = f->fops->poll(f, call && !ready ? &call->table : NULL);
		else if (f)
			events = POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM;
		fds[i].revents = (u16)(events & (fds[i].events | POLLERR | POLLHUP | POLLNVAL));
		ready += fds[i].revents != 0;
	}
	return ready;
}

static long wait_ready(struct pollfd_k *fds, u32 n, u64 until, struct poll_call *call)
{
	long ready = ask(fds, n, call), woken = 1;

	while (!ready && !call->error) {
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
	return ready ? ready : call->error;
}

long do_poll(struct pollfd_k *fds, u32 n, u64 until)
{
	struct poll_call call;
	long ready;

	if (until <= uptime_ns())
		return ask(fds, n, NULL);
	call.table.add = add;
	call.entry = call.few;
	call.used = 0;
	call.error = 0;
	call.max = FEW;
	/* Few files wait in more than one queue. */
	if (n > FEW / 2) {
		call.max = 2 * n;
		call.entry = kmalloc(call.max * sizeof *call.entry);
		if (!call.entry)
			return -ENOMEM;
	}
	ready = wait_ready(fds, n, until, &call);
	while (call.used) {
		struct poll_entry *e = &call.entry[--call.used];

		wait_remove(&e->waiter);
		file_put(e->file);
	}
	if (call.entry != call.few)
		kfree(call.entry);
	return ready;
}
