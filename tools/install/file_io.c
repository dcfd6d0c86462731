/* file_io.c - whole files of the host, read and written. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/error.h"
#include "tools/install/install.h"

static err_t read_all(FILE *f, const char *path, size_t limit, u8 **bytes, size_t *size)
{
	size_t room = ALIGN_UP(limit + 1, SECTOR);
	u8 *to = calloc(1, room);

	if (!to)
		return ERR_NO_MEMORY;
	*size = fread(to, 1, limit + 1, f);
	if (ferror(f) || *size > limit) {
		free(to);
		return ferror(f) ? errf("cannot read %s: %s", path, strerror(errno)) :
				   errf("%s: more than %zu bytes", path, limit);
	}
	*bytes = to;
	return NULL;
}

err_t file_load(const char *path, size_t limit, u8 **bytes, size_t *size)
{
	FILE *f = fopen(path, "rbe");
	err_t err;

	if (!f)
		return errf("cannot open %s: %s", path, strerror(errno));
	err = read_all(f, path, limit, bytes, size);
	fclose(f);
	return err;
}

/* A new name is kept when its folder is; the path is spoiled. */
static bool sync_folder(char *path)
{
	int fd = open(dirname(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return good;
}

err_t file_save(const char *path, const void *bytes, size_t size)
{
	char temporary[4096];
	struct stat st;
	FILE *f;
	err_t err;
	bool good;

	/* /dev/null would become a file. */
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return errf("%s is there and is no file", path);
	if ((size_t)snprintf(temporary, sizeof temporary, "%s.new", path) >= sizeof temporary)
		return errf("%s: name too long", path);
	f = fopen(temporary, "wbe");
	if (!f)
		return errf("cannot write %s: %s", temporary, strerror(errno));
	good = fwrite(bytes, 1, size, f) == size && fflush(f) == 0 && fsync(fileno(f)) == 0;
	good = fclose(f) == 0 && good;
	good = good && rename(temporary, path) == 0;
	if (good && sync_folder(temporary))
		return NULL;
	err = errf("cannot write %s: %s", path, strerror(errno));
	if (!good)
		unlink(temporary);
	return err;
}
