/* sys_stat.c - what files are: stat in its five layouts, statfs, access, modes, owners, times. */
#include "sys/call.h"

/* The layouts of the ABI. */
struct stat_64 {
	u64 dev, ino, nlink;
	u32 mode, uid, gid, pad;
	u64 rdev, size, blksize, blocks;
	u64 atime, atime_nsec, mtime, mtime_nsec, ctime, ctime_nsec, unused[3];
};
_Static_assert(sizeof(struct stat_64) == 144, "the ABI's size");

struct stat_32 {
	u32 dev, ino;
	u16 mode, nlink, uid, gid;
	u32 rdev, size, blksize, blocks;
	u32 atime, atime_nsec, mtime, mtime_nsec, ctime, ctime_nsec, unused[2];
};
_Static_assert(sizeof(struct stat_32) == 64, "the ABI's size");

/* 64-bit fields stand at multiples of 4 in 32-bit code. */
typedef u64 u64_by_4 __attribute__((aligned(4)));
struct stat64_32 {
	u64_by_4 dev;
	u32 pad, ino_low, mode, nlink, uid, gid;
	u64_by_4 rdev;
	u32 pad2;
	u64_by_4 size;
	u32 blksize;
	u64_by_4 blocks;
	u32 atime, atime_nsec, mtime, mtime_nsec, ctime, ctime_nsec;
	u64_by_4 ino;
};
_Static_assert(sizeof(struct stat64_32) == 96, "the ABI's size");

struct statx_time { i64 sec; u32 nsec, pad; };
struct statx_k {
	u32 mask, blksize;
	u64 attributes;
	u32 nlink, uid, gid;
	u16 mode, pad;
	u64 ino, size, blocks, attributes_mask;
	struct statx_time atime, btime, ctime, mtime;
	u32 rdev_major, rdev_minor, dev_major, dev_minor;
	u64 mnt_id, spare[13];
};
_Static_assert(sizeof(struct statx_k) == 256, "the ABI's size");

enum stat_layout { STAT_NATIVE, STAT_64_OF_32 };

static u32 major(u64 dev) { return (dev >> 8) & 0xfff; }
static u32 minor(u64 dev) { return (dev & 0xff) | (dev >> 12 & ~0xffu); }

/* Seconds, rounded down also before 1970, and the nanoseconds above them. */
static u32 nanoseconds(u64 time)
{
	i64 rest = (i64)time % (i64)NS_PER_S;

	return (u32)(rest < 0 ? rest + (i64)NS_PER_S : rest);
}

static i64 seconds(u64 time)
{
	return ((i64)time - nanoseconds(time)) / (i64)NS_PER_S;
}

#define STAT_TIMES(k, type) \
	.atime = (type)seconds((k)->atime), .atime_nsec = nanoseconds((k)->atime), \
	.mtime = (type)seconds((k)->mtime), .mtime_nsec = nanoseconds((k)->mtime), \
	.ctime = (type)seconds((k)->ctime), .ctime_nsec = nanoseconds((k)->ctime)

static long put_native(u64 to, const struct kstat *k)
{
	struct stat_64 s = {
		.dev = k->dev, .ino = k->ino, .nlink = k->nlink, .mode = k->mode,
		.uid = k->uid, .gid = k->gid, .rdev = k->rdev, .size = k->size,
		.blksize = k->blksize, .blocks = k->blocks, STAT_TIMES(k, u64),
	};

	return copy_to_user(to, &s, sizeof s);
}

static long put_32(u64 to, const struct kstat *k)
{
	struct stat_32 s = {
		.dev = (u32)k->dev, .ino = (u32)k->ino, .nlink = (u16)k->nlink,
		.mode = (u16)k->mode, .uid = narrow_id(k->uid), .gid = narrow_id(k->gid),
		.rdev = (u32)k->rdev, .size = (u32)k->size, .blksize = k->blksize,
		.blocks = (u32)k->blocks, STAT_TIMES(k, u32),
	};

	if (k->size > INT32_MAX || k->ino > UINT32_MAX)
		return -EOVERFLOW;
	return copy_to_user(to, &s, sizeof s);
}

