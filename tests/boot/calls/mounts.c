/* mounts.c - filesystems mounted: flags, moves, binds, what is busy. */
#include "calls.h"
#include <sys/mount.h>

static void list(const char *what)
{
	FILE *f = fopen("/proc/self/mounts", "r");
	char line[500], from[100], at[100], type[100], options[200];

	printf("%s:\n", what);
	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "%99s %99s %99s %199s", from, at, type, options) == 4 && strstr(at, "/m"))
			printf("  %s %s %s %.2s\n", from, strstr(at, "/m"), type, options);
	if (f)
		fclose(f);
	/* what df asks: also which part of the filesystem it is, and where it hangs */
	f = fopen("/proc/self/mountinfo", "r");
	while (f && fgets(line, sizeof line, f)) {
		const char *rest = strstr(line, " - ");
		unsigned number, parent;

		if (rest && sscanf(line, "%u %u %*s %99s %99s %199s", &number, &parent, from, at, options) == 5 &&
		    strstr(at, "/m") && sscanf(rest, " - %99s", type) == 1)
			printf("  %s %s %s %.2s %d\n", from, strstr(at, "/m"), type, options,
			       number > parent);
	}
	if (f)
		fclose(f);
}

static void flags(void)
{
	MUST(mkdir("m", 0755));
	TRY(mount("src", "m", "tmpfs", MS_RDONLY, NULL));
	TRY(mkdir("m/d", 0755));
	TRY(open("m/f", O_CREAT | O_RDWR, 0644));
	TRY(chmod("m", 0700));
	TRY(chown("m", 1, 1));
	TRY(utimensat(AT_FDCWD, "m", NULL, 0));
	TRY(access("m", W_OK));
	TRY(symlink("x", "m/l"));
	TRY(mount(NULL, "m", NULL, MS_REMOUNT, NULL));
	TRY(mkdir("m/d", 0755));
	int fd = open("m/f", O_CREAT | O_RDWR, 0644);

	TRY(write(fd, "x", 1));
	close(fd);
	TRY(mount(NULL, "m", NULL, MS_REMOUNT | MS_RDONLY, NULL));
	TRY(unlink("m/f"));
	TRY(rename("m/f", "m/g"));
	TRY(link("m/f", "m/g"));
	TRY(truncate("m/f", 0));
	TRY(open("m/f", O_WRONLY));
	TRY(open("m/f", O_RDONLY | O_TRUNC));
	TRY(rmdir("m/d"));
	list("mounted");
	TRY(umount("m"));
	TRY(mount("dev", "m", "tmpfs", MS_NODEV, NULL));
	MUST(mknod("m/null", S_IFCHR | 0666, 0x103));
	TRY(open("m/null", O_RDONLY));
	TRY(umount("m"));
	TRY(mount("exec", "m", "tmpfs", MS_NOEXEC, NULL));
	if (system("cp /bin/busybox m/busybox; printf '#!/bin/sh\necho ran\n' >m/s; chmod +x m/s"))
		return;
	IN_CHILD("noexec", { TRY(execl("m/busybox", "true", NULL)); TRY(execl("m/s", "s", NULL)); });
	TRY(access("m/busybox", X_OK));
	TRY(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, open("m/busybox", O_RDONLY), 0) ==
	    MAP_FAILED ? errno : 0);
	TRY(umount("m"));
	TRY(umount2("m", MNT_DETACH));
}

static void errors(void)
{
	put_file("file", "x");
	TRY(mount("x", "m", "nosuch", 0, NULL));
	TRY(mount("x", "none", "tmpfs", 0, NULL));
	TRY(mount("x", "file", "tmpfs", 0, NULL));
	TRY(mount("x", "m", NULL, 0, NULL));
	TRY(mount(NULL, "m", "tmpfs", 0, NULL));
	TRY(umount("m"));
	TRY(umount("m"));
	TRY(umount("none"));
	TRY(umount("file"));
	TRY(umount("/etc/passwd"));
	TRY(umount2("m", 0x80));
	TRY(mount((char *)16, "m", "tmpfs", 0, NULL));
	TRY(mount("x", (char *)16, "tmpfs", 0, NULL));
	TRY(mount("x", "m", (char *)16, 0, NULL));
	TRY(mount("x", "m", "tmpfs", 0, (char *)16));
	TRY(mount("x", "m", "tmpfs", MS_REMOUNT, NULL));
	TRY(mount("/dev/nosuch", "m", "ext2", 0, NULL));
	TRY(mount("/dev/null", "m", "ext2", 0, NULL));
	TRY(mount("x", "m", "tmpfs", MS_BIND, NULL));
	TRY(mount("x", "m", NULL, MS_MOVE, NULL));
	TRY(mount("m", "m", NULL, MS_MOVE, NULL));
}

