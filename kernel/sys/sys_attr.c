/* sys_attr.c - modes, owners and times of files changed. */
#include "sys/call.h"

/* What to do to an inode once it is found. */
struct change {
	int (*act)(struct inode *inode, const struct change *c);
	u32 a, b;
	u64 atime, mtime;
};

static int change_mode(struct inode *inode, const struct change *c)
{
	return vfs_chmod(inode, c->a & 07777);
}

static int change_owner(struct inode *inode, const struct change *c)
{
	return vfs_chown(inode, c->a, c->b);
}

static int change_times(struct inode *inode, const struct change *c)
{
	return vfs_utimes(inode, c->atime, c->mtime, c->a);
}

static long change(const struct path *path, const struct change *c)
{
	return path->mnt && mount_readonly(path) ? -EROFS : c->act(path->dentry->inode, c);
}

static long change_fd(u64 fd, const struct change *c)
{
	const struct file *f = fd_open(fd);

	return f ? change(&f->path, c) : -EBADF;
}

static long change_at(u64 dirfd, u64 user, u64 flags, const struct change *c)
{
	u32 lookup = (flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW) |
		     (flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0);
	struct path path;
	long error;

	if (flags & ~(u64)(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	error = path_at(dirfd, user, lookup, &path);
	if (error)
		return error;
	error = change(&path, c);
	path_put(&path);
	return error;
}

static struct change mode(u64 m)
{
	return (struct change){ .act = change_mode, .a = (u32)m };
}

static struct change owner(u64 uid, u64 gid)
{
	return (struct change){ .act = change_owner, .a = (u32)uid, .b = (u32)gid };
}

/* 16-bit ids: 0xffff is "unchanged". */
static u64 wide_id(u64 id)
{
	return (u16)id == 0xffff ? 0xffffffff : (u16)id;
}

#define CHANGE_AT(dirfd, user, flags, what) \
	({ struct change c_ = what; change_at((u64)(dirfd), (user), (flags), &c_); })
#define CHANGE_FD(fd, what) ({ struct change c_ = what; change_fd((fd), &c_); })

SYS2(sys_chmod, user, m) { return CHANGE_AT(AT_FDCWD, user, 0, mode(m)); }
SYS2(sys_fchmod, fd, m) { return CHANGE_FD(fd, mode(m)); }
SYS3(sys_fchmodat, dirfd, user, m) { return CHANGE_AT(dirfd, user, 0, mode(m)); }

SYS3(sys_chown, user, uid, gid) { return CHANGE_AT(AT_FDCWD, user, 0, owner(uid, gid)); }
SYS3(sys_fchown, fd, uid, gid) { return CHANGE_FD(fd, owner(uid, gid)); }
SYS3(sys_lchown, user, uid, gid)
{
	return CHANGE_AT(AT_FDCWD, user, AT_SYMLINK_NOFOLLOW, owner(uid, gid));
}
SYS5(sys_fchownat, dirfd, user, uid, gid, flags)
{
	return CHANGE_AT(dirfd, user, flags, owner(uid, gid));
}

SYS3(ia32_chown16, user, uid, gid)
{
	return CHANGE_AT(AT_FDCWD, user, 0, owner(wide_id(uid), wide_id(gid)));
}
SYS3(ia32_fchown16, fd, uid, gid)
{
	return CHANGE_FD(fd, owner(wide_id(uid), wide_id(gid)));
}
SYS3(ia32_lchown16, user, uid, gid)
{
	return CHANGE_AT(AT_FDCWD, user, AT_SYMLINK_NOFOLLOW, owner(wide_id(uid), wide_id(gid)));
}

/* --- times --- */

enum { BOTH_NOW = UTIME_NOW_A | UTIME_NOW_M, BOTH_SET = UTIME_SET_A | UTIME_SET_M };

/* Two timespecs, where nanoseconds may also mean now, or leave it. */
static long times_get(u64 user, bool words32, struct change *c)
{
	enum { NOW = (1 << 30) - 1, OMIT = (1 << 30) - 2 };
	u64 step = words32 ? 8 : 16, *to[] = { &c->atime, &c->mtime };
	static const u8 set[] = { UTIME_SET_A, UTIME_SET_M }, now[] = { UTIME_NOW_A, UTIME_NOW_M };

	c->a = 0;
	for (unsigned i = 0; i < 2; i++) {
		u64 ns_at = user + i * step + step / 2, ns = 0;

		if (copy_from_user(&ns, ns_at, step / 2))
			return -EFAULT;
		if ((u32)ns == NOW) {
			c->a |= now[i];
		} else if ((u32)ns != OMIT) {
			long error = stamp_get(user + i * step, words32, 1, to[i]);

			if (error)
				return error;
			c->a |= set[i];
		}
	}
	return 0;
}

static long utimens(u64 dirfd, u64 user, u64 times, u64 flags, bool words32)
{
	struct change c = { .act = change_times, .a = BOTH_NOW };
	long error = times ? times_get(times, words32, &c) : 0;

	if (error || !c.a)
		return error;
	if (!user && (int)dirfd != AT_FDCWD)
		return flags ? -EINVAL : change_fd(dirfd, &c);
	return change_at(dirfd, user, flags, &c);
}

SYS4(sys_utimensat, dirfd, user, times, flags)
{
	return utimens(dirfd, user, times, flags, compat());
}

SYS4(ia32_utimensat_time64, dirfd, user, times, flags)
{
	return utimens(dirfd, user, times, flags, false);
}

static long utimes_at(u64 dirfd, u64 user, u64 times)
{
	struct change c = { .act = change_times, .a = BOTH_NOW };
	u64 step = compat() ? 8 : 16;
	long error = 0;

	if (times) {
		c.a = BOTH_SET;
		error = stamp_get(times, compat(), NS_PER_US, &c.atime);
		if (!error)
			error = stamp_get(times + step, compat(), NS_PER_US, &c.mtime);
	}
	if (error)
		return error;
	return !user && (int)dirfd != AT_FDCWD ? change_fd(dirfd, &c) : change_at(dirfd, user, 0, &c);
}

SYS2(sys_utimes, user, times)
{
	return utimes_at((u64)AT_FDCWD, user, times);
}

SYS3(sys_futimesat, dirfd, user, times)
{
	return utimes_at(dirfd, user, times);
}

/* Two words: seconds only. */
SYS2(sys_utime, user, times)
{
	struct change c = { .act = change_times, .a = BOTH_NOW };
	u64 step = compat() ? 4 : 8, seconds[2] = { 0, 0 };

	if (times) {
		c.a = BOTH_SET;
		if (copy_from_user(&seconds[0], times, step) ||
		    copy_from_user(&seconds[1], times + step, step))
			return -EFAULT;
		c.atime = stamp_of(compat() ? (i32)seconds[0] : (i64)seconds[0]);
		c.mtime = stamp_of(compat() ? (i32)seconds[1] : (i64)seconds[1]);
	}
	return change_at((u64)AT_FDCWD, user, 0, &c);
}
