/* ext2_dir.c - directories of ext2, ext3 and ext4. */
#include "base/error.h"
#include "common/str.h"
#include "fs/ext2.h"
#include "fs/file.h"
#include "mem/heap.h"

enum {
	CHUNK         = 64 * KiB,       /* of a directory at once; the largest block */
	DIRECTORY_MAX = 256 * MiB,      /* some millions of names */
};

/* An inline directory starts with the inode of its "..", 4 bytes; this is what makes an
 * entry of it. */
static const char dotdot[8] = "\14\0\2\2..";

/* What is done with each name in a directory. */
struct scan {
	struct file *dir;
	list_fn     *each;
	void        *context;
	struct file  info;              /* with what an entry says: its inode */
	bool         done;
};

static void take(struct scan *s, const struct ext2_dirent *d)
{
	char name[256];

	s->info.inode = get32(d->inode);
	if (get32(d->inode) == 0 || d->name_length == 0)
		return;
	memcpy(name, d + 1, d->name_length);
	name[d->name_length] = '\0';
	s->done = !s->each(s->context, name, &s->info);
}

/* Entries do not cross blocks; p[size] is a block or a piece of inline data. */
static err_t scan_block(struct scan *s, const u8 *p, u32 size)
{
	while (size > 0 && !s->done) {
		const struct ext2_dirent *d = (const void *)p;
		u32 step = size < sizeof *d ? 0 : get16(d->size);

		/* 64 KiB do not fit 16 bits. */
		if (size == CHUNK && (step == 0 || step == 0xffff))
			step = CHUNK;
		if (step < sizeof *d || step % 4 || step > size ||
		    d->name_length > step - sizeof *d)
			return ext2_bad(s->dir, "damaged (entry)");
		take(s, d);
		p += step;
		size -= step;
	}
	return NULL;
}

/* What is in the inode are two blocks: the first 60 bytes and the rest. */
static err_t scan_inline(struct scan *s, u8 *chunk)
{
	u32 size = (u32)s->dir->size;

	TRY(file_read(s->dir, 0, size, chunk + sizeof dotdot));
	memcpy(chunk, chunk + sizeof dotdot, 4);
	memcpy(chunk + 4, dotdot, sizeof dotdot);
	TRY(scan_block(s, chunk, sizeof dotdot + EXT2_I_BLOCK));
	return scan_block(s, chunk + sizeof dotdot + EXT2_I_BLOCK, size - EXT2_I_BLOCK);
}

static err_t scan_blocks(struct scan *s, u8 *chunk)
{
	u32 size = (u32)s->dir->size, n, step;

	for (u32 at = 0; at < size && !s->done; at += n) {
		n = MIN(size - at, CHUNK);
		TRY(file_read(s->dir, at, n, chunk));
		for (u32 i = 0; i < n; i += step) {
			step = MIN(((struct ext2 *)s->dir->fs)->geo.block_size, n - i);
			TRY(scan_block(s, chunk + i, step));
		}
	}
	return NULL;
}

err_t ext2_list(struct file *dir, list_fn *each, void *context)
{
	struct scan s = { dir, each, context, { .fs = dir->fs }, false };
	struct ext2_node node;
	u32 least;
	u8 *chunk;
	err_t err;

	TRY(ext2_inode_read(dir, &node));
	least = node.has_data ? EXT2_I_BLOCK : 0;
	if (dir->size - least > (node.has_data ? CHUNK - EXT2_I_BLOCK : DIRECTORY_MAX))
		return ext2_bad(dir, "damaged (size)");
	chunk = heap_alloc(CHUNK + sizeof dotdot);
	if (!chunk)
		return ERR_NO_MEMORY;
	err = node.has_data ? scan_inline(&s, chunk) : scan_blocks(&s, chunk);
	heap_free(chunk);
	return err;
}
