/* file_write.c - writing over what a file has, where it lies. */
#include "base/error.h"
#include "common/str.h"
#include "disk/cache.h"
#include "fs/file.h"
#include "mem/heap.h"

static const char not_its_own[] = "not whole sectors of its own on the disk";

/* Look whether all of the file has a place that is its own, or write there, too. */
static err_t go_through(struct file *f, const char *from, bool write)
{
	struct run run;
	u32 size = (u32)f->size, n;

	for (u32 at = 0; at < size; at += n) {
		run = (struct run){ .offset = at };
		TRY(f->fs->driver->map(f, &run));
		n = (u32)MIN(run.bytes, size - at);
		if (run.hole || n == 0 || (n | (u32)run.disk) % SECTOR)
			return not_its_own;
		if (write)
			TRY(block_write(f->fs->dev, run.disk / SECTOR, n / SECTOR, from + at));
	}
	return NULL;
}

err_t file_write(struct file *f, struct span all)
{
	const struct fs_driver *driver = f->fs->driver;
	u8 *back = heap_alloc((size_t)f->size);
	err_t err = ERR_NO_MEMORY;

	if (!driver->in_place)
		err = errf("nothing is written to %s", driver->name);
	else if (span_size(all) != f->size)
		err = not_its_own;
	else if (back)
		err = driver->in_place(f);
	if (!err)
		err = go_through(f, all.p, false);
	if (!err)
		err = go_through(f, all.p, true);
	/* From the disk, and not from what we remember of it. */
	cache_drop();
	if (!err)
		err = file_read(f, 0, f->size, back);
	if (!err && memcmp(back, all.p, span_size(all)))
		err = "the disk has not kept what was written";
	heap_free(back);
	return err;
}
