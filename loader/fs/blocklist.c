/* blocklist.c - files that are named by their sectors: (hd0)+1. */
#include "base/error.h"
#include "common/text.h"
#include "fs/blocklist.h"
#include "mem/heap.h"

/* f->state is the list's text.  At its end *out has no bytes, and out->disk is what is
 * left of the offset. */
static err_t blocklist_map(struct file *f, u64 offset, struct run *out)
{
	const char *list = f->state, *p = list;
	u64 end = f->fs->dev->sectors;

	out->kind = RUN_DISK;
	do {
		u64 start = 0, n;

		if ((*p != '+' && !str_number(&p, 10, &start)) || *p++ != '+' ||
		    !str_number(&p, 10, &n) || n == 0 || (*p && *p != ',') ||
		    start > end || n > end - start)
			return errf("block list '%s' is wrong or past the end of the device",
				    list);
		out->disk = start * SECTOR + offset;
		out->bytes = n * SECTOR - offset;
		if (offset < n * SECTOR)
			return NULL;
		offset -= n * SECTOR;
	} while (*p++ == ',');
	out->bytes = 0;
	out->disk = offset;
	return NULL;
}

static err_t blocklist_open(struct fs *fs, const char *list, struct file *f)
{
	struct run run = { .disk = 0 };
	err_t err;

	*f = (struct file){ .fs = fs, .state = heap_strdup(list) };
	if (!f->state)
		return ERR_NO_MEMORY;
	err = blocklist_map(f, UINT64_MAX, &run);
	f->size = UINT64_MAX - run.disk;
	if (err)
		heap_free(f->state);
	return err;
}

static void blocklist_close(struct file *f)
{
	heap_free(f->state);
}

const struct fs_driver blocklist_driver = {
	.name = "blocklist", .open = blocklist_open, .map = blocklist_map,
	.close = blocklist_close,
};
