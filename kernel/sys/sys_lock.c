/* sys_lock.c - flock and the locks of fcntl. */
#include "fs/locks.h"
#include "sys/call.h"

#define END_OF_ALL INT64_MAX

/* struct flock in its layouts: type and whence of 16 bits, start, length, pid. */
struct flock_native { int16_t type, whence; i64 start, len; i32 pid; };
struct flock_32 { int16_t type, whence; i32 start, len, pid; };
struct flock64_32 { int16_t type, whence; i32 start[2], len[2], pid; };
_Static_assert(sizeof(struct flock_native) == 32 && sizeof(struct flock_32) == 16 &&
	       sizeof(struct flock64_32) == 24, "the ABI's sizes");

static i64 wide(const i32 half[2])
{
	return (i64)((u64)(u32)half[1] << 32 | (u32)half[0]);
}

static long flock_get(u64 user, bool has_64, struct flock_native *l)
{
	struct flock_32 old;
	struct flock64_32 mixed;

	if (!compat())
		return copy_from_user(l, user, sizeof *l);
	if (!has_64) {
		if (copy_from_user(&old, user, sizeof old))
			return -EFAULT;
		*l = (struct flock_native){ old.type, old.whence, old.start, old.len, old.pid };
		return 0;
	}
	if (copy_from_user(&mixed, user, sizeof mixed))
		return -EFAULT;
	*l = (struct flock_native){ mixed.type, mixed.whence, wide(mixed.start), wide(mixed.len),
				    mixed.pid };
	return 0;
}

static long flock_put(u64 user, bool has_64, const struct flock_native *l)
{
	struct flock_32 old = { l->type, l->whence, (i32)l->start, (i32)l->len, l->pid };
	struct flock64_32 mixed = { l->type, l->whence, { (i32)l->start, (i32)(l->start >> 32) },
				    { (i32)l->len, (i32)(l->len >> 32) }, l->pid };

	if (!compat())
		return copy_to_user(user, l, sizeof *l);
	if (has_64)
		return copy_to_user(user, &mixed, sizeof mixed);
	return l->start > INT32_MAX || l->len > INT32_MAX ? -EOVERFLOW
							  : copy_to_user(user, &old, sizeof old);
}

/* A length of 0 reaches to the end, whatever that will be; one below 0 reaches back. */
static long range(const struct file *f, const struct flock_native *l, struct file_lock *lock)
{
	i64 base = l->whence == SEEK_CUR ? (i64)f->pos :
		   l->whence == SEEK_END ? (i64)f->inode->size : 0;
	i64 start, end;

	if (l->whence < SEEK_SET || l->whence > SEEK_END)
		return -EINVAL;
	if (__builtin_add_overflow(base, l->start, &start))
		return -EOVERFLOW;
	if (start < 0)
		return -EINVAL;
	end = END_OF_ALL;
	if (l->len > 0 && __builtin_add_overflow(start, l->len - 1, &end))
		return -EOVERFLOW;
	if (l->len < 0) {
		end = start - 1;
		start += l->len;
	}
	if (start < 0)
		return -EINVAL;
	lock->start = (u64)start;
	lock->end = (u64)end;
	return 0;
}

static void describe(struct flock_native *l, const struct file_lock *lock)
{
	l->type = (int16_t)lock->type;
	if (lock->type == LOCK_NONE)
		return;
	l->whence = SEEK_SET;
	l->start = (i64)lock->start;
	l->len = lock->end == END_OF_ALL ? 0 : (i64)(lock->end - lock->start + 1);
	l->pid = (i32)lock->pid;
}

/* Does the file's mode allow to ask for it? */
static bool may_have(const struct file *f, int type)
{
	u32 mode = f->flags & O_ACCMODE;

	return type == LOCK_NONE || mode == O_RDWR ||
	       mode == (type == LOCK_READ ? O_RDONLY : O_WRONLY);
}

enum how { TEST, SET, WAIT };

static long lock_range(u32 fd, struct file *f, bool has_64, enum how how, const void *owner, u64 user)
{
	struct file_lock lock = { .owner = owner, .pid = owner == f ? ~0u : current->tgid };
	struct flock_native l;
	long error = flock_get(user, has_64, &l);

	if (!error && owner == f && l.pid)
		return -EINVAL;
	if (!error)
		error = range(f, &l, &lock);
	if (error)
		return error;
	if (l.type < LOCK_READ || l.type > LOCK_NONE || (how == TEST && l.type == LOCK_NONE))
		return -EINVAL;
	lock.type = (enum lock_type)l.type;
	if (how == TEST) {
		file_lock_test(f->inode, &lock);
		describe(&l, &lock);
		return flock_put(user, has_64, &l);
	}
	if (!may_have(f, l.type))
		return -EBADF;
	error = file_lock_set(f->inode, &lock, how == WAIT);
	/* Another thread closed it while we waited: that close had nothing to give back yet. */
	if (!error && owner != f && fd_file(fd) != f) {
		lock.type = LOCK_NONE;
		error = file_lock_set(f->inode, &lock, false);
		return error ? error : -EBADF;
	}
	return error;
}

long fcntl_lock(u32 fd, struct file *f, u32 cmd, u64 user)
{
	enum { F_OFD_GETLK = 36, F_OFD_SETLK, F_OFD_SETLKW };
	const void *process = current->files;
	long result;

	f->refs++;                      /* it may be closed while we wait */
	switch (cmd) {
	case F_GETLK: case F_SETLK: case F_SETLKW:
		result = lock_range(fd, f, false, cmd == F_GETLK ? TEST : cmd == F_SETLK ? SET : WAIT,
				    process, user);
		break;
	case F_GETLK64: case F_SETLK64: case F_SETLKW64:
		result = !compat() ? -EINVAL :
			 lock_range(fd, f, true, cmd == F_GETLK64 ? TEST :
				    cmd == F_SETLK64 ? SET : WAIT, process, user);
		break;
	case F_OFD_GETLK: case F_OFD_SETLK: case F_OFD_SETLKW:
		result = lock_range(fd, f, true, cmd == F_OFD_GETLK ? TEST : cmd == F_OFD_SETLK ? SET : WAIT,
				    f, user);
		break;
	default:
		result = -EINVAL;
	}
	fd_put(f);
	return result;
}

SYS2(sys_flock, fd, operation)
{
	enum { LOCK_SH = 1, LOCK_EX = 2, LOCK_NB = 4, LOCK_UN = 8 };
	struct file_lock lock = { .whole = true, .end = END_OF_ALL, .pid = current->tgid };
	struct file *f = fd_get(fd);
	long result = -EINVAL;

	if (!f)
		return -EBADF;
	lock.owner = f;
	lock.type = (operation & ~(u64)LOCK_NB) == LOCK_SH ? LOCK_READ :
		    (operation & ~(u64)LOCK_NB) == LOCK_EX ? LOCK_WRITE : LOCK_NONE;
	if (lock.type != LOCK_NONE || (operation & ~(u64)LOCK_NB) == LOCK_UN)
		result = file_lock_set(f->inode, &lock, !(operation & LOCK_NB));
	fd_put(f);
	return result;
}
