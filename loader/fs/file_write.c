/* file_write.c - writing over what a file has, where it lies. */
#include "base/error.h"
#include "common/str.h"
#include "disk/cache.h"
#include "fs/file.h"
#include "mem/heap.h"

/* A grubenv is one piece on ext2 and two at most on FAT. */
enum { PIECES_MAX = 16 };

struct piece { u64 disk; u32 bytes; };

/* Where the first `size` bytes lie; *n pieces. */
static err_t find_pieces(struct file *f, u32 size, struct piece piece[PIECES_MAX], unsigned *n)
{
	struct run run;

	*n = 0;
	for (u32 at = 0; at < size; at += piece[(*n)++].bytes) {
		struct piece *p = &piece[*n];

		if (*n == PIECES_MAX)
			return "the file is in more than 16 pieces";
		TRY(f->fs->driver->map(f, at, &run));
		if (run.bytes == 0)
			return "the file is cut off on disk";
		if (run.kind != RUN_DISK)
			return "a part of the file has no place on disk (sparse)";
		p->disk = run.disk;
		p->bytes = (u32)MIN(run.bytes, size - at);
		/* Damage: two parts of the file in one place. */
		for (struct piece *q = piece; q < p; q++)
			if (p->disk < q->disk + q->bytes && q->disk < p->disk + p->bytes)
				return "two parts of the file lie in one place";
	}
	return NULL;
}

/* Whole sectors, the rest of the last one as it was. */
static err_t write_piece(struct blockdev *dev, const struct piece *p, const u8 *from)
{
	u32 rest = p->bytes % SECTOR;
	u64 lba = p->disk / SECTOR;
	u8 sector[SECTOR];

	TRY(block_write(dev, lba, p->bytes / SECTOR, from));
	if (!rest)
		return NULL;
	lba += p->bytes / SECTOR;
	TRY(block_read(dev, lba, 1, sector));
	memcpy(sector, from + p->bytes - rest, rest);
	return block_write(dev, lba, 1, sector);
}

err_t file_write(struct file *f, u32 size, const void *from)
{
	struct piece piece[PIECES_MAX];
	const struct fs_driver *driver = f->fs->driver;
	const u8 *next = from;
	unsigned n;
	u8 *back;
	err_t err;

	if (!driver->in_place)
		return errf("nothing is written to %s", driver->name);
	TRY(driver->in_place(f));
	TRY(find_pieces(f, size, piece, &n));
	back = heap_alloc(size);
	if (!back)
		return ERR_NO_MEMORY;
	err = NULL;
	for (unsigned i = 0; i < n && !err; next += piece[i++].bytes)
		err = write_piece(f->fs->dev, &piece[i], next);
	/* From the disk, and not from what we remember of it. */
	cache_drop();
	if (!err)
		err = file_read(f, 0, size, back);
	if (!err && memcmp(back, from, size))
		err = "the disk has not kept what was written";
	heap_free(back);
	return err;
}
