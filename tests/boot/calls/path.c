/* path.c - walks through the tree: links, dots, limits, flags of open. */
#include "calls.h"
#include <limits.h>

static void chain(unsigned n)
{
	char name[32], target[32];

	put_file("end", "x");
	for (unsigned i = 0; i < n; i++) {
		snprintf(name, sizeof name, "c%u", i + 1);
		if (i)
			snprintf(target, sizeof target, "c%u", i);
		else
			strcpy(target, "end");
		MUST(symlink(target, name));
	}
}

static void links(void)
{
	char buf[8], big[PATH_MAX + 10];
	struct stat s;

	chain(45);
	OK(open("c1", O_RDONLY));
	OK(open("c40", O_RDONLY));
	OK(open("c41", O_RDONLY));
	OK(open("c40", O_RDWR | O_CREAT, 0644));
	OK(open("c41", O_RDWR | O_CREAT, 0644));
	TRY(stat("c41", &s));
	TRY(lstat("c41", &s));
	MUST(mkdir("dir", 0755));
	put_file("dir/file", "file");
	MUST(symlink("dir", "ld"));
	MUST(symlink("ld/../ld", "ldd"));
	MUST(symlink("/proc/self/cwd/dir", "lcwd"));
	MUST(symlink("..", "dir/up"));
	MUST(symlink(".", "dir/here"));
	TRY(access("ldd/file", F_OK));
	TRY(access("ldd/../end", F_OK));
	TRY(access("lcwd/file", F_OK));
	TRY(access("lcwd/../end", F_OK));
	TRY(access("dir/here/here/here/file", F_OK));
	TRY(access("dir/up/dir/up/dir/up/end", F_OK));
	TRY(access("dir/up/dir/here/up/dir/file/", F_OK));
	TRY(access("dir/file/.", F_OK));
	TRY(access("dir/file/..", F_OK));
	TRY(access("dir/./file", F_OK));
	TRY(access("dir//file", F_OK));
	TRY(access("//proc//self//", F_OK));
	TRY(access("/..//../proc/./../etc", F_OK));
	TRY(access("ld/", F_OK));
	TRY(access("end/", F_OK));
	TRY(access("nothing/", F_OK));
	TRY(access("nothing/..", F_OK));
	TRY(access("", F_OK));
	TRY(readlink("ld", buf, 0));
	TRY(readlink("ld", buf, 1));
	TRY(readlink("ld", buf, sizeof buf));
	TRY(readlink("end", buf, sizeof buf));
	TRY(readlink("dir", buf, sizeof buf));
	TRY(readlink("ld/", buf, sizeof buf));
	TRY(readlink("nothing", buf, sizeof buf));
	TRY(readlink("", buf, sizeof buf));
	TRY(syscall(SYS_readlink, "ld", buf, -1));
	memset(big, 'x', sizeof big);
	big[PATH_MAX - 1] = '\0';
	TRY(symlink(big, "biglink"));
	TRY(access("biglink", F_OK));
	TRY(lstat("biglink", &s));
	printf("size %ld\n", (long)s.st_size);
	big[PATH_MAX - 1] = 'x';
	big[PATH_MAX] = '\0';
	TRY(symlink(big, "biglink2"));
	TRY(access(big, F_OK));
	TRY(open(big, O_RDONLY));
	TRY(open(big, O_CREAT | O_RDWR, 0644));
	for (unsigned i = 0; i < PATH_MAX; i += 2)
		memcpy(big + i, "./", 2);
	strcpy(big + PATH_MAX - 4, "end");
	TRY(access(big, F_OK));
	strcpy(big + PATH_MAX - 4, "./nd");
	TRY(access(big, F_OK));
	memset(big, '/', PATH_MAX - 1);
	big[PATH_MAX - 1] = '\0';
	TRY(access(big, F_OK));
}

