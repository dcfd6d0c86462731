/* eventpoll.c - epoll: a set of files that remembers which of them may be ready.
 *
 * An item waits in its file's queues for as long as it is in the set.  Whoever wakes the
 * queue puts the item on the set's list of news; epoll_wait() asks only those, and leaves
 * on the list what has no edge.  A set has no reference of its files: what is closed for
 * the last time leaves all sets. */
#include "cpu/cpu.h"
#include "fs/internal.h"
#include "mm/slab.h"

enum {
	EPOLL_CTL_ADD = 1, EPOLL_CTL_DEL, EPOLL_CTL_MOD,
	QUEUES = 2,                     /* that one file may have: a terminal's */
	DEPTH = 5,                      /* sets in sets */
	ALWAYS = POLLERR | POLLHUP,
};
#define EPOLLET      (1u << 31)
#define EPOLLONESHOT (1u << 30)
/* Behaviour, not events; a set of only these is switched off. */
#define HOW          (EPOLLET | EPOLLONESHOT | 1u << 29 | 1u << 28)

struct eventpoll {
	struct file *file;              /* it is that one's */
	struct list items, news;
	struct wait_queue wait;         /* epoll_wait's callers, and sets that have this one */
};

struct item {
	struct list in_set, in_news, of_file;
	struct eventpoll *set;
	struct file *file;
	int    fd;
	u32    queues;
	struct epoll_event_k want;
	struct item_waiter { struct waiter waiter; struct item *item; } waiter[QUEUES];
};

/* How an item gets into its file's queues. */
struct item_table {
	struct poll_table table;
	struct item *item;
};

static const struct file_operations set_fops;
static const struct inode_operations no_ops;
static const struct file_system_type anon_type = { .name = "anon_inodefs" };
static struct super_block anon_super = { .type = &anon_type, .refs = 1 };

static struct eventpoll *set_of(const struct file *f)
{
	return f->fops == &set_fops ? f->private : NULL;
}

static u32 ready(const struct item *item)
{
	return item->want.events & ~HOW ?
	       item->file->fops->poll(item->file, NULL) & (item->want.events | ALWAYS) : 0;
}

static void news(struct item *item)
{
	u64 irqs = irq_save();

	if (list_empty(&item->in_news))
		list_add_tail(&item->in_news, &item->set->news);
	wake_up(&item->set->wait);
	irq_restore(irqs);
}

static void no_news(struct item *item)
{
	u64 irqs = irq_save();

	list_del(&item->in_news);
	irq_restore(irqs);
}

/* The file's queue is woken, perhaps by an interrupt. */
static void woken(struct waiter *w)
{
	struct item *item = list_entry(w, struct item_waiter, waiter)->item;

	if (item->want.events & ~HOW)
		news(item);
}

static void add_queue(struct poll_table *pt, struct wait_queue *q)
{
	struct item *item = list_entry(pt, struct item_table, table)->item;
	struct item_waiter *w;

	if (item->queues == QUEUES)
		return;
	w = &item->waiter[item->queues++];
	w->item = item;
	wait_add_call(q, &w->waiter, woken);
}

static struct item *find(const struct eventpoll *set, const struct file *f, int fd)
{
	list_each(node, &set->items) {
		struct item *item = list_entry(node, struct item, in_set);

		if (item->file == f && item->fd == fd)
			return item;
	}
	return NULL;
}

static void remove(struct item *item)
{
	for (u32 i = 0; i < item->queues; i++)
		wait_remove(&item->waiter[i].waiter);
	no_news(item);
	list_del(&item->in_set);
	list_del(&item->of_file);
	kfree(item);
}

void epoll_forget(struct file *f)
{
	list_each(node, &f->watchers)
		remove(list_entry(node, struct item, of_file));
}

/* Sets in `f` one in the other, itself included; more than DEPTH if `in` is one of them. */
static u32 depth(const struct file *f, const struct eventpoll *in)
{
	const struct eventpoll *set = set_of(f);
	u32 most = 0;

	if (!set)
		return 0;
	if (set == in)
		return DEPTH + 1;
	list_each(node, &set->items) {
		u32 below = depth(list_entry(node, struct item, in_set)->file, in);

		most = MAX(most, below);
	}
	return most + 1;
}

/* The same upwards: sets that `set` is in.  News go all this way on one stack. */
static u32 height(const struct eventpoll *set)
{
	u32 most = 0;

	if (set->file->watchers.next)
		list_each(node, &set->file->watchers) {
			u32 above = height(list_entry(node, struct item, of_file)->set);

			most = MAX(most, above);
		}
	return most + 1;
}

static long add(struct eventpoll *set, struct file *f, int fd,
		const struct epoll_event_k *want)
{
	struct item *item;
	struct item_table table = { { add_queue }, NULL };

	if (depth(f, set) + height(set) > DEPTH)
		return -ELOOP;
	item = kzalloc(sizeof *item);
	if (!item)
		return -ENOMEM;
	item->set = set;
	item->file = f;
	item->fd = fd;
	item->want = *want;
	if (!f->watchers.next)
		list_init(&f->watchers);
	list_add_tail(&item->in_set, &set->items);
	list_add_tail(&item->of_file, &f->watchers);
	table.item = item;
	f->fops->poll(f, &table.table);
	if (ready(item))
		news(item);
	return 0;
}

