/* stat.c - what files are, by each call that says so. */
#include "calls.h"
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

static void show_stat(const char *what, const struct stat *s)
{
	printf("%s: mode %o links %ld uid %d gid %d size %ld rdev %x:%x blocks %ld blksize %ld\n", what,
	       s->st_mode, (long)s->st_nlink, (int)s->st_uid, (int)s->st_gid,
	       S_ISDIR(s->st_mode) ? 0L : (long)s->st_size, major(s->st_rdev), minor(s->st_rdev),
	       S_ISREG(s->st_mode) ? (long)s->st_blocks : 0L, (long)s->st_blksize);
}

static void kinds(void)
{
	static const char *const names[] = { "file", "dir", "link", "fifo", "chr", "blk", "sock", "none",
					     "big", "empty", "dir/", "link/", "file/", "", "/dev/null" };
	struct stat s, l, f;

	put_file("file", "12345");
	put_file("empty", "");
	MUST(mkdir("dir", 0750));
	MUST(symlink("file", "link"));
	MUST(mkfifo("fifo", 0640));
	MUST(mknod("chr", S_IFCHR | 0600, makedev(260, 300)));
	MUST(mknod("blk", S_IFBLK | 0600, makedev(1, 2)));
	MUST(mknod("sock", S_IFSOCK | 0600, 0));
	int fd = (int)MUST(open("big", O_WRONLY | O_CREAT, 0604));

	MUST(pwrite(fd, "x", 1, 1000000));
	MUST(fchown(fd, 70000, 80000));
	for (unsigned i = 0; i < COUNT(names); i++) {
		if (TRY(stat(names[i], &s)) == 0)
			show_stat(names[i], &s);
		if (TRY(lstat(names[i], &l)) == 0)
			show_stat(names[i], &l);
		fd = open(names[i], O_PATH | O_NOFOLLOW);
		if (fd >= 0) {
			fstat(fd, &f);
			printf("the same %d\n", f.st_ino == l.st_ino && f.st_dev == l.st_dev &&
			       f.st_mode == l.st_mode && f.st_ctim.tv_nsec == l.st_ctim.tv_nsec);
			close(fd);
		}
	}
}

static void statxs(void)
{
	struct statx x;
	struct stat s;

	memset(&x, 0xff, sizeof x);
	TRY(statx(AT_FDCWD, "file", 0, STATX_BASIC_STATS, &x));
	stat("file", &s);
	printf("mask %x mode %o size %ld links %d blocks %ld attributes %lx\n",
	       x.stx_mask & STATX_BASIC_STATS, x.stx_mode, (long)x.stx_size, (int)x.stx_nlink,
	       (long)x.stx_blocks, (long)x.stx_attributes & ~0x3000L);
	printf("as stat %d %d %d\n", x.stx_ino == s.st_ino, makedev(x.stx_dev_major, x.stx_dev_minor) == s.st_dev,
	       x.stx_mtime.tv_nsec == (unsigned)s.st_mtim.tv_nsec && x.stx_mtime.tv_sec == s.st_mtim.tv_sec);
	TRY(statx(AT_FDCWD, "link", AT_SYMLINK_NOFOLLOW, STATX_TYPE, &x));
	printf("%o\n", x.stx_mode & S_IFMT);
	TRY(statx(AT_FDCWD, "none", 0, STATX_ALL, &x));
	TRY(statx(AT_FDCWD, "", 0, STATX_ALL, &x));
	TRY(statx(open("dir", O_RDONLY), "", AT_EMPTY_PATH, STATX_ALL, &x));
	printf("%o\n", x.stx_mode);
	TRY(statx(AT_FDCWD, "file", 0x40000000, STATX_ALL, &x));
	TRY(statx(AT_FDCWD, "file", AT_STATX_SYNC_TYPE, STATX_ALL, &x));
	TRY(statx(AT_FDCWD, "file", 0, 0x80000000, &x));
	TRY(statx(99, "file", 0, STATX_ALL, &x));
	TRY(syscall(SYS_statx, AT_FDCWD, "file", 0, STATX_ALL, 16));
	TRY(syscall(SYS_statx, AT_FDCWD, 16, 0, STATX_ALL, &x));
	TRY(statx(AT_FDCWD, "chr", 0, STATX_ALL, &x));
	printf("%d:%d\n", x.stx_rdev_major, x.stx_rdev_minor);
}

