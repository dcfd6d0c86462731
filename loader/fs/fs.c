/* fs.c - trying the drivers, and reading through their maps. */
#include "base/error.h"
#include "common/str.h"
#include "fs/file.h"

err_t fs_mount(const struct fs_driver *const *drivers, struct blockdev *dev, struct fs **out)
{
	for (; *drivers; drivers++) {
		err_t err = (*drivers)->mount(dev, out);

		if (err != ERR_NOT_THIS_FS)
			return err;
	}
	return "no filesystem that is known here";
}

void file_close(struct file *f)
{
	if (f->fs)
		f->fs->driver->close(f);
	f->fs = NULL;
}

/* The longest piece at `offset` that can be had in one go: neighbouring runs of the disk
 * are one.  run->bytes is at most `size`. */
static err_t longest_run(struct file *f, u64 offset, u64 size, struct run *run, struct run *next)
{
	if (next->bytes == 0)
		TRY(f->fs->driver->map(f, offset, next));
	*run = *next;
	next->bytes = 0;
	while (run->kind == RUN_DISK && run->bytes < size) {
		TRY(f->fs->driver->map(f, offset + run->bytes, next));
		if (next->kind != RUN_DISK || next->disk != run->disk + run->bytes)
			break;
		run->bytes += next->bytes;
		next->bytes = 0;
	}
	run->bytes = MIN(run->bytes, size);
	return run->bytes ? NULL : "filesystem maps nothing";
}

err_t file_read(struct file *f, u64 offset, u64 size, void *to)
{
	struct run run, next = { .bytes = 0 };
	u8 *out = to;

	if (offset > f->size || size > f->size - offset)
		return errf("read of %llu bytes at %llu, the file has %llu",
			    (unsigned long long)size, (unsigned long long)offset,
			    (unsigned long long)f->size);
	if (size > SIZE_MAX)
		return "read of more than 4 GiB";
	while (size > 0) {
		size_t n;

		TRY(longest_run(f, offset, size, &run, &next));
		n = (size_t)run.bytes;
		if (run.kind == RUN_DISK)
			TRY(block_read_bytes(f->fs->dev, run.disk, n, out));
		else if (run.kind == RUN_MEMORY)
			memcpy(out, run.memory, n);
		else
			memset(out, 0, n);
		out += n;
		offset += n;
		size -= n;
	}
	return NULL;
}
