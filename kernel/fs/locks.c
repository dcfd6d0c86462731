/* locks.c - advisory locks of files.
 *
 * An inode's locks stand in the order of their starts; those of one owner, but flock()'s,
 * never overlap, and neighbours of one type are one. */
#include "fs/locks.h"
#include "fs/internal.h"
#include "mm/slab.h"

enum { CHAIN_MAX = 32 };                /* owners that wait for each other in a row */

struct held { struct list node; struct file_lock lock; };

/* Somebody who waits: for a lock of `holder`. */
struct waiting { struct list node; const void *owner, *holder; };

static struct list waits = LIST_INIT(waits);
static struct wait_queue released;

#define each_lock(node, inode) \
	if ((inode)->locks.next) \
		list_each(node, &(inode)->locks)

static struct file_lock *lock_of(struct list *node)
{
	return &list_entry(node, struct held, node)->lock;
}

static bool overlap(const struct file_lock *a, const struct file_lock *b)
{
	return a->whole == b->whole && a->start <= b->end && b->start <= a->end;
}

static const struct file_lock *conflict(const struct inode *inode, const struct file_lock *lock)
{
	each_lock(node, inode) {
		const struct file_lock *l = lock_of(node);

		if (l->owner != lock->owner && overlap(l, lock) &&
		    (l->type == LOCK_WRITE || lock->type == LOCK_WRITE))
			return l;
	}
	return NULL;
}

void file_lock_test(const struct inode *inode, struct file_lock *lock)
{
	const struct file_lock *other = conflict(inode, lock);

	if (other)
		*lock = *other;
	else
		lock->type = LOCK_NONE;
}

static void insert(struct inode *inode, struct held *h)
{
	struct list *after = inode->locks.prev;

	while (after != &inode->locks && lock_of(after)->start > h->lock.start)
		after = after->prev;
	list_insert(&h->node, after, after->next);
}

static void drop(struct held *h)
{
	list_del(&h->node);
	kfree(h);
}

/* Take [start, end] out of what the owner has. A lock that is cut in two needs *spare. */
static void cut(struct inode *inode, const struct file_lock *by, struct held **spare)
{
	each_lock(node, inode) {
		struct held *h = list_entry(node, struct held, node);
		struct file_lock *l = &h->lock;

		if (l->owner != by->owner || !overlap(l, by))
			continue;
		if (l->start < by->start && l->end > by->end) {
			(*spare)->lock = *l;
			(*spare)->lock.start = by->end + 1;
			l->end = by->start - 1;
			insert(inode, *spare);
			*spare = NULL;
		} else if (l->start < by->start) {
			l->end = by->start - 1;
		} else if (l->end > by->end) {
			l->start = by->end + 1;
			list_del(&h->node);
			insert(inode, h);
		} else {
			drop(h);
		}
	}
}

/* Neighbours of the same type are one lock. */
static void join(struct inode *inode, struct held *h)
{
	struct file_lock *mine = &h->lock;

	each_lock(node, inode) {
		struct file_lock *l = lock_of(node);

		if (l == mine || l->owner != mine->owner || l->whole || l->type != mine->type)
			continue;
		if (l->end + 1 != mine->start && mine->end + 1 != l->start)
			continue;
		mine->start = MIN(mine->start, l->start);
		mine->end = MAX(mine->end, l->end);
		drop(list_entry(node, struct held, node));
	}
	list_del(&h->node);
	insert(inode, h);
}

/* Would `owner` wait for somebody who waits, at last, for it? */
static bool deadlock(const void *owner, const void *holder)
{
	for (unsigned i = 0; i < CHAIN_MAX && holder != owner; i++) {
		const void *next = NULL;

		list_each(node, &waits) {
			const struct waiting *w = list_entry(node, struct waiting, node);

			if (w->owner == holder)
				next = w->holder;
		}
		if (!next)
			return false;
		holder = next;
	}
	return holder == owner;
}

static long await(const struct inode *inode, const struct file_lock *lock)
{
	struct waiting w = { .owner = lock->owner };
	const struct file_lock *other;
	long error = 0;

	while (!error && (other = conflict(inode, lock))) {
		if (!lock->whole && deadlock(lock->owner, other->owner))
			return -EDEADLK;
		w.holder = other->owner;
		list_add(&w.node, &waits);
		error = wait_event(&released, !conflict(inode, lock));
		list_del(&w.node);
	}
	return error;
}

static long set(struct inode *inode, const struct file_lock *lock)
{
	struct held *h = kzalloc(sizeof *h), *spare = kzalloc(sizeof *spare);

	if (!h || !spare) {
		kfree(h);
		kfree(spare);
		return -ENOLCK;
	}
	if (!inode->locks.next)
		list_init(&inode->locks);
	cut(inode, lock, &spare);
	kfree(spare);
	h->lock = *lock;
	insert(inode, h);
	if (lock->type == LOCK_NONE)
		drop(h);
	else if (!lock->whole)
		join(inode, h);
	wake_up(&released);
	return 0;
}

long file_lock_set(struct inode *inode, const struct file_lock *lock, bool wait)
{
	struct file_lock old = *lock;
	long error;

	if (lock->type == LOCK_NONE)
		return inode->locks.next ? set(inode, lock) : 0;
	if (!conflict(inode, lock))
		return set(inode, lock);
	if (lock->whole) {              /* a change of flock()'s gives the old one back first */
		old.type = LOCK_NONE;
		error = file_lock_set(inode, &old, false);
		if (error)
			return error;
	}
	if (!wait)
		return -EAGAIN;
	error = await(inode, lock);
	return error ? error : set(inode, lock);
}

void file_locks_drop(struct inode *inode, const void *owner)
{
	bool any = false;

	each_lock(node, inode)
		if (lock_of(node)->owner == owner) {
			drop(list_entry(node, struct held, node));
			any = true;
		}
	if (any)
		wake_up(&released);
}
