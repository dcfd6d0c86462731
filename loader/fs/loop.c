/* loop.c - files that are disks: loopback. */
#include "base/error.h"
#include "common/str.h"
#include "fs/loop.h"
#include "mem/heap.h"

enum {
	NESTED_MAX = 4,                 /* files in each other: each costs stack */
	NAME_MAX   = DEVICE_NAME - 12,  /* ",msdos4294" goes behind it */
};

struct loop {
	struct blockdev dev;            /* first */
	struct file     file;
	char            path[];         /* file may point into it */
};

/* Through the file's map to the disk below: what is long there goes straight to its
 * destination here, too. */
static err_t loop_move(struct blockdev *dev, u64 lba, u32 count, void *to, bool write)
{
	struct loop *l = (struct loop *)dev;
	u64 at = lba * SECTOR, size = (u64)count * SECTOR, n = MIN(size, l->file.size - at);

	if (write)
		return "device is read-only";
	memset((u8 *)to + n, 0, (size_t)(size - n));    /* of the last sector */
	return file_read(&l->file, at, n, to);
}

static err_t open_loop(struct loop *l, const char *name, size_t size, const char *path,
		       const char *root)
{
	struct volume *v;

	TRY(path_with_device(l->path, size, path, root));
	TRY(file_open(l->path, NULL, &l->file));
	TRY(volume_by_name(l->path, &v));
	if (v->loops == NESTED_MAX)
		return "more than 4 disks in each other";
	l->dev.sectors = (l->file.size + SECTOR - 1) / SECTOR;
	l->dev.move = loop_move;
	return volume_add(name, l, v->loops + 1);
}

err_t loop_add(const char *name, const char *path, const char *root)
{
	size_t size = strlen(path) + (root ? strlen(root) : 0) + 3;
	struct volume *v;
	struct loop *l;
	err_t err;

	if (strlen(name) > NAME_MAX || strchr(name, ','))
		return "name too long, or with a comma";
	if (!volume_by_name(name, &v))
		return errf("there is a device %s already", name);
	l = heap_zalloc(sizeof *l + size);
	if (!l)
		return ERR_NO_MEMORY;
	err = open_loop(l, name, size, path, root);
	if (err)
		heap_free(l);
	return err;
}

err_t loop_remove(const char *name)
{
	struct volume *v;

	TRY(volume_by_name(name, &v));
	if (!v->owned)
		return "not made by loopback";
	volume_remove(v);
	return NULL;
}
