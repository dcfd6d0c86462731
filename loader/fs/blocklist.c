/* blocklist.c - files that are named by their sectors: (hd0)+1. */
#include "base/error.h"
#include "common/text.h"
#include "fs/blocklist.h"
#include "mem/heap.h"

enum { PIECES_MAX = 64 };

/* A file and, in front of it, the filesystem it pretends to be on. */
struct blocklist {
	struct fs fs;
	unsigned  n;
	struct piece { u64 start, bytes; } piece[PIECES_MAX];
};

static err_t blocklist_map(struct file *f, u64 offset, struct run *out)
{
	const struct blocklist *b = f->state;

	for (unsigned i = 0; i < b->n; i++) {
		const struct piece *p = &b->piece[i];

		if (offset < p->bytes) {
			*out = (struct run){ .kind = RUN_DISK, .bytes = p->bytes - offset,
					     .disk = p->start + offset };
			return NULL;
		}
		offset -= p->bytes;
	}
	return "past the end of the block list";
}

static void blocklist_close(struct file *f)
{
	heap_free(f->state);
}

static const struct fs_driver blocklist_driver = {
	.name = "blocklist", .map = blocklist_map, .close = blocklist_close,
};

static err_t parse(struct blocklist *b, struct file *f, const char *list)
{
	const char *p = list;

	do {
		u64 start = 0, n, end = b->fs.dev->sectors;

		if (*p != '+' && !str_number(&p, 10, &start))
			return errf("block list '%s': number expected at '%s'", list, p);
		if (*p++ != '+' || !str_number(&p, 10, &n) || n == 0)
			return errf("block list '%s' is not START+LENGTH,...", list);
		if (start > end || n > end - start)
			return errf("block list '%s' is past the end of the device "
				    "(%llu sectors)", list, (unsigned long long)end);
		if (b->n == PIECES_MAX)
			return errf("block list of more than %u pieces", PIECES_MAX);
		b->piece[b->n++] = (struct piece){ start * SECTOR, n * SECTOR };
		f->size += n * SECTOR;
	} while (*p++ == ',');
	return p[-1] ? errf("block list '%s' is not START+LENGTH,...", list) : NULL;
}

err_t blocklist_open(struct blockdev *dev, const char *list, struct file *f)
{
	struct blocklist *b = heap_zalloc(sizeof *b);
	err_t err;

	if (!b)
		return ERR_NO_MEMORY;
	b->fs.driver = &blocklist_driver;
	b->fs.dev = dev;
	*f = (struct file){ .fs = &b->fs, .kind = FILE_REGULAR, .state = b };
	err = parse(b, f, list);
	if (err)
		heap_free(b);
	return err;
}
