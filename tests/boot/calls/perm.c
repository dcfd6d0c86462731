/* perm.c - who may do what: uids, modes, sticky directories, set-user-id programs. */
#include "calls.h"
#include <grp.h>
#include <sys/fsuid.h>
#include <sys/mount.h>

enum { USER = 1000, OTHER = 1001, GROUP = 2000, MORE = 3000 };

static void ids(const char *what)
{
	unsigned r, e, s, gr, ge, gs;
	int n = getgroups(0, NULL);

	syscall(SYS_getresuid, &r, &e, &s);
	syscall(SYS_getresgid, &gr, &ge, &gs);
#ifdef __i386__
	syscall(SYS_getresuid32, &r, &e, &s);
	syscall(SYS_getresgid32, &gr, &ge, &gs);
#endif
	printf("%s: uid %u %u %u gid %u %u %u fs %d %d groups %d\n", what, r, e, s, gr, ge, gs,
	       setfsuid((uid_t)-1), setfsgid((gid_t)-1), n);
}

static void become(unsigned uid, unsigned gid)
{
	gid_t more = MORE;

	MUST(setgroups(1, &more));
	MUST(setgid(gid));
	MUST(setuid(uid));
}

static void changes(void)
{
	IN_CHILD("setuid", {
		become(USER, GROUP);
		ids("user");
		TRY(setuid(0));
		TRY(setuid(OTHER));
		TRY(setuid(USER));
		TRY(setgid(0));
		TRY(setgroups(0, NULL));
		TRY(setreuid(-1, 0));
		TRY(setresuid(-1, -1, -1));
		TRY(setuid((uid_t)-1));
		TRY(setreuid((uid_t)-1, (uid_t)-1));
	});
	IN_CHILD("seteuid", {
		TRY(seteuid(USER));
		ids("euid");
		TRY(setgid(GROUP));
		TRY(seteuid(OTHER));
		TRY(seteuid(0));
		ids("back");
		TRY(setreuid(USER, OTHER));
		ids("reuid");
		TRY(setreuid(OTHER, USER));
		ids("swapped");
		TRY(setreuid(-1, OTHER));
		ids("one");
		TRY(setuid(0));
	});
	IN_CHILD("setresuid", {
		TRY(setresuid(USER, OTHER, 0));
		ids("three");
		TRY(setresuid(0, -1, -1));
		ids("real 0");
		TRY(setresuid(77, -1, -1));
		TRY(seteuid(0));
		ids("root again");
	});
	IN_CHILD("three users", {
		MUST(setresgid(GROUP, MORE, 4000));
		MUST(setresuid(USER, OTHER, 1002));
		TRY(setuid(OTHER));
		TRY(setgid(MORE));
		TRY(setreuid(1002, -1));
		TRY(setregid(4000, -1));
		ids("as before");
		TRY(setreuid(OTHER, 1002));
		TRY(setregid(MORE, 4000));
		ids("others");
		TRY(setuid(1002));
		ids("saved");
	});
#ifdef __i386__
	IN_CHILD("16 bits", {
		gid_t many[] = { 5, 70000 };
		unsigned short few[2];

		MUST(setgroups(2, many));
		TRY(syscall(SYS_getgroups, 2, few));
		printf("%d %d\n", few[0], few[1]);
		MUST(setresgid(70001, 70002, 70003));
		MUST(setresuid(65535, 70000, 65534));
		TRY(syscall(SYS_getuid));
		TRY(syscall(SYS_geteuid));
		TRY(syscall(SYS_getgid));
		TRY(syscall(SYS_getegid));
	});
#endif
	IN_CHILD("setfsuid", {
		TRY(setfsuid(USER));
		ids("fsuid");
		TRY(access("/root", R_OK));
		TRY(open("/root", O_RDONLY));
		TRY(setfsuid(0));
		TRY(open("/root", O_RDONLY) > 0);
		TRY(seteuid(USER));
		TRY(setfsuid(OTHER));
		ids("may not");
	});
	IN_CHILD("groups", {
		gid_t g[32];

		for (unsigned i = 0; i < COUNT(g); i++)
			g[i] = i;
		TRY(setgroups(5, g));
		TRY(getgroups(0, NULL));
		TRY(getgroups(4, g));
		TRY(getgroups(5, g));
		TRY(getgroups(-1, g));
		TRY(setgroups(32, g));
		TRY(getgroups(32, g));
		TRY(setgroups(-1, g));
		TRY(setgroups(70000, g));
		TRY(setregid(GROUP, MORE));
		ids("regid");
	});
}

