/* ext2_dir.c - directories, paths and symlinks of ext2, ext3 and ext4. */
#include "base/error.h"
#include "common/str.h"
#include "fs/ext2.h"
#include "fs/file.h"
#include "fs/walk.h"
#include "mem/heap.h"

enum {
	CHUNK         = 64 * KiB,       /* of a directory at once; the largest block */
	DIRECTORY_MAX = 256 * MiB,      /* some millions of names */
};

struct dirent {
	le32 inode;                     /* 0: unused, also index blocks and checksums */
	le16 size;                      /* to the next one */
	u8   name_length, type;
};
ONDISK(struct dirent, 8);

/* An inline directory starts with the inode of its "..", 4 bytes; this is what makes an
 * entry of it. */
static const char dotdot[8] = "\14\0\2\2..";

/* What is done with each name in a directory: listed, or compared with `want`. */
struct scan {
	struct file *dir;
	list_fn     *each;              /* NULL: find `want` */
	void        *context;
	struct span  want;
	u32          found;             /* the inode of `want`, 0 before it is found */
	bool         done;
};

static bool list_one(const struct scan *s, const struct dirent *d)
{
	struct file info = { .fs = s->dir->fs };
	struct ext2_node node;
	char text[256];

	memcpy(text, d + 1, d->name_length);
	text[d->name_length] = '\0';
	/* One bad inode does not hide the others: it is of an unknown kind. */
	(void)!ext2_inode_stat(&info, get32(d->inode), &node);
	return s->each(s->context, text, &info);
}

static void scan_one(struct scan *s, const struct dirent *d)
{
	if (get32(d->inode) == 0 || d->name_length == 0)
		return;
	if (s->each) {
		s->done = !list_one(s, d);
	} else if (d->name_length == span_size(s->want) &&
		   !memcmp(d + 1, s->want.p, d->name_length)) {
		s->found = get32(d->inode);
		s->done = true;
	}
}

/* Entries do not cross blocks; p[size] is a block or a piece of inline data. */
static err_t scan_block(struct scan *s, const u8 *p, u32 size)
{
	while (size > 0 && !s->done) {
		const struct dirent *d = (const void *)p;
		u32 step = size < sizeof *d ? 0 : get16(d->size);

		/* 64 KiB do not fit 16 bits. */
		if (size == CHUNK && (step == 0 || step == 0xffff))
			step = CHUNK;
		if (step < sizeof *d || step % 4 || step > size ||
		    d->name_length > step - sizeof *d)
			return ext2_bad(s->dir, "damaged (entry)");
		scan_one(s, d);
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
			step = MIN(((struct ext2 *)s->dir->fs)->block_size, n - i);
			TRY(scan_block(s, chunk + i, step));
		}
	}
	return NULL;
}

static err_t scan(struct scan *s)
{
	struct ext2_node node;
	u32 least;
	u8 *chunk;
	err_t err;

	TRY(ext2_inode_read(s->dir, &node));
	least = node.has_data ? EXT2_I_BLOCK : 0;
	if (s->dir->size - least > (node.has_data ? CHUNK - EXT2_I_BLOCK : DIRECTORY_MAX))
		return ext2_bad(s->dir, "damaged (size)");
	chunk = heap_alloc(CHUNK + sizeof dotdot);
	if (!chunk)
		return ERR_NO_MEMORY;
	err = node.has_data ? scan_inline(s, chunk) : scan_blocks(s, chunk);
	heap_free(chunk);
	return err;
}

static err_t root(struct file *f)
{
	return ext2_inode_open(f, EXT2_ROOT_INODE);
}

static err_t enter(struct file *f, struct span name)
{
	struct scan s = { .dir = f, .want = name };

	TRY(scan(&s));
	return s.done ? ext2_inode_open(f, s.found) : ERR_NOT_FOUND;
}

static err_t target(struct file *f, char *to)
{
	return file_read(f, 0, f->size, to);
}

err_t ext2_open(struct fs *fs, const char *path, struct file *f)
{
	static const struct walk_ops ops = { root, enter, target };

	return walk(&ops, fs, path, f);
}

err_t ext2_list(struct file *dir, list_fn *each, void *context)
{
	struct scan s = { .dir = dir, .each = each, .context = context };

	return scan(&s);
}