static void in_use(void)
{
	char cwd[200];

	TRY(mount("busy", "m", "tmpfs", 0, NULL));
	put_file("m/f", "x");
	int fd = open("m/f", O_RDONLY);

	TRY(umount("m"));
	TRY(rmdir("m"));
	TRY(rename("m", "n"));
	TRY(unlink("m"));
	TRY(umount2("m", MNT_DETACH));
	TRY(access("m/f", F_OK));
	TRY(read(fd, cwd, 1));
	close(fd);
	TRY(mount("busy", "m", "tmpfs", 0, NULL));
	TRY(chdir("m"));
	TRY(umount("../m"));
	TRY(mkdir("in", 0755));
	TRY(access("../file", F_OK));
	TRY(chdir(".."));
	TRY(mount("inner", "m/in", "tmpfs", 0, NULL));
	TRY(umount("m"));
	list("two");
	TRY(umount("m/in"));
	TRY(umount("m"));
	/* one over the other */
	TRY(mount("first", "m", "tmpfs", 0, NULL));
	put_file("m/first", "x");
	TRY(mount("second", "m", "tmpfs", 0, NULL));
	TRY(access("m/first", F_OK));
	list("stacked");
	TRY(umount("m"));
	TRY(access("m/first", F_OK));
	TRY(umount("m"));
	TRY(access("m/first", F_OK));
}

static void binds(void)
{
	struct stat a, b;

	MUST(mkdir("src", 0755));
	MUST(mkdir("src/sub", 0755));
	put_file("src/sub/f", "x");
	TRY(mount("src", "m", NULL, MS_BIND, NULL));
	TRY(access("m/sub/f", F_OK));
	stat("src/sub/f", &a);
	stat("m/sub/f", &b);
	printf("one file %d\n", a.st_ino == b.st_ino && a.st_dev == b.st_dev);
	TRY(rename("m/sub/f", "src/sub/g"));
	TRY(link("m/sub/f", "src/sub/g"));
	TRY(rename("m/sub/f", "m/g"));
	TRY(access("src/g", F_OK));
	TRY(chdir("m/sub/../.."));
	TRY(access("src", F_OK));
	TRY(mount(NULL, "m", NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL));
	TRY(open("m/new", O_CREAT | O_RDWR, 0644));
	TRY(open("src/new", O_CREAT | O_RDWR, 0644) >= 0);
	TRY(umount("m"));
	put_file("target", "target");
	TRY(mount("src/g", "target", NULL, MS_BIND, NULL));
	stat("target", &b);
	printf("a file on a file %ld\n", (long)b.st_size);
	TRY(umount("target"));
	TRY(mount("move", "m", "tmpfs", 0, NULL));
	put_file("m/moved", "x");
	TRY(mount("m", "src", NULL, MS_MOVE, NULL));
	TRY(access("src/moved", F_OK));
	TRY(access("m/moved", F_OK));
	MUST(mkdir("src/deep", 0755));
	TRY(mount("src", "src/deep", NULL, MS_MOVE, NULL));
	TRY(umount("src"));
	TRY(access("src/g", F_OK));
}

static void options(void)
{
	struct stat s;

	TRY(mount("opt", "m", "tmpfs", 0, "mode=1750,size=64k"));
	stat("m", &s);
	printf("mode %o\n", s.st_mode);
	int fd = open("m/f", O_CREAT | O_RDWR, 0644);
	static char big[100000];

	TRY(write(fd, big, sizeof big));
	TRY(write(fd, big, 1));
	TRY(ftruncate(fd, 0));
	TRY(write(fd, big, 10));
	close(fd);
	TRY(unlink("m/f"));
	TRY(umount("m"));
	TRY(mount("opt", "m", "tmpfs", 0, "nosuch=1"));
	TRY(mount("opt", "m", "tmpfs", 0, "size=x"));
}

int main(void)
{
	flags();
	errors();
	in_use();
	binds();
	options();
	return 0;
}