/* All modes against owner, group and others. */
static void modes(void)
{
	static const unsigned bits[] = { 0, 0400, 0200, 0100, 0040, 0020, 0010, 0004, 0002, 0001,
					 0777, 0070, 0707, 0077 };
	static const struct { const char *name; unsigned uid, gid; } who[] = {
		{ "owner", USER, 77 }, { "group", OTHER, GROUP }, { "more", OTHER, 78 },
		{ "other", OTHER, 79 }, { "root", 0, 0 },
	};

	for (unsigned i = 0; i < COUNT(bits); i++)
		for (unsigned k = 0; k < COUNT(who); k++) {
			put_file("file", "x");
			MUST(mkdir("dir", 0777));
			put_file("dir/in", "x");
			MUST(chown("file", USER, k == 2 ? MORE : GROUP));
			MUST(chown("dir", USER, k == 2 ? MORE : GROUP));
			MUST(chmod("file", bits[i]));
			MUST(chmod("dir", bits[i]));
			pid_t pid = child();

			if (!pid) {
				if (k == 3)
					MUST(setgroups(0, NULL));
				if (who[k].uid && k != 3)
					become(who[k].uid, who[k].gid);
				else if (who[k].uid) {
					MUST(setgid(who[k].gid));
					MUST(setuid(who[k].uid));
				}
				char *argv[] = { "file", NULL };
				int got;

				printf("%03o %s:", bits[i], who[k].name);
#define MAY(call) (printf(" %s", (got = (call)) >= 0 ? "yes" : strerrorname_np(errno)), got > 2 && close(got))
				MAY(open("file", O_RDONLY));
				MAY(open("file", O_WRONLY));
				MAY(open("file", O_RDWR));
				MAY(access("file", R_OK));
				MAY(access("file", W_OK));
				MAY(access("file", X_OK));
				MAY(open("dir", O_RDONLY));
				MAY(access("dir/in", F_OK));
				MAY(open("dir/new", O_CREAT | O_WRONLY, 0644));
				MAY(unlink("dir/in"));
				MAY(chmod("file", bits[i]));
				MAY(truncate("file", 0));
				MAY(chdir("dir"));
				execv("../file", argv);
				if (errno == ENOENT)
					execv("file", argv);
				printf(" %s\n", strerrorname_np(errno));
				fflush(stdout);
				_exit(0);
			}
			waitpid(pid, NULL, 0);
			chmod("dir", 0777);
			unlink("dir/in");
			unlink("dir/new");
			rmdir("dir");
			unlink("file");
		}
}

static void sticky(void)
{
	MUST(mkdir("s", 0));
	MUST(chmod("s", 01777));
	put_file("s/root", "x");
	put_file("s/user", "x");
	MUST(chown("s/user", USER, GROUP));
	MUST(chmod("s/user", 0666));
	put_file("s/other", "x");
	MUST(chown("s/other", OTHER, GROUP));
	MUST(mkdir("s/udir", 0777));
	MUST(chown("s/udir", USER, GROUP));
	IN_CHILD("sticky", {
		become(USER, GROUP);
		TRY(unlink("s/root"));
		TRY(unlink("s/other"));
		TRY(rename("s/root", "s/x"));
		TRY(rename("s/other", "x"));
		TRY(rename("s/user", "s/other"));
		TRY(rename("s/user", "s/mine"));
		TRY(rename("s/mine", "s/root"));
		TRY(unlink("s/mine"));
		TRY(rmdir("s/udir"));
		TRY(mkdir("s/new", 0755));
	});
	MUST(chown("s", USER, GROUP));
	IN_CHILD("owner of the directory", {
		become(USER, GROUP);
		TRY(unlink("s/other"));
		TRY(unlink("s/root"));
	});
}

static void inherit(void)
{
	struct stat s;

	MUST(mkdir("g", 0));
	MUST(chown("g", 0, MORE));
	MUST(chmod("g", 02777));
	umask(027);
	OK(open("g/file", O_CREAT | O_WRONLY, 07777));
	TRY(mkdir("g/dir", 07777));
	TRY(symlink("x", "g/link"));
	TRY(mkfifo("g/fifo", 0666));
	static const char *const names[] = { "g/file", "g/dir", "g/link", "g/fifo" };

	for (unsigned i = 0; i < COUNT(names); i++) {
		MUST(lstat(names[i], &s));
		printf("%s %o %d\n", names[i], s.st_mode, (int)s.st_gid);
	}
	IN_CHILD("not in the group", {
		MUST(setgroups(0, NULL));
		MUST(setgid(GROUP));
		MUST(setuid(USER));
		OK(open("g/sg", O_CREAT | O_WRONLY, 02775));
		MUST(lstat("g/sg", &s));
		printf("%o %d\n", s.st_mode, (int)s.st_gid);
		TRY(chmod("g/sg", 02775));
		MUST(lstat("g/sg", &s));
		printf("%o\n", s.st_mode);
	});
	printf("umask %o\n", umask(07777));
	printf("umask %o\n", umask(022));
}

