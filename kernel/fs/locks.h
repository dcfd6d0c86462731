/* locks.h - advisory locks of files: ranges of a process, whole open files. */
#ifndef FS_LOCKS_H
#define FS_LOCKS_H

#include "fs/vfs.h"

enum lock_type { LOCK_READ, LOCK_WRITE, LOCK_NONE };    /* fcntl's F_RDLCK ... */

/* Whose a lock is: a table of files (a process), or an open file. */
struct file_lock {
	const void *owner;
	u32  pid;
	bool whole;                     /* flock()'s: they only see each other */
	enum lock_type type;
	u64  start, end;                /* both included */
};

/* Take, change or (LOCK_NONE) give back; `wait` for others: 0, -EAGAIN, -EDEADLK, -ENOLCK,
 * -ERESTARTSYS. */
long file_lock_set(struct inode *inode, const struct file_lock *lock, bool wait) MUST_CHECK;
/* *lock becomes the first one that stands against it, or of LOCK_NONE. */
void file_lock_test(const struct inode *inode, struct file_lock *lock);
/* All that an owner has on a file. */
void file_locks_drop(struct inode *inode, const void *owner);

#endif
