/* fs.c - trying the drivers, and reading through their maps. */
#include "base/error.h"
#include "common/str.h"
#include "fs/file.h"
#include "mem/heap.h"

err_t fs_mount(const struct fs_driver *const *drivers, struct blockdev *dev, struct fs **out)
{
	for (; *drivers; drivers++) {
		const struct fs_driver *driver = *drivers;
		struct fs *fs;
		err_t err;

		if (dev->sectors < driver->least)
			continue;
		fs = heap_zalloc(driver->size);
		if (!fs)
			return ERR_NO_MEMORY;
		fs->driver = driver;
		fs->dev = dev;
		err = driver->mount(fs);
		if (!err) {
			*out = fs;
			return NULL;
		}
		heap_free(fs);
		if (err != ERR_NOT_THIS_FS)
			return err;
	}
	return "no known filesystem";
}

err_t fs_fine(struct file *f)
{
	(void)f;
	return NULL;
}

void fs_set_label(struct fs *fs, const void *text, size_t n)
{
	while (n > 0 && ((const char *)text)[n - 1] == ' ')
		n--;
	memcpy(fs->label, text, n);
}

struct listing {
	list_fn *each;
	void    *context;
};

static bool list_one(void *context, const char *name, const struct file *listed)
{
	const struct listing *l = context;
	struct file info = *listed;

	/* One bad file does not hide the others. */
	(void)!info.fs->driver->stat(&info);
	return l->each(l->context, name, &info);
}

err_t fs_list(struct file *dir, list_fn *each, void *context)
{
	struct listing l = { each, context };

	return dir->fs->driver->list(dir, list_one, &l);
}

err_t file_read(struct file *f, u64 offset, u64 size, void *to)
{
	struct run run = { .offset = offset };
	size_t left = (size_t)size, ready = 0;  /* bytes on disk that are not read yet: */
	u64 disk = 0;
	u8 *out = to;

	if (offset > f->size || size > f->size - offset || size > SIZE_MAX)
		return "read past the end of the file";
	if (f->unpacked) {
		memcpy(to, f->unpacked + offset, (size_t)size);
		return NULL;
	}
	/* Neighbouring runs of the disk are read in one go. */
	do {
		size_t n;

		run.bytes = 0;
		run.hole = !left;
		if (left) {
			TRY(f->fs->driver->map(f, &run));
			if (!run.bytes)
				return "the file is cut off on disk";
		}
		n = (size_t)MIN(run.bytes, left);
		if (run.hole || run.disk != disk + ready) {
			TRY(block_read_bytes(f->fs->dev, disk, ready, out));
			out += ready;
			ready = 0;
			disk = run.disk;
		}
		if (run.hole) {
			memset(out, 0, n);
			out += n;
		} else {
			ready += n;
		}
		run.offset += n;
		left -= n;
	} while (left || ready);
	return NULL;
}