static long put_64_of_32(u64 to, const struct kstat *k)
{
	struct stat64_32 s = {
		.dev = k->dev, .ino_low = (u32)k->ino, .nlink = k->nlink, .mode = k->mode,
		.uid = k->uid, .gid = k->gid, .rdev = k->rdev, .size = k->size,
		.blksize = k->blksize, .blocks = k->blocks, STAT_TIMES(k, u32), .ino = k->ino,
	};

	return copy_to_user(to, &s, sizeof s);
}

static long put_stat(u64 to, const struct kstat *k, enum stat_layout layout)
{
	if (!compat())
		return put_native(to, k);
	return layout == STAT_NATIVE ? put_32(to, k) : put_64_of_32(to, k);
}

/* --- finding the file --- */

/* What dirfd and a name mean with AT_ flags: *k. */
static long stat_at(u64 dirfd, u64 user, u64 flags, struct kstat *k)
{
	u32 lookup = (flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW) |
		     (flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0);
	struct path path;
	struct at at;
	long error;

	if (flags & ~(u64)(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT | 0x6000))
		return -EINVAL;
	error = at_get(&at, dirfd, user);
	if (error)
		return error;
	/* fstat() in disguise: also of what is no directory. */
	if (!at.name.text[0] && flags & AT_EMPTY_PATH && at.base) {
		vfs_stat(at.base->dentry->inode, k);
	} else {
		error = path_lookup(at.base, at.name.text, lookup, &path);
		if (!error) {
			vfs_stat(path.dentry->inode, k);
			path_put(&path);
		}
	}
	at_put(&at);
	return error;
}

static long stat_to(u64 dirfd, u64 user, u64 flags, u64 to, enum stat_layout layout)
{
	struct kstat k;
	long error = stat_at(dirfd, user, flags, &k);

	return error ? error : put_stat(to, &k, layout);
}

static long fstat_to(u64 fd, u64 to, enum stat_layout layout)
{
	const struct file *f = fd_file((u32)fd);
	struct kstat k;

	if (!f)
		return -EBADF;
	vfs_stat(f->inode, &k);
	return put_stat(to, &k, layout);
}

SYS2(sys_stat, user, to)
{
	return stat_to((u64)AT_FDCWD, user, 0, to, STAT_NATIVE);
}

SYS2(sys_lstat, user, to)
{
	return stat_to((u64)AT_FDCWD, user, AT_SYMLINK_NOFOLLOW, to, STAT_NATIVE);
}

SYS2(sys_fstat, fd, to)
{
	return fstat_to(fd, to, STAT_NATIVE);
}

SYS4(sys_newfstatat, dirfd, user, to, flags)
{
	return stat_to(dirfd, user, flags, to, STAT_64_OF_32);
}

SYS2(ia32_stat64, user, to)
{
	return stat_to((u64)AT_FDCWD, user, 0, to, STAT_64_OF_32);
}

SYS2(ia32_lstat64, user, to)
{
	return stat_to((u64)AT_FDCWD, user, AT_SYMLINK_NOFOLLOW, to, STAT_64_OF_32);
}

SYS2(ia32_fstat64, fd, to)
{
	return fstat_to(fd, to, STAT_64_OF_32);
}

static struct statx_time statx_time(u64 ns)
{
	return (struct statx_time){ .sec = seconds(ns), .nsec = nanoseconds(ns) };
}

SYS5(sys_statx, dirfd, user, flags, mask, to)
{
	enum { STATX_BASIC_STATS = 0x7ff, SYNC_TYPE = 0x6000 };
	struct statx_k s = { .mask = STATX_BASIC_STATS };
	struct kstat k;
	long error;

	if (mask >> 31 & 1 || (flags & SYNC_TYPE) == SYNC_TYPE)
		return -EINVAL;
	error = stat_at(dirfd, user, flags, &k);
	if (error)
		return error;
	s.blksize = k.blksize;
	s.nlink = k.nlink;
	s.uid = k.uid;
	s.gid = k.gid;
	s.mode = (u16)k.mode;
	s.ino = k.ino;
	s.size = k.size;
	s.blocks = k.blocks;
	s.atime = statx_time(k.atime);
	s.ctime = statx_time(k.ctime);
	s.mtime = statx_time(k.mtime);
	s.rdev_major = major(k.rdev);
	s.rdev_minor = minor(k.rdev);
	s.dev_major = major(k.dev);
	s.dev_minor = minor(k.dev);
	return copy_to_user(to, &s, sizeof s);
}

