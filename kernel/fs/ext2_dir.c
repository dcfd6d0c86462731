/* ext2_dir.c - directories of ext2, ext3 and ext4, a block at a time. */
#include "fs/ext2_fs.h"
#include "mm/slab.h"
#include "sched/sched.h"

enum { SIZE_ALL = 0x10000 };            /* a block of 64 KiB: its entry says 0 or 65535 */

struct scan {
	struct inode *dir;
	u64  at, end;                   /* the next entry; the directory's bytes */
	u64  from;                      /* of the block in memory */
	u32  step, size;                /* of a block; of this one */
	u8  *block;                     /* NULL: none yet */
};

struct entry { u32 ino; u8 len, type; const char *name; };

static void scan_start(struct scan *s, struct inode *dir, u64 at)
{
	const struct ext2 *fs = dir->sb->private;
	const struct ext2_node *node = dir->private;
	bool is_inline = node->flags & EXT2_INLINE_DATA_FL;

	*s = (struct scan){ .dir = dir, .at = at, .step = fs->geo.block_size, .end = dir->size };
	if (is_inline)
		s->end = s->step = node->data_size;
}

static int next_block(struct scan *s)
{
	u64 from = s->at - s->at % s->step;

	if (s->block && s->from == from)
		return 0;
	if (!s->block && !(s->block = kmalloc(s->step)))
		return -ENOMEM;
	s->from = from;
	s->size = (u32)MIN(s->step, s->end - from);
	return ext2_bytes(s->dir, from, s->block, s->size);
}

/* The entry at s->at, which moves behind it: 0; -ENOENT at the end, or another error. */
static int scan_next(struct scan *s, struct entry *e)
{
	struct ext2_dirent head;
	u32 off, size;
	int error;

	if (s->at >= s->end)
		return -ENOENT;
	error = next_block(s);
	if (error)
		return error;
	off = (u32)(s->at - s->from);
	if (s->size - off < sizeof head)
		return -EIO;
	memcpy(&head, s->block + off, sizeof head);
	size = get16(head.size);
	if (s->step == SIZE_ALL && (!size || size == SIZE_ALL - 1))
		size = SIZE_ALL;
	if (size < sizeof head + head.name_length || size % 4 || size > s->size - off)
		return -EIO;
	*e = (struct entry){ get32(head.inode), head.name_length, head.type,
			     (char *)s->block + off + sizeof head };
	s->at += size;
	return 0;
}

static int lookup(struct inode *dir, struct dentry *d)
{
	struct inode *inode;
	struct scan s;
	struct entry e;
	int error;

	scan_start(&s, dir, 0);
	do
		error = sched_point() ? -EINTR : scan_next(&s, &e);
	while (!error && (!e.ino || e.len != d->name_len || memcmp(e.name, d->name, e.len)));
	kfree(s.block);
	if (error)
		return error == -ENOENT ? 0 : error;
	inode = ext2_inode(dir->sb, e.ino);
	if (is_err(inode))
		return (int)ptr_err(inode);
	d_set_inode(d, inode);
	return 0;
}

/* A name with a slash or a NUL could not be asked for. */
static bool sound(const struct entry *e)
{
	return e->ino && e->len && !memchr(e->name, '/', e->len) && !memchr(e->name, 0, e->len);
}

static int readdir(struct file *f, bool (*emit)(void *, const char *, size_t, u64, u8, u64),
		   void *ctx)
{
	static const u8 types[8] = { 0, DT_REG, DT_DIR, DT_CHR, DT_BLK, DT_FIFO, DT_SOCK, DT_LNK };
	struct scan s;
	struct entry e;
	int error;

	scan_start(&s, f->inode, f->pos);
	for (; !(error = scan_next(&s, &e)); f->pos = s.at)
		if (sound(&e) &&
		    !emit(ctx, e.name, e.len, e.ino, types[e.type & 7], s.at))
			break;
	kfree(s.block);
	return error == -ENOENT ? 0 : error;
}

const struct inode_operations ext2_dir_ops = { .lookup = lookup };
const struct file_operations ext2_dir_fops = { .readdir = readdir };