static long modify(struct item *item, const struct epoll_event_k *want)
{
	item->want = *want;
	if (ready(item))
		news(item);
	return 0;
}

long epoll_change(struct file *set_file, int op, int fd, const struct epoll_event_k *event)
{
	struct file *f = fd_open((u32)fd);
	struct eventpoll *set = set_of(set_file);
	struct item *item;

	if (!f)
		return -EBADF;
	if (!f->fops || !f->fops->poll)
		return -EPERM;
	if (!set || f == set_file)
		return -EINVAL;
	item = find(set, f, fd);
	switch (op) {
	case EPOLL_CTL_ADD:
		return item ? -EEXIST : add(set, f, fd, event);
	case EPOLL_CTL_MOD:
		return item ? modify(item, event) : -ENOENT;
	case EPOLL_CTL_DEL:
		if (item)
			remove(item);
		return item ? 0 : -ENOENT;
	default:
		return -EINVAL;
	}
}

/* Those of the news that are true. */
static u32 collect(struct eventpoll *set, struct epoll_event_k *out, u32 max)
{
	struct list asked = LIST_INIT(asked);
	u32 n = 0;

	while (n < max && !list_empty(&set->news)) {
		struct item *item = list_entry(set->news.next, struct item, in_news);
		u32 events;

		no_news(item);
		events = ready(item);
		if (!events)
			continue;
		out[n] = item->want;
		out[n++].events = events;
		if (item->want.events & EPOLLONESHOT)
			item->want.events &= HOW;
		else if (!(item->want.events & EPOLLET))
			list_add_tail(&item->in_news, &asked);
	}
	/* Behind those that were not asked yet. */
	while (!list_empty(&asked)) {
		struct list *node = asked.next;
		u64 irqs = irq_save();

		list_del(node);
		list_add_tail(node, &set->news);
		irq_restore(irqs);
	}
	return n;
}

long epoll_wait(struct file *f, struct epoll_event_k *out, u32 max, u64 until)
{
	struct eventpoll *set = set_of(f);
	struct waiter w;
	long n, woke = 1;

	if (!set)
		return -EINVAL;
	n = collect(set, out, max);
	if (n || until <= uptime_ns())
		return n;
	wait_add(&set->wait, &w);
	while (!n && woke == 1) {
		sleep_prepare();
		if (list_empty(&set->news))
			woke = sleep_signal() ? -EINTR : schedule_until(until);
		sleep_finish();
		n = collect(set, out, max);
	}
	wait_remove(&w);
	return n ? n : woke;
}

/* --- a set is a file, too --- */

static u32 poll(struct file *f, struct poll_table *pt)
{
	struct eventpoll *set = f->private;

	poll_wait(pt, &set->wait);
	list_each(node, &set->news) {
		if (ready(list_entry(node, struct item, in_news)))
			return POLLIN | POLLRDNORM;
	}
	return 0;
}

static void release(struct file *f)
{
	struct eventpoll *set = f->private;

	list_each(node, &set->items)
		remove(list_entry(node, struct item, in_set));
	kfree(set);
}

static long seek(struct file *f, i64 offset, int whence)
{
	(void)offset, (void)whence;
	return (long)f->pos;
}

static u64 memory(const struct file *f)
{
	const struct eventpoll *set = f->private;
	u64 bytes = 0;

	list_each(node, &set->items)
		bytes += sizeof(struct item);
	return bytes / PAGE_SIZE;
}

static const struct file_operations set_fops = {
	.poll = poll, .release = release, .seek = seek, .memory = memory,
};

/* A set is not there once more: not through /proc/PID/fd. */
static int open_again(struct inode *inode, struct file *f)
{
	(void)inode, (void)f;
	return -ENXIO;
}

static const struct file_operations inode_fops = { .open = open_again };

/* One nameless inode serves all sets. */
static struct dentry *anonymous(void)
{
	static struct dentry *dentry;
	struct inode *inode;

	if (dentry)
		return dentry;
	inode = inode_new(&anon_super, 0600);
	if (!inode)
		return NULL;
	inode->ops = &no_ops;
	inode->fops = &inode_fops;
	dentry = dentry_root(&anon_super, inode);
	if (!dentry)
		inode_put(inode);
	return dentry;
}

struct file *epoll_new(void)
{
	struct path path = { NULL, anonymous() };
	struct eventpoll *set = path.dentry ? kzalloc(sizeof *set) : NULL;
	struct file *f = set ? file_alloc(&path, O_RDWR) : NULL;

	if (!f) {
		kfree(set);
		return err_ptr(-ENOMEM);
	}
	list_init(&set->items);
	list_init(&set->news);
	wait_queue_init(&set->wait);
	set->file = f;
	f->private = set;
	f->fops = &set_fops;
	return f;
}