static void owners(void)
{
	struct stat s;

	put_file("o", "x");
	MUST(chown("o", USER, GROUP));
	MUST(chmod("o", 06775));
	IN_CHILD("chown", {
		become(USER, GROUP);
		TRY(chown("o", OTHER, -1));
		TRY(chown("o", USER, -1));
		stat("o", &s);
		printf("%o\n", s.st_mode);
		TRY(chown("o", -1, MORE));
		TRY(chown("o", -1, 4000));
		TRY(chown("o", -1, -1));
		TRY(chmod("o", 06755));
		stat("o", &s);
		printf("%o\n", s.st_mode);
		int fd = (int)MUST(open("o", O_WRONLY | O_APPEND));

		TRY(write(fd, "y", 1));
		fstat(fd, &s);
		printf("after write %o\n", s.st_mode);
		MUST(chmod("o", 06755));
		TRY(ftruncate(fd, 1));
		fstat(fd, &s);
		printf("after truncate %o\n", s.st_mode);
	});
	MUST(chmod("o", 06755));
	TRY(chown("o", 0, 0));
	stat("o", &s);
	printf("%o\n", s.st_mode);
	MUST(chmod("o", 02644));
	TRY(chown("o", 0, 0));
	stat("o", &s);
	printf("%o\n", s.st_mode);
	MUST(mkdir("od", 06755));
	MUST(chmod("od", 06755));
	TRY(chown("od", 5, 5));
	stat("od", &s);
	printf("%o\n", s.st_mode);
	IN_CHILD("others", {
		struct timespec now[2] = { { 0, UTIME_NOW }, { 0, UTIME_NOW } };
		struct timespec omit[2] = { { 0, UTIME_OMIT }, { 0, UTIME_OMIT } };
		struct timespec set[2] = { { 5, 0 }, { 6, 0 } };
		struct timespec mixed[2] = { { 5, 0 }, { 0, UTIME_NOW } };

		MUST(chmod("o", 0666));
		become(USER, GROUP);
		TRY(utimensat(AT_FDCWD, "o", now, 0));
		TRY(utimensat(AT_FDCWD, "o", NULL, 0));
		TRY(utimensat(AT_FDCWD, "o", set, 0));
		TRY(utimensat(AT_FDCWD, "o", omit, 0));
		TRY(utimensat(AT_FDCWD, "o", mixed, 0));
		TRY(utimensat(AT_FDCWD, "/etc/passwd", NULL, 0));
		TRY(chmod("o", 0600));
		TRY(chown("o", 0, 0));
		TRY(link("o", "hard"));
		TRY(mknod("node", S_IFCHR | 0666, 0x103));
		TRY(mknod("fifo", S_IFIFO | 0666, 0));
		TRY(mount("none", "/tmp", "tmpfs", 0, NULL));
		TRY(umount("/proc"));
		TRY(chroot("."));
		TRY(chroot("none"));
		TRY(chroot("o"));
		TRY(linkat(open(".", O_RDONLY), "", AT_FDCWD, "hard", AT_EMPTY_PATH));
		TRY(kill(-1, 0));
		TRY(sethostname("x", 1));
		TRY(nice(-1));
		TRY(syscall(SYS_reboot, 0xfee1dead, 672274793, 0, 0));
		TRY(kill(1, 0));
		TRY(kill(getppid(), SIGTERM));
		TRY(kill(getppid(), 0));
	});
}

/* This program again, as somebody else's. */
static void set_user_id(char *self)
{
	char *argv[] = { "suid", "ids", NULL };
	char command[300];
	struct { const char *name; unsigned mode, uid, gid; } files[] = {
		{ "u", 04755, OTHER, 0 }, { "g", 02755, 0, OTHER }, { "ug", 06755, OTHER, OTHER },
		{ "noexecgroup", 02745, 0, OTHER }, { "x", 0111, 0, 0 }, { "root", 04755, 0, 0 },
	};

	snprintf(command, sizeof command, "cp %s suid", self);
	if (system(command))
		return;
	for (unsigned i = 0; i < COUNT(files); i++) {
		MUST(chown("suid", files[i].uid, files[i].gid));
		MUST(chmod("suid", files[i].mode));
		IN_CHILD(files[i].name, {
			become(USER, GROUP);
			execv("suid", argv);
			printf("%s\n", strerrorname_np(errno));
		});
	}
	MUST(mkdir("m", 0755));
	MUST(mount("none", "m", "tmpfs", MS_NOSUID, NULL));
	if (system("cp suid m/; chown 1001 m/suid; chmod 4755 m/suid"))
		return;
	IN_CHILD("nosuid", {
		become(USER, GROUP);
		execv("m/suid", argv);
	});
	MUST(umount("m"));
}

int main(int argc, char **argv)
{
	umask(022);
	if (argc > 1) {
		ids("after exec");
		TRY(access("/root", R_OK));
		TRY(open("/root", O_RDONLY) >= 0 ? 0 : -1);
		TRY(setuid(USER));
		ids("dropped");
		TRY(setuid(OTHER));
		ids("and back");
		return 0;
	}
	/* Debian's kernel restricts hard links and so on beyond the permissions. */
	if (system("echo 0 2>/dev/null >/proc/sys/fs/protected_hardlinks; "
		   "echo 0 2>/dev/null >/proc/sys/fs/protected_symlinks; "
		   "echo 0 2>/dev/null >/proc/sys/fs/protected_regular; "
		   "echo 0 2>/dev/null >/proc/sys/fs/protected_fifos") < 0)
		return 99;
	MUST(chmod(".", 0777));
	changes();
	modes();
	sticky();
	inherit();
	owners();
	set_user_id(argv[0]);
	return 0;
}
