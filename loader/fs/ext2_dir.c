/* ext2_dir.c - directories, paths and symlinks of ext2, ext3 and ext4. */
#include "base/error.h"
#include "common/str.h"
#include "fs/ext2.h"
#include "fs/file.h"
#include "fs/path.h"
#include "mem/heap.h"

enum {
	CHUNK         = 32 * KiB,       /* of a directory at once; whole blocks */
	DIRECTORY_MAX = 256 * MiB,      /* some millions of names */
	BLOCK_MAX     = 64 * KiB,
	PARENT        = 4,              /* bytes in front of an inline directory: its ".." */
};

struct dirent {
	le32 inode;                     /* 0: unused, also index blocks and checksums */
	le16 size;                      /* to the next one */
	u8   name_length, type;
};
ONDISK(struct dirent, 8);

struct scan {
	struct file  *dir;
	ext2_name_fn *each;
	void         *context;
	bool          done;
};

/* Entries do not cross blocks; p[size] is a block or a piece of inline data. */
static err_t scan_block(struct scan *s, const u8 *p, u32 size)
{
	while (size > 0 && !s->done) {
		const struct dirent *d = (const void *)p;
		u32 step = size < sizeof *d ? 0 : get16(d->size);
		struct span name = { (const char *)(d + 1), (const char *)(d + 1) };

		/* 64 KiB do not fit 16 bits. */
		if (size == BLOCK_MAX && (step == 0 || step == 0xffff))
			step = BLOCK_MAX;
		if (step < sizeof *d || step % 4 || step > size ||
		    d->name_length > step - sizeof *d)
			return errf("ext2: damaged entry in directory inode %llu",
				    (unsigned long long)s->dir->inode);
		name.end += d->name_length;
		if (get32(d->inode) != 0 && !span_empty(name))
			s->done = !s->each(s->context, get32(d->inode), name);
		p += step;
		size -= step;
	}
	return NULL;
}

static err_t scan_inline(struct scan *s)
{
	struct ext2_node *node = s->dir->state;
	le32 parent;

	memcpy(&parent, node->inode.block, sizeof parent);
	s->done = !s->each(s->context, get32(parent), (struct span){ "..", &".."[2] });
	TRY(scan_block(s, node->inode.block + PARENT, EXT2_I_BLOCK - PARENT));
	return scan_block(s, node->more, node->more_size);
}

static err_t scan_blocks(struct scan *s, u8 *chunk, u32 chunk_size)
{
	u32 block = ((struct ext2 *)s->dir->fs)->block_size;
	u64 at, size = s->dir->size;

	if (size > DIRECTORY_MAX || (size & (block - 1)))
		return errf("ext2: directory inode %llu of %llu bytes",
			    (unsigned long long)s->dir->inode, (unsigned long long)size);
	for (at = 0; at < size; at += chunk_size) {
		u32 n = (u32)MIN(size - at, chunk_size);

		TRY(file_read(s->dir, at, n, chunk));
		for (u32 i = 0; i < n && !s->done; i += block)
			TRY(scan_block(s, chunk + i, block));
		if (s->done)
			break;
	}
	return NULL;
}

err_t ext2_dir_scan(struct file *dir, ext2_name_fn *each, void *context)
{
	struct scan s = { .dir = dir, .each = each, .context = context };
	struct ext2_node *node = dir->state;
	u32 chunk_size = MAX(((struct ext2 *)dir->fs)->block_size, CHUNK);
	u8 *chunk;
	err_t err;

	if (node->in_inode)
		return scan_inline(&s);
	chunk_size = (u32)MIN(chunk_size, dir->size);
	chunk = heap_alloc(chunk_size);
	if (!chunk)
		return ERR_NO_MEMORY;
	err = scan_blocks(&s, chunk, chunk_size);
	heap_free(chunk);
	return err;
}

struct lookup {
	struct span name;
	u32         inode;              /* 0: not found */
};

static bool lookup_one(void *context, u32 inode, struct span name)
{
	struct lookup *l = context;

	if (span_size(name) != span_size(l->name) ||
	    memcmp(name.p, l->name.p, span_size(name)))
		return true;
	l->inode = inode;
	return false;
}

/* Replace what is left of the path by the symlink's target and what is left. */
static err_t follow(struct file *link, char **text, const char **rest)
{
	size_t left = strlen(*rest), n = (size_t)link->size;
	char *longer;
	err_t err;

	if (link->size == 0 || link->size > EXT2_TARGET_MAX || left > EXT2_TARGET_MAX)
		return errf("ext2: symlink inode %llu of %llu bytes",
			    (unsigned long long)link->inode, (unsigned long long)link->size);
	longer = heap_alloc(n + left + 1);
	if (!longer)
		return ERR_NO_MEMORY;
	err = file_read(link, 0, n, longer);
	memcpy(longer + n, *rest, left + 1);
	heap_free(*text);
	*rest = *text = longer;
	return err;
}

/* `f` is an open directory and becomes its child `name`. */
static err_t enter(struct file *f, struct span name)
{
	struct lookup l = { .name = name };
	struct ext2 *e = (struct ext2 *)f->fs;

	if (f->kind != FILE_DIR)
		return ERR_NOT_FOUND;
	TRY(ext2_dir_scan(f, lookup_one, &l));
	if (l.inode == 0)
		return ERR_NOT_FOUND;
	file_close(f);
	return ext2_inode_open(e, l.inode, f);
}

static err_t walk(struct ext2 *e, char **text, struct file *f)
{
	const char *rest = *text;
	unsigned symlinks = 0;
	struct span name;

	TRY(ext2_inode_open(e, EXT2_ROOT_INODE, f));
	while (path_next(&rest, &name)) {
		u32 parent = (u32)f->inode;

		if (path_is(name, ".") && f->kind == FILE_DIR)
			continue;
		TRY(enter(f, name));
		if (f->kind != FILE_SYMLINK)
			continue;
		if (++symlinks > EXT2_SYMLINKS_MAX)
			return errf("more than %u symlinks on the path", EXT2_SYMLINKS_MAX);
		TRY(follow(f, text, &rest));
		file_close(f);
		TRY(ext2_inode_open(e, *rest == '/' ? EXT2_ROOT_INODE : parent, f));
	}
	return NULL;
}

err_t ext2_open(struct fs *fs, const char *path, struct file *f)
{
	char *text = heap_strdup(path);
	err_t err;

	if (!text)
		return ERR_NO_MEMORY;
	*f = (struct file){ .fs = NULL };
	err = walk((struct ext2 *)fs, &text, f);
	heap_free(text);
	if (err)
		file_close(f);
	return err;
}

struct listing {
	struct ext2 *e;
	list_fn     *each;
	void        *context;
};

static bool list_one(void *context, u32 inode, struct span name)
{
	struct listing *l = context;
	struct file info;
	char text[256];

	memcpy(text, name.p, span_size(name));
	text[span_size(name)] = '\0';
	/* One bad inode does not hide the others. */
	if (ext2_inode_stat(l->e, inode, &info))
		info = (struct file){ .fs = &l->e->fs, .inode = inode, .kind = FILE_OTHER };
	return l->each(l->context, text, &info);
}

err_t ext2_list(struct file *dir, list_fn *each, void *context)
{
	struct listing l = { (struct ext2 *)dir->fs, each, context };

	return ext2_dir_scan(dir, list_one, &l);
}