static void open_flags(void)
{
	static const char *const names[] = {
		"f", "d", "lf", "ld", "dangling", "loop", "new", "f/", "d/", "lf/", "ld/", "dangling/",
		"new/", ".", "..", "/", "d/.", "d/..", "d/new", "fifo", "", "/dev/null", "lx",
	};
	static const struct { const char *name; int flags; } flags[] = {
		{ "RDONLY", O_RDONLY }, { "WRONLY", O_WRONLY }, { "RDWR", O_RDWR },
		{ "RDONLY|CREAT", O_RDONLY | O_CREAT }, { "WRONLY|CREAT", O_WRONLY | O_CREAT },
		{ "CREAT|EXCL", O_RDWR | O_CREAT | O_EXCL }, { "EXCL", O_RDWR | O_EXCL },
		{ "TRUNC", O_RDWR | O_TRUNC }, { "RDONLY|TRUNC", O_RDONLY | O_TRUNC },
		{ "DIRECTORY", O_RDONLY | O_DIRECTORY },
		{ "RDWR|DIRECTORY", O_RDWR | O_DIRECTORY },
		{ "NOFOLLOW", O_RDONLY | O_NOFOLLOW }, { "CREAT|NOFOLLOW", O_RDWR | O_CREAT | O_NOFOLLOW },
		{ "DIRECTORY|NOFOLLOW", O_RDONLY | O_DIRECTORY | O_NOFOLLOW },
		{ "PATH", O_PATH }, { "PATH|NOFOLLOW", O_PATH | O_NOFOLLOW },
		{ "PATH|DIRECTORY", O_PATH | O_DIRECTORY }, { "PATH|CREAT", O_PATH | O_CREAT },
		{ "3", 3 }, { "APPEND", O_RDWR | O_APPEND }, { "CREAT|EXCL|NOFOLLOW", O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW },
	};

	for (unsigned i = 0; i < COUNT(flags); i++)
		for (unsigned k = 0; k < COUNT(names); k++) {
			int fd;

			if (mkdir("d", 0755) && errno != EEXIST)
				return;
			put_file("f", "text");
			(void)!symlink("f", "lf");
			(void)!symlink("d", "ld");
			(void)!symlink("target", "dangling");
			(void)!symlink("loop", "loop");
			(void)!symlink("d/none/x", "lx");
			mkfifo("fifo", 0644);
			errno = 0;
			fd = open(names[k], flags[i].flags | O_NONBLOCK, 0644);
			if (fd < 0) {
				printf("%s %s: %s\n", flags[i].name, names[k], strerrorname_np(errno));
			} else {
				struct stat s;

				fstat(fd, &s);
				/* Each kernel has its own idea of the root's mode. */
				printf("%s %s: %o size %ld flags %o\n", flags[i].name, names[k],
				       names[k][0] == '/' ? s.st_mode & S_IFMT : s.st_mode,
				       S_ISREG(s.st_mode) ? (long)s.st_size : 0L,
				       fcntl(fd, F_GETFL));
				close(fd);
			}
			unlink("new");
			unlink("target");
			unlink("d/new");
		}
}

