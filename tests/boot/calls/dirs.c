/* dirs.c - directories listed: all names once, positions, small buffers, changes meanwhile. */
#include "calls.h"
#include <dirent.h>

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All names of an open directory from here on, sorted. */
static void names(const char *what, DIR *d)
{
	static char *all[4000];
	unsigned n = 0;
	struct dirent *e;
	unsigned long sum = 0;

	while ((e = readdir(d))) {
		char text[300];

		snprintf(text, sizeof text, "%s:%d", e->d_name, e->d_type);
		all[n++] = strdup(text);
	}
	qsort(all, n, sizeof *all, compare);
	printf("%s: %u", what, n);
	for (unsigned i = 0; i < n; i++) {
		if (n < 30)
			printf(" %s", all[i]);
		for (const char *p = all[i]; *p; p++)
			sum = sum * 31 + (unsigned char)*p;
		sum &= 0xffffff;
		free(all[i]);
	}
	printf(" sum %lu\n", sum);
}

static long count(const char *path)
{
	DIR *d = opendir(path);
	long n = 0;

	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	return n;
}

static void kinds(void)
{
	MUST(mkdir("d", 0755));
	put_file("d/file", "x");
	MUST(mkdir("d/sub", 0755));
	MUST(symlink("x", "d/link"));
	MUST(mkfifo("d/fifo", 0644));
	MUST(mknod("d/chr", S_IFCHR | 0644, 0x103));
	MUST(mknod("d/blk", S_IFBLK | 0644, 0x103));
	MUST(mknod("d/sock", S_IFSOCK | 0644, 0));

	DIR *d = opendir("d");

	names("kinds", d);
	names("at the end", d);
	rewinddir(d);
	names("again", d);
	closedir(d);
	d = opendir("d/sub");
	names("empty", d);
	closedir(d);
	TRY(opendir("d/file") != NULL);
	TRY(opendir("d/none") != NULL);
	TRY(opendir("") != NULL);
}

static void sizes(void)
{
	char buf[1024];
	struct linux_dirent64 { uint64_t ino; int64_t off; uint16_t reclen; uint8_t type; char name[]; };
	int fd = (int)MUST(open("d", O_RDONLY | O_DIRECTORY));

	TRY(syscall(SYS_getdents64, fd, buf, 0));
	TRY(syscall(SYS_getdents64, fd, buf, 23));
	TRY(syscall(SYS_getdents64, fd, buf, 24));
	TRY(syscall(SYS_getdents64, fd, buf, 24));
	TRY(syscall(SYS_getdents64, fd, buf, 1024) > 0);
	TRY(syscall(SYS_getdents64, fd, buf, 1024));
	TRY(lseek(fd, 0, SEEK_SET));
	TRY(syscall(SYS_getdents64, fd, (void *)16, 1024));
	TRY(syscall(SYS_getdents64, 99, buf, 1024));
	TRY(syscall(SYS_getdents64, 0, buf, 1024));
	TRY(read(fd, buf, 10));
	TRY(write(fd, buf, 10));
	TRY(lseek(fd, -1, SEEK_SET));
	TRY(ftruncate(fd, 0));
	/* Two entries at a time until the end. */
	TRY(lseek(fd, 0, SEEK_SET));
	long n, all = 0;

	while ((n = syscall(SYS_getdents64, fd, buf, 48)) > 0)
		for (long at = 0; at < n; all++)
			at += ((struct linux_dirent64 *)(buf + at))->reclen;
	printf("%ld entries\n", all);
#ifdef SYS_getdents
	TRY(lseek(fd, 0, SEEK_SET));
	TRY(syscall(SYS_getdents, fd, buf, 8));
	n = syscall(SYS_getdents, fd, buf, sizeof buf);
	unsigned types = 0, entries = 0;

	for (long at = 0; at < n; entries++) {
		unsigned short len = *(unsigned short *)(buf + at + 2 * sizeof(long));

		types += (unsigned char)buf[at + len - 1];
		at += len;
	}
	printf("old: %u entries, types %u\n", entries, types);
#endif
}

static void changes(void)
{
	DIR *d;
	struct dirent *e;
	char name[32];
	unsigned seen = 0;
	long at[10];

	MUST(mkdir("many", 0755));
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(name, sizeof name, "many/file%u", i);
		put_file(name, "");
	}
	TRY(count("many"));
	/* Removed while it is listed: all that stay are seen. */
	d = opendir("many");
	while ((e = readdir(d))) {
		seen++;
		if (e->d_name[0] == 'f') {
			snprintf(name, sizeof name, "many/%s", e->d_name);
			unlink(name);
		}
	}
	closedir(d);
	printf("seen %u\n", seen);
	TRY(count("many"));
	TRY(rmdir("many"));
	/* telldir and seekdir */
	d = opendir("d");
	char *first[10];

	for (unsigned i = 0; i < 5; i++) {
		at[i] = telldir(d);
		first[i] = strdup(readdir(d)->d_name);
	}
	for (unsigned i = 0; i < 5; i++) {
		seekdir(d, at[4 - i]);
		e = readdir(d);
		printf("%d", e && !strcmp(e->d_name, first[4 - i]));
	}
	printf("\n");
	closedir(d);
	/* a directory that is gone */
	MUST(mkdir("gone", 0755));
	d = opendir("gone");
	MUST(rmdir("gone"));
	TRY(readdir(d) == NULL);
	closedir(d);
}

/* A process that has gone has no files any more. */
static void gone(void)
{
	char path[32], buf[512];
	pid_t pid = child();
	int fd;

	if (!pid)
		_exit(0);
	snprintf(path, sizeof path, "/proc/%d", (int)pid);
	fd = (int)MUST(open(path, O_RDONLY | O_DIRECTORY));
	MUST(waitpid(pid, NULL, 0));
	TRY(syscall(SYS_getdents64, fd, buf, sizeof buf));
	TRY(openat(fd, "stat", O_RDONLY));
}

int main(void)
{
	struct stat s;

	kinds();
	sizes();
	changes();
	MUST(stat("d", &s));
	printf("links %ld\n", (long)s.st_nlink);
	gone();
	TRY(count("/proc/self/task"));
	TRY(count("/proc/sys/kernel/random") > 2);
	return 0;
}
