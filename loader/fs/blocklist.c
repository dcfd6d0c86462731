/* blocklist.c - files that are named by their sectors: (hd0)+1. */
#include "base/error.h"
#include "common/text.h"
#include "fs/blocklist.h"

/* At the list's end *run has no bytes, and run->disk is what is left of the offset. */
static err_t blocklist_map(struct file *f, struct run *run)
{
	u64 offset = run->offset;
	const char *p = f->blocks;
	u64 end = f->fs->dev->sectors;

	do {
		u64 start = 0, n;

		if ((*p != '+' && !str_number(&p, 0, &start)) || *p++ != '+' ||
		    !str_number(&p, 0, &n) || n == 0 || (*p && *p != ',') ||
		    start > end || n > end - start)
			return ERR_BAD_NAME;
		run->disk = start * SECTOR + offset;
		run->bytes = n * SECTOR - offset;
		if (offset < n * SECTOR)
			return NULL;
		offset -= n * SECTOR;
	} while (*p++ == ',');
	run->bytes = 0;
	run->disk = offset;
	return NULL;
}

err_t blocklist_open(struct fs *fs, const char *list, struct file *f)
{
	struct run run = { .offset = UINT64_MAX };

	*f = (struct file){ .fs = fs, .blocks = list };
	TRY(blocklist_map(f, &run));
	f->size = UINT64_MAX - run.disk;
	return NULL;
}

const struct fs_driver blocklist_driver = {
	.name = "blocklist", .map = blocklist_map, .in_place = fs_fine,
};