static void relative(void)
{
	int d, f, p, n;
	struct stat s;
	char buf[16];

	MUST(mkdir("rel", 0755));
	put_file("rel/a", "aa");
	MUST(symlink("a", "rel/l"));
	d = (int)MUST(open("rel", O_RDONLY | O_DIRECTORY));
	f = (int)MUST(open("rel/a", O_RDONLY));
	p = (int)MUST(open("rel/a", O_PATH));
	n = (int)MUST(open("rel/l", O_PATH | O_NOFOLLOW));
	OK(openat(d, "a", O_RDONLY));
	OK(openat(d, "./l", O_RDONLY));
	OK(openat(d, "/etc/passwd", O_RDONLY));
	OK(openat(99, "/etc/passwd", O_RDONLY));
	OK(openat(99, "a", O_RDONLY));
	OK(openat(f, "a", O_RDONLY));
	OK(openat(p, "a", O_RDONLY));
	OK(openat(f, "", O_RDONLY));
	TRY(fstatat(f, "", &s, AT_EMPTY_PATH));
	printf("%o\n", s.st_mode);
	TRY(fstatat(n, "", &s, AT_EMPTY_PATH));
	printf("%o\n", s.st_mode);
	TRY(fstatat(AT_FDCWD, "", &s, AT_EMPTY_PATH));
	TRY(fstatat(f, "", &s, 0));
	TRY(fstatat(99, "", &s, AT_EMPTY_PATH));
	TRY(fstatat(d, "l", &s, 0x8000));
	TRY(readlinkat(n, "", buf, sizeof buf));
	TRY(readlinkat(f, "", buf, sizeof buf));
	TRY(readlinkat(d, "l", buf, sizeof buf));
	TRY(read(p, buf, 1));
	TRY(write(p, buf, 1));
	TRY(lseek(p, 0, SEEK_SET));
	TRY(fchmod(p, 0600));
	TRY(fchown(p, 0, 0));
	TRY(ftruncate(p, 0));
	TRY(ioctl(p, 0x5401, buf));
	TRY(fstat(p, &s));
	TRY(fcntl(p, F_GETFD));
	TRY(fchdir(p));
	TRY(fchdir(f));
	TRY(fchdir(n));
	TRY(fchdir(d));
	TRY(access("a", F_OK));
	TRY(chdir(".."));
	TRY(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, p, 0) == MAP_FAILED ? errno : 0);
	TRY(syscall(SYS_dup, p) > 0);
	TRY(mkdirat(d, "m", 0755));
	TRY(mkdirat(f, "m", 0755));
	TRY(symlinkat("x", d, "sl"));
	TRY(linkat(p, "", d, "hard", AT_EMPTY_PATH));
	TRY(fchmodat(d, "a", 0640, 0));
	TRY(fchownat(d, "sl", 3, 4, AT_SYMLINK_NOFOLLOW));
	TRY(fstatat(d, "sl", &s, AT_SYMLINK_NOFOLLOW));
	printf("%d %d %o\n", (int)s.st_uid, (int)s.st_gid, s.st_mode);
	TRY(fchownat(f, "", 5, 6, AT_EMPTY_PATH));
	TRY(fstat(f, &s));
	printf("%d %d\n", (int)s.st_uid, (int)s.st_gid);
	TRY(faccessat(d, "sl", F_OK, 0));
	TRY(faccessat(d, "sl", F_OK, AT_SYMLINK_NOFOLLOW));
	TRY(faccessat(d, "a", 8, 0));
	TRY(unlinkat(d, "m", AT_REMOVEDIR));
	TRY(renameat(d, "a", AT_FDCWD, "b"));
	TRY(access("b", F_OK));
}

static void roots(void)
{
	char cwd[64] = "";

	MUST(mkdir("root", 0755));
	MUST(mkdir("root/in", 0755));
	put_file("root/in/file", "x");
	MUST(symlink("/in/file", "root/in/abs"));
	int outside = (int)MUST(open(".", O_RDONLY));

	IN_CHILD("chroot", {
		TRY(chroot("root/in/file"));
		TRY(chroot("root/none"));
		TRY(chroot("root"));
		TRY(access("/in/file", F_OK));
		TRY(access("root/in/abs", F_OK));
		TRY(access("/../in/abs", F_OK));
		TRY(access("/in/../../in/file", F_OK));
		TRY(getcwd(cwd, sizeof cwd) != NULL);
		printf("%s\n", strncmp(cwd, "(unreachable)", 13) ? "reachable" : "unreachable");
		TRY(chdir("/in"));
		TRY(getcwd(cwd, sizeof cwd) != NULL);
		printf("%s\n", cwd);
		TRY(fchdir(outside));
		TRY(access("root", F_OK));
		TRY(chdir("/"));
		TRY(chdir(".."));
		TRY(access("in", F_OK));
	});
	TRY(chdir("root/in"));
	TRY(getcwd(cwd, 2) != NULL);
	TRY(syscall(SYS_getcwd, cwd, 1));
	TRY(syscall(SYS_getcwd, cwd, sizeof cwd));
	TRY(chdir("file"));
	TRY(chdir(""));
	TRY(chdir("abs"));
}

int main(void)
{
	umask(022);
	links();
	if (system("rm -rf ./*"))
		return 99;
	open_flags();
	relative();
	roots();
	return 0;
}
