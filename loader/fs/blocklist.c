/* blocklist.c - files that are named by their sectors: (hd0)+1. */
#include "base/error.h"
#include "common/text.h"
#include "fs/blocklist.h"

/* At the list's end *out has no bytes, and out->disk is what is left of the offset. */
static err_t blocklist_map(struct file *f, u64 offset, struct run *out)
{
	const char *p = f->blocks;
	u64 end = f->fs->dev->sectors;

	out->kind = RUN_DISK;
	do {
		u64 start = 0, n;

		if ((*p != '+' && !str_number(&p, 0, &start)) || *p++ != '+' ||
		    !str_number(&p, 0, &n) || n == 0 || (*p && *p != ',') ||
		    start > end || n > end - start)
			return ERR_BAD_NAME;
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

err_t blocklist_open(struct fs *fs, const char *list, struct file *f)
{
	struct run run;

	*f = (struct file){ .fs = fs, .blocks = list };
	TRY(blocklist_map(f, UINT64_MAX, &run));
	f->size = UINT64_MAX - run.disk;
	return NULL;
}

const struct fs_driver blocklist_driver = {
	.name = "blocklist", .map = blocklist_map, .in_place = fs_fine,
};
