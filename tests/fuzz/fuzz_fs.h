/* fuzz_fs.h - random bytes as a filesystem: mount it and read what can be found. */
#ifndef FUZZ_FS_H
#define FUZZ_FS_H

#include <stdlib.h>
#include <string.h>
#include "fs/file.h"
#include "mem/heap.h"
#include "memdev.h"

enum { FUZZ_SECTORS = 2048, FUZZ_NAMES = 24, FUZZ_READ = 16384, FUZZ_DEPTH = 3 };

struct fuzz_names { char *name[FUZZ_NAMES]; unsigned n; };

static bool fuzz_name(void *context, const char *name, const struct file *info)
{
	struct fuzz_names *names = context;

	(void)info;
	if (names->n == FUZZ_NAMES)
		return false;
	names->name[names->n++] = strdup(name);
	return true;
}

static void fuzz_read(struct file *f)
{
	static u8 buffer[FUZZ_READ];
	u64 n = MIN(f->size, sizeof buffer);

	if (file_read(f, 0, n, buffer) == NULL)
		(void)!file_read(f, f->size - n, n, buffer);
	(void)!file_read(f, f->size / 2, MIN(f->size / 2, 7), buffer);
}

static void fuzz_walk(struct fs *fs, const char *path, unsigned depth)
{
	struct fuzz_names names = { .n = 0 };
	struct file f;

	if (fs_open(fs, path, &f))
		return;
	if (f.kind == FILE_DIR)
		(void)!fs_list(&f, fuzz_name, &names);
	else
		fuzz_read(&f);
	for (unsigned i = 0; i < names.n; i++) {
		char child[2048];

		if (depth < FUZZ_DEPTH && strlen(path) + strlen(names.name[i]) + 2 < sizeof child) {
			strcpy(child, path);
			strcat(strcat(child, "/"), names.name[i]);
			fuzz_walk(fs, child, depth + 1);
		}
		free(names.name[i]);
	}
}

static int fuzz_fs(const struct fs_driver *driver, const u8 *data, size_t size)
{
	const struct fs_driver *const drivers[] = { driver, NULL };
	struct memdev m = memdev((u8 *)data, size, FUZZ_SECTORS);
	struct fs *fs;

	if (fs_mount(drivers, &m.dev, &fs))
		return 0;
	fuzz_walk(fs, "/", 0);
	fuzz_walk(fs, "/link/../a/b", FUZZ_DEPTH);
	heap_free(fs);
	return 0;
}

#endif
