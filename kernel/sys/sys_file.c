/* sys_file.c - descriptors: opened, duplicated, closed, asked and told. */
#include "abi/termios.h"
#include "sys/call.h"

enum { O_DIRECT = 040000, OPEN_FLAGS_SET = O_APPEND | O_NONBLOCK | O_NOATIME | O_DIRECT };

static long open_at(u64 dirfd, u64 user, u64 flags, u64 mode)
{
	struct at at;
	long result = at_get(&at, dirfd, user);

	if (result)
		return result;
	if (!compat() && !(flags & O_PATH))
		flags |= O_LARGEFILE;
	result = fd_new(vfs_open(at.base, at.name.text, (u32)flags, (u32)mode & 07777),
			flags & O_CLOEXEC);
	at_put(&at);
	return result;
}

SYS3(sys_open, user, flags, mode)
{
	return open_at((u64)AT_FDCWD, user, flags, mode);
}

SYS4(sys_openat, dirfd, user, flags, mode)
{
	return open_at(dirfd, user, flags, mode);
}

SYS2(sys_creat, user, mode)
{
	return open_at((u64)AT_FDCWD, user, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

SYS1(sys_close, fd)
{
	return fd_close((u32)fd);
}

SYS3(sys_close_range, first, last, flags)
{
	enum { CLOSE_RANGE_UNSHARE = 2, CLOSE_RANGE_CLOEXEC = 4 };
	struct files_struct *f;

	if ((u32)first > (u32)last || flags & ~(u64)(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC))
		return -EINVAL;
	if (flags & CLOSE_RANGE_UNSHARE && files_unshare())
		return -ENOMEM;
	f = current->files;
	for (u32 fd = (u32)first; fd < f->max && fd <= (u32)last; fd++)
		if (flags & CLOSE_RANGE_CLOEXEC)
			f->cloexec[fd] = 1;
		else
			fd_close(fd);
	return 0;
}

/* --- dup --- */

static long dup_from(u64 fd, u64 from, bool cloexec)
{
	struct file *f = fd_file((u32)fd);
	long result;

	if (!f)
		return -EBADF;
	file_get(f);
	result = fd_install(f, (u32)from, cloexec);
	if (result < 0)
		fd_put(f);
	return result;
}

static long dup_to(u64 fd, u64 to, bool cloexec)
{
	struct file *f;
	long result;

	if ((u32)to >= MIN(current->signal->rlimit[RLIMIT_NOFILE].cur, FILES_MAX))
		return -EBADF;
	f = fd_file((u32)fd);
	if (!f)
		return -EBADF;
	file_get(f);
	fd_close((u32)to);
	result = fd_install(f, (u32)to, cloexec);
	if (result < 0)
		fd_put(f);
	return result;
}

SYS1(sys_dup, fd)
{
	return dup_from(fd, 0, false);
}

SYS2(sys_dup2, fd, to)
{
	if ((u32)fd == (u32)to)
		return fd_file((u32)fd) ? (long)(u32)to : -EBADF;
	return dup_to(fd, to, false);
}

SYS3(sys_dup3, fd, to, flags)
{
	if ((u32)fd == (u32)to || flags & ~(u64)O_CLOEXEC)
		return -EINVAL;
	return dup_to(fd, to, flags & O_CLOEXEC);
}

/* --- fcntl --- */

static long set_flags(struct file *f, u32 flags)
{
	f->flags = (f->flags & ~(u32)OPEN_FLAGS_SET) | (flags & OPEN_FLAGS_SET);
	return 0;
}

static long dup_above(u64 fd, u64 from, bool cloexec)
{
	if ((u32)from >= MIN(current->signal->rlimit[RLIMIT_NOFILE].cur, FILES_MAX))
		return -EINVAL;
	return dup_from(fd, from, cloexec);
}

/* Thread, process or group, and its number. */
static long owner_ex(struct file *f, u32 cmd, u64 user)
{
	enum { OWNER_TID, OWNER_PID, OWNER_PGRP };
	int ex[2] = { f->owner < 0 ? OWNER_PGRP : OWNER_PID, f->owner < 0 ? -f->owner : f->owner };

	if (cmd == F_GETOWN_EX)
		return copy_to_user(user, ex, sizeof ex);
	if (copy_from_user(ex, user, sizeof ex))
		return -EFAULT;
	if (ex[0] < OWNER_TID || ex[0] > OWNER_PGRP)
		return -EINVAL;
	f->owner = ex[0] == OWNER_PGRP ? -ex[1] : ex[1];
	return 0;
}

/* What also a place (O_PATH) has. */
static bool of_descriptor(u64 cmd)
{
	return cmd == F_DUPFD || cmd == F_DUPFD_CLOEXEC || cmd == F_GETFD || cmd == F_SETFD ||
	       cmd == F_GETFL;
}

SYS3(sys_fcntl, fd, cmd, arg)
{
	struct file *f = fd_file((u32)fd);
	u8 *cloexec;

	if (!f || (f->flags & O_PATH && !of_descriptor(cmd)))
		return -EBADF;
	cloexec = &current->files->cloexec[(u32)fd];
	switch ((u32)cmd) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		return dup_above(fd, arg, cmd == F_DUPFD_CLOEXEC);
	case F_GETFD:
		return *cloexec ? FD_CLOEXEC : 0;
	case F_SETFD:
		*cloexec = arg & FD_CLOEXEC;
		return 0;
	case F_GETFL:
		return f->flags;
	case F_SETFL:
		return set_flags(f, (u32)arg);
	case F_SETOWN:                  /* nothing here sends SIGIO */
		f->owner = (int)arg;
		return 0;
	case F_GETOWN:
		return f->owner;
	case F_SETOWN_EX:
	case F_GETOWN_EX:
		return owner_ex(f, (u32)cmd, arg);
	case F_GETPIPE_SZ:
		return pipe_capacity(f);
	case F_SETPIPE_SZ:
		return pipe_resize(f, (u32)arg);
	default:
		return fcntl_lock((u32)fd, f, (u32)cmd, arg);
	}
}

SYS3(sys_ioctl, fd, cmd, arg)
{
	struct file *f = fd_get(fd);
	long result = -ENOTTY;
	int on;

	if (!f)
		return -EBADF;
	if (cmd == FIOCLEX || cmd == FIONCLEX) {
		current->files->cloexec[(u32)fd] = cmd == FIOCLEX;
		result = 0;
	} else if (cmd == FIONBIO) {
		result = get_user(on, arg);
		if (!result)
			result = set_flags(f, (f->flags & ~(u32)O_NONBLOCK) |
					      (on ? O_NONBLOCK : 0));
	} else if (cmd == FIONREAD && S_ISREG(f->inode->mode)) {
		result = put_user((u32)(f->inode->size - f->pos), arg);
	} else if (f->fops && f->fops->ioctl) {
		result = f->fops->ioctl(f, (u32)cmd, arg, compat());
	}
	fd_put(f);
	return result;
}

/* --- pipes --- */

static long pipe_fds(u64 user, u32 flags)
{
	struct file *end[2];
	int fd[2];
	long error;

	if (flags & ~(u32)(O_CLOEXEC | O_NONBLOCK | 040000))
		return -EINVAL;
	error = pipe_create(end, flags & O_NONBLOCK);
	if (error)
		return error;
	fd[0] = (int)fd_new(end[0], flags & O_CLOEXEC);
	if (fd[0] < 0) {
		file_put(end[1]);
		return fd[0];
	}
	fd[1] = (int)fd_new(end[1], flags & O_CLOEXEC);
	error = fd[1] < 0 ? fd[1] : copy_to_user(user, fd, sizeof fd);
	if (!error)
		return 0;
	fd_close((u32)fd[0]);
	if (fd[1] >= 0)
		fd_close((u32)fd[1]);
	return error;
}

SYS1(sys_pipe, user)
{
	return pipe_fds(user, 0);
}

SYS2(sys_pipe2, user, flags)
{
	return pipe_fds(user, (u32)flags);
}

/* --- on their way to a disk: there is none that is written --- */

SYS0(sys_sync)
{
	return 0;
}

SYS1(sys_fsync, fd)
{
	const struct file *f = fd_open(fd);
	u32 type = f ? f->inode->mode & S_IFMT : 0;

	if (!f)
		return -EBADF;
	return type == S_IFREG || type == S_IFDIR || type == S_IFBLK ? 0 : -EINVAL;
}

SYS1(sys_syncfs, fd)
{
	return fd_open(fd) ? 0 : -EBADF;
}

static long advise(u64 fd, i64 len, u64 advice)
{
	enum { FADV_NOREUSE = 5 };      /* the last of them */
	const struct file *f = fd_open(fd);

	if (!f)
		return -EBADF;
	if (S_ISFIFO(f->inode->mode))
		return -ESPIPE;
	return len < 0 || (u32)advice > FADV_NOREUSE ? -EINVAL : 0;
}

SYS4(sys_fadvise64, fd, offset, len, advice) { return advise(fd, (i64)len, advice); }
SYS5(ia32_fadvise64, fd, low, high, len, advice) { return advise(fd, (i32)len, advice); }
SYS6(ia32_fadvise64_64, fd, low, high, len, len_high, advice)
{
	return advise(fd, (i64)(len | len_high << 32), advice);
}

/* What is read ahead: nothing, all that can be read is in memory or slow anyway. */
SYS3(sys_readahead, fd, offset, n)
{
	const struct file *f = fd_open(fd);

	if (!f || (f->flags & O_ACCMODE) == O_WRONLY)
		return -EBADF;
	return S_ISREG(f->inode->mode) || S_ISBLK(f->inode->mode) ? 0 : -EINVAL;
}

/* No filesystem here has extended attributes; as to room that is set aside, C libraries
 * write zeros instead. */
SYS0(sys_unsupported)
{
	return -EOPNOTSUPP;
}

/* --- length --- */

static long truncate_path(u64 user, u64 size)
{
	struct path path;
	long error = (i64)size < 0 ? -EINVAL : path_at(AT_FDCWD, user, LOOKUP_FOLLOW, &path);

	if (error)
		return error;
	/* What is no plain file is refused as such. */
	if (S_ISREG(path.dentry->inode->mode))
		error = mount_readonly(&path) ? -EROFS : permission(path.dentry->inode, 2);
	if (!error)
		error = vfs_truncate(path.dentry->inode, size);
	path_put(&path);
	return error;
}

static long truncate_fd(u64 fd, u64 size)
{
	struct file *f = fd_open(fd);

	if ((i64)size < 0)
		return -EINVAL;
	if (!f)
		return -EBADF;
	if ((f->flags & O_ACCMODE) == O_RDONLY || !S_ISREG(f->inode->mode))
		return -EINVAL;
	return vfs_truncate(f->inode, size);
}

/* 32 bits hold a signed length. */
static u64 length(u64 size)
{
	return compat() ? (u64)(i32)size : size;
}

SYS2(sys_truncate, user, size)
{
	return truncate_path(user, length(size));
}

SYS2(sys_ftruncate, fd, size)
{
	return truncate_fd(fd, length(size));
}

SYS3(ia32_truncate64, user, low, high)
{
	return truncate_path(user, low | high << 32);
}

SYS3(ia32_ftruncate64, fd, low, high)
{
	return truncate_fd(fd, low | high << 32);
}
