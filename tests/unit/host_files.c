/* host_files.c - the host's own files, as an oracle. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "host_files.h"

static char root[] = "/tmp/kfs-XXXXXX";

static int result(long value) { return value < 0 ? -errno : (int)value; }

int host_enter(void)
{
	umask(022);
	if (!mkdtemp(root) || chdir(root))
		return -1;
	for (int i = 0; i < HOST_DEPTH; i++)
		if (mkdir("d", 0755) || chdir("d"))
			return -1;
	return 0;
}

void host_leave(void)
{
	char command[64];

	snprintf(command, sizeof command, "rm -rf %s", root);
	if (chdir("/") || system(command))
		perror(root);
}

int host_mkdir(const char *path) { return result(mkdir(path, 0755)); }
int host_rmdir(const char *path) { return result(rmdir(path)); }
int host_unlink(const char *path) { return result(unlink(path)); }
int host_rename(const char *from, const char *to) { return result(rename(from, to)); }
int host_link(const char *from, const char *to) { return result(link(from, to)); }
int host_symlink(const char *target, const char *path) { return result(symlink(target, path)); }
int host_truncate(const char *path, uint64_t size) { return result(truncate(path, (off_t)size)); }
int host_open(const char *path, int flags) { return result(open(path, flags, 0644)); }
int host_close(int fd) { return result(close(fd)); }
long host_read(int fd, void *to, size_t n) { return result(pread(fd, to, n, 0)); }

long host_write(int fd, const void *from, size_t n, uint64_t at)
{
	return result(pwrite(fd, from, n, (off_t)at));
}

int host_stat(const char *path, struct host_stat *out)
{
	struct stat st;
	int error = result(lstat(path, &st));

	if (!error)
		*out = (struct host_stat){ st.st_mode, st.st_nlink, (uint64_t)st.st_size };
	return error;
}

unsigned host_list(const char *dir, void (*each)(void *ctx, const char *name), void *ctx)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	unsigned n = 0;

	while (d && (e = readdir(d))) {
		each(ctx, e->d_name);
		n++;
	}
	if (d)
		closedir(d);
	return n;
}