/* --- access --- */

static long access_at(u64 dirfd, u64 user, u64 mode, u64 flags)
{
	struct at at;
	long error;

	if (mode & ~7ull || flags & ~(u64)(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	error = at_get(&at, dirfd, user);
	if (error)
		return error;
	error = vfs_access(at.base, at.name.text, (u32)mode, (u32)flags);
	at_put(&at);
	return error;
}

SYS2(sys_access, user, mode)
{
	return access_at((u64)AT_FDCWD, user, mode, 0);
}

SYS3(sys_faccessat, dirfd, user, mode)
{
	return access_at(dirfd, user, mode, 0);
}

SYS4(sys_faccessat2, dirfd, user, mode, flags)
{
	return access_at(dirfd, user, mode, flags);
}

/* --- statfs --- */

/* Native words: 15 of them, 12 used; statfs64 of 32-bit programs mixes widths. */
static long put_statfs(u64 to, const struct kstatfs *k, u32 flags, bool wide_of_32)
{
	u64 w[15] = { k->type, k->bsize, k->blocks, k->bfree, k->bavail, k->files, k->ffree, 0,
		      k->namelen, k->bsize, flags };
	u32 n[16] = { 0 };

	if (!compat())
		return copy_to_user(to, w, sizeof w);
	if (!wide_of_32) {
		/* type .. ffree, fsid[2], namelen, frsize, flags, spare[4] */
		for (unsigned i = 0; i < 7; i++)
			n[i] = w[i] > UINT32_MAX ? UINT32_MAX : (u32)w[i];
		n[9] = (u32)w[8];
		n[10] = (u32)w[9];
		n[11] = flags;
		return copy_to_user(to, n, sizeof n);
	}
	/* type, bsize, five of 64 bits, fsid[2], namelen, frsize, flags, spare[4] */
	n[0] = (u32)k->type;
	n[1] = (u32)k->bsize;
	if (copy_to_user(to, n, 8) || copy_to_user(to + 8, w + 2, 40))
		return -EFAULT;
	memset(n, 0, sizeof n);
	n[2] = (u32)k->namelen;
	n[3] = (u32)k->bsize;
	n[4] = flags;
	return copy_to_user(to + 48, n, 36);
}

/* How it is mounted, told by the bits of mount(); they count because of the first one. */
static u32 statfs_flags(const struct path *path)
{
	enum { ST_VALID = 0x20, ST_RELATIME = 0x1000, TOLD = MS_NOSUID | MS_NODEV | MS_NOEXEC |
	       MS_NOATIME | MS_NODIRATIME };
	u32 flags;

	if (!path->mnt)
		return ST_VALID;
	flags = path->mnt->flags & TOLD;
	return ST_VALID | flags | (flags & MS_NOATIME ? 0 : ST_RELATIME) |
	       (mount_readonly(path) ? MS_RDONLY : 0);
}

static long statfs_of(const struct path *path, u64 to, bool wide)
{
	struct kstatfs k;
	long error = vfs_statfs(path, &k);

	return error ? error : put_statfs(to, &k, statfs_flags(path), wide);
}

static long statfs_name(u64 user, u64 to, bool wide)
{
	struct path path;
	long error = path_at(AT_FDCWD, user, LOOKUP_FOLLOW, &path);

	if (error)
		return error;
	error = statfs_of(&path, to, wide);
	path_put(&path);
	return error;
}

static long statfs_fd(u64 fd, u64 to, bool wide)
{
	const struct file *f = fd_file((u32)fd);

	return f ? statfs_of(&f->path, to, wide) : -EBADF;
}

enum { STATFS64_OF_32 = 84 };

SYS2(sys_statfs, user, to) { return statfs_name(user, to, false); }
SYS2(sys_fstatfs, fd, to) { return statfs_fd(fd, to, false); }
SYS3(ia32_statfs64, user, size, to)
{
	return size == STATFS64_OF_32 ? statfs_name(user, to, true) : -EINVAL;
}
SYS3(ia32_fstatfs64, fd, size, to)
{
	return size == STATFS64_OF_32 ? statfs_fd(fd, to, true) : -EINVAL;
}