static void raw(void)
{
	char buf[256];
	struct stat s;

	stat("file", &s);
#ifdef __x86_64__
	TRY(syscall(SYS_stat, "file", buf));
	TRY(syscall(SYS_lstat, "link", buf));
	TRY(syscall(SYS_fstat, 0, buf));
	TRY(syscall(SYS_newfstatat, AT_FDCWD, "file", buf, 0));
	TRY(syscall(SYS_newfstatat, AT_FDCWD, "file", buf, 0x800));
	TRY(syscall(SYS_newfstatat, AT_FDCWD, "file", buf, 8));
#else
	TRY(syscall(SYS_stat64, "file", buf));
	printf("size %d mode %o\n", *(int *)(buf + 44), *(unsigned *)(buf + 16));
	TRY(syscall(SYS_fstatat64, AT_FDCWD, "file", buf, 0));
	TRY(syscall(SYS_stat, "file", buf));
	printf("size %d mode %o links %d\n", *(int *)(buf + 20), *(uint16_t *)(buf + 8),
	       *(uint16_t *)(buf + 10));
	TRY(syscall(SYS_stat, "big", buf));
	printf("uid %d gid %d\n", *(uint16_t *)(buf + 12), *(uint16_t *)(buf + 14));
	TRY(syscall(SYS_lstat, "link", buf));
	TRY(syscall(SYS_fstat, 0, buf));
	truncate64("big", 3ll << 30);
	TRY(syscall(SYS_stat, "big", buf));
	TRY(syscall(SYS_open, "big", O_RDONLY));
	TRY(open("big", O_RDONLY) >= 0 ? 0 : -1);
	TRY(open("big", O_RDONLY | O_LARGEFILE) >= 0);
#endif
}

static void filesystems(void)
{
	struct statfs s;
	struct statvfs v;

	TRY(statfs("/proc", &s));
	printf("%lx bsize %ld namelen %ld blocks %ld\n", (long)s.f_type, (long)s.f_bsize,
	       (long)s.f_namelen, (long)s.f_blocks);
	TRY(statfs(".", &s));
	printf("%lx bsize %ld namelen %ld free %d\n", (long)s.f_type, (long)s.f_bsize,
	       (long)s.f_namelen, s.f_bfree <= s.f_blocks);
	TRY(statfs("/dev", &s));
	printf("%lx\n", (long)s.f_type);
	TRY(statfs("none", &s));
	TRY(statfs("file/x", &s));
	TRY(syscall(SYS_statfs, ".", 16));
	TRY(fstatfs(open("file", O_RDONLY), &s));
	TRY(fstatfs(open("file", O_PATH), &s));
	TRY(fstatfs(99, &s));
	int p[2];

	pipe(p);
	TRY(fstatfs(p[0], &s));
	printf("pipe %lx\n", (long)s.f_type);
	TRY(statvfs("/proc", &v));
	printf("flags %lx\n", v.f_flag);
	MUST(mount("none", "dir", "tmpfs", MS_NODEV | MS_NOEXEC | MS_NOSUID | MS_NOATIME, NULL));
	TRY(statvfs("dir", &v));
	printf("flags %lx\n", v.f_flag);
	MUST(mount("none", "dir", "tmpfs", MS_REMOUNT | MS_RDONLY | MS_NODIRATIME, NULL));
	TRY(statfs("dir", &s));
	printf("flags %lx\n", (long)s.f_flags);
	TRY(truncate("dir", 0));
	TRY(umount2("dir", 64));
	MUST(umount2("dir", 0));
	struct stat a, b;

	stat("/proc", &a);
	stat("/proc/self", &b);
	printf("one device %d\n", a.st_dev == b.st_dev);
	stat("/", &b);
	printf("another %d\n", a.st_dev != b.st_dev);
}

int main(void)
{
	umask(0);
	kinds();
	statxs();
	raw();
	filesystems();
	return 0;
}
