/* ext2.c - ext2, ext3 and ext4, read only. */
#include "fs/ext2_fs.h"
#include "mm/slab.h"

enum {
	SUPER = 1024, MAGIC = 0xef53, ROOT_INODE = 2, I64BIT = 0x80, KNOWN_INCOMPAT = 0x2 | 0x4 |
	0x40 | 0x80 | 0x200 | 0x8000, DIR_HEAD = 8, FAST_LINK = 60,
};
#define SECOND_NS 1000000000ull

static const struct inode_operations dir_ops, file_ops, link_ops;
static const struct file_operations dir_fops, file_fops;

static u32 field32(const u8 *p) { return p[0] | p[1] << 8 | p[2] << 16 | (u32)p[3] << 24; }
static u32 field16(const u8 *p) { return p[0] | (u32)p[1] << 8; }

/* Where inode `ino` stands on the disk; 0: nowhere. */
static u64 inode_place(const struct ext2 *fs, u32 ino)
{
	u32 group = (ino - 1) / fs->per_group, index = (ino - 1) % fs->per_group;
	u8 desc[64] = { 0 };
	u64 table;

	if (!ino || ino > fs->inodes ||
	    blkdev_read(fs->dev, (u64)fs->table_block * fs->block_size +
			(u64)group * fs->desc_size, desc, MIN(fs->desc_size, 64u)))
		return 0;
	table = field32(desc + 8);
	if (fs->desc_size >= 64)
		table |= (u64)field32(desc + 0x28) << 32;
	return table < fs->blocks ? table * fs->block_size + (u64)index * fs->inode_size : 0;
}

static void set_ops(struct inode *inode)
{
	inode->ops = &file_ops;
	switch (inode->mode & S_IFMT) {
	case S_IFDIR: inode->ops = &dir_ops; inode->fops = &dir_fops; break;
	case S_IFREG: inode->fops = &file_fops; break;
	case S_IFLNK: inode->ops = &link_ops; break;
	case S_IFCHR: inode->fops = &chrdev_fops; break;
	case S_IFBLK: inode->fops = &blkdev_fops; break;
	case S_IFIFO: inode->fops = &fifo_fops; break;
	}
}

static u64 size_of(const struct ext2_inode *on)
{
	return get32(on->size) | (u64)get32(on->size_high) << 32;
}

static struct inode *read_inode(struct super_block *sb, u32 ino)
{
	const struct ext2 *fs = sb->private;
	u64 place = inode_place(fs, ino);
	struct ext2_inode on;
	struct ext2_node *node;
	struct inode *inode;

	if (!place || blkdev_read(fs->dev, place, &on, sizeof on) || !get16(on.links))
		return err_ptr(-EIO);
	/* Directories have no holes: a longer one would be searched for ever. */
	if (S_ISDIR(get16(on.mode)) && size_of(&on) > fs->blocks * fs->block_size)
		return err_ptr(-EIO);
	node = kmalloc(sizeof *node);
	inode = node ? inode_new(sb, get16(on.mode)) : NULL;
	if (!inode) {
		kfree(node);
		return err_ptr(-ENOMEM);
	}
	node->flags = get32(on.flags);
	memcpy(node->block, on.block, sizeof node->block);
	inode->private = node;
	inode->ino = ino;
	inode->nlink = get16(on.links);
	inode->uid = get16(on.uid) | field16(on.os + 4) << 16;
	inode->gid = get16(on.gid) | field16(on.os + 6) << 16;
	inode->size = size_of(&on);
	inode->blocks = get32(on.sectors);
	inode->atime = get32(on.atime) * SECOND_NS;
	inode->mtime = get32(on.mtime) * SECOND_NS;
	inode->ctime = get32(on.ctime) * SECOND_NS;
	if (S_ISCHR(inode->mode) || S_ISBLK(inode->mode))
		inode->rdev = node->block[1] ? makedev(node->block[1], node->block[0])
					     : field32(node->block + 4);
	/* The pipe of a FIFO takes the place of what only files need. */
	if (S_ISFIFO(inode->mode)) {
		kfree(node);
		inode->private = NULL;
	}
	set_ops(inode);
	return inode;
}

struct entry { u32 ino; u16 size; u8 len, type; char name[NAME_MAX]; };

/* The entry at `at`; 0, -EIO, or -ENOENT at the end.  ino 0: an unused one. */
static int entry_at(struct inode *dir, u64 at, struct entry *e)
{
	const struct ext2 *fs = dir->sb->private;
	u8 head[DIR_HEAD];

	if (at >= dir->size)
		return -ENOENT;
	if (dir->size - at < DIR_HEAD || ext2_bytes(dir, at, head, DIR_HEAD))
		return -EIO;
	e->ino = field32(head);
	e->size = (u16)field16(head + 4);
	e->len = head[6];
	e->type = head[7];
	if (e->size < DIR_HEAD + e->len || e->size % 4 ||
	    e->size > fs->block_size - at % fs->block_size)
		return -EIO;
	return ext2_bytes(dir, at + DIR_HEAD, e->name, e->len);
}

static int lookup(struct inode *dir, struct dentry *d)
{
	struct inode *inode;
	struct entry e;
	int error;

	for (u64 at = 0; !(error = entry_at(dir, at, &e)); at += e.size) {
		if (sched_point())
			return -EINTR;
		if (!e.ino || e.len != d->name_len || memcmp(e.name, d->name, e.len))
			continue;
		inode = read_inode(dir->sb, e.ino);
		if (is_err(inode))
			return (int)ptr_err(inode);
		d_set_inode(d, inode);
		return 0;
	}
	return error;
}

static int readdir(struct file *f, bool (*emit)(void *, const char *, size_t, u64, u8, u64),
		   void *ctx)
{
	static const u8 types[8] = { 0, DT_REG, DT_DIR, DT_CHR, DT_BLK, DT_FIFO, DT_SOCK, DT_LNK };
	struct entry e;
	int error;

	for (; !(error = entry_at(f->inode, f->pos, &e)); f->pos += e.size)
		if (e.ino && !emit(ctx, e.name, e.len, e.ino, types[e.type & 7], f->pos + e.size))
			return 0;
	return error == -ENOENT ? 0 : error;
}

static long read(struct file *f, void *buf, size_t n, u64 *pos)
{
	int error;

	if (*pos >= f->inode->size)
		return 0;
	n = MIN(n, f->inode->size - *pos);
	error = ext2_bytes(f->inode, *pos, buf, n);
	if (error)
		return error;
	*pos += n;
	return (long)n;
}

static struct page *map_page(struct inode *inode, u64 index)
{
	struct page *page;
	u64 at = index * PAGE_SIZE;

	if (at >= inode->size)
		return NULL;
	page = alloc_zeroed_page();
	if (!page)
		return err_ptr(-ENOMEM);
	if (!ext2_bytes(inode, at, page_to_virt(page), MIN(PAGE_SIZE, inode->size - at)))
		return page;
	put_page(page);
	return err_ptr(-EIO);
}

static long readlink(struct inode *inode, char *buf, size_t size)
{
	const struct ext2_node *node = inode->private;
	size_t n = MIN(size, inode->size);

	if (inode->size < FAST_LINK && !(node->flags & EXT2_EXTENTS)) {
		memcpy(buf, node->block, n);
		return (long)n;
	}
	return ext2_bytes(inode, 0, buf, n) ? -EIO : (long)n;
}

static void drop_inode(struct inode *inode)
{
	if (!S_ISFIFO(inode->mode))
		kfree(inode->private);
}

static void put_super(struct super_block *sb)
{
	kfree(sb->private);
}

static int statfs(struct super_block *sb, struct kstatfs *out)
{
	const struct ext2 *fs = sb->private;

	out->type = MAGIC;
	out->bsize = fs->block_size;
	out->blocks = fs->blocks;
	out->files = fs->inodes;
	return 0;
}

static const struct super_operations super_ops = {
	.statfs = statfs, .drop_inode = drop_inode, .put_super = put_super,
};
static const struct inode_operations dir_ops = { .lookup = lookup };
static const struct inode_operations file_ops;
static const struct inode_operations link_ops = { .readlink = readlink };
static const struct file_operations dir_fops = { .readdir = readdir };
static const struct file_operations file_fops = { .read = read, .map_page = map_page };

/* Check the superblock: 0, or -EINVAL when it is none that we can read. */
static int open_super(struct ext2 *fs)
{
	u8 s[SUPER];
	u32 incompat;

	if (blkdev_read(fs->dev, SUPER, s, sizeof s) || field16(s + 56) != MAGIC)
		return -EINVAL;
	incompat = field32(s + 76) ? field32(s + 96) : 0;
	if (incompat & ~(u32)KNOWN_INCOMPAT || field32(s + 24) > 6)
		return -EINVAL;
	fs->block_size = 1024u << field32(s + 24);
	fs->inodes = field32(s);
	fs->blocks = field32(s + 4);
	if (incompat & I64BIT)
		fs->blocks |= (u64)field32(s + 0x150) << 32;
	fs->per_group = field32(s + 40);
	fs->inode_size = field32(s + 76) ? field16(s + 88) : sizeof(struct ext2_inode);
	fs->desc_size = incompat & I64BIT ? field16(s + 0xfe) : 32;
	fs->table_block = field32(s + 20) + 1;
	if (!fs->per_group || fs->inode_size < sizeof(struct ext2_inode) ||
	    fs->inode_size > fs->block_size || fs->desc_size < 32 ||
	    fs->desc_size > fs->block_size ||
	    fs->blocks > fs->dev->sectors * SECTOR / fs->block_size)
		return -EINVAL;
	return 0;
}

static int source_device(const char *source, struct block_device **dev)
{
	struct path path;
	int error = source ? path_lookup(NULL, source, LOOKUP_FOLLOW, &path) : -EINVAL;

	if (error)
		return error;
	*dev = S_ISBLK(path.dentry->inode->mode) ? blkdev_find(path.dentry->inode->rdev) : NULL;
	error = *dev ? 0 : S_ISBLK(path.dentry->inode->mode) ? -ENXIO : -ENOTBLK;
	path_put(&path);
	return error;
}

static struct super_block *mount(const struct file_system_type *type, const char *source,
				 u32 flags, const char *options)
{
	struct super_block *sb = super_new(type);
	struct ext2 *fs = sb ? kzalloc(sizeof *fs) : NULL;
	struct inode *inode = NULL;
	int error = fs ? source_device(source, &fs->dev) : -ENOMEM;

	(void)flags, (void)options;
	if (!error)
		error = open_super(fs);
	if (!error) {
		sb->private = fs;
		sb->ops = &super_ops;
		sb->flags = MS_RDONLY;
		sb->dev = fs->dev->rdev;
		inode = read_inode(sb, ROOT_INODE);
		error = is_err(inode) ? (int)ptr_err(inode) : S_ISDIR(inode->mode) ? 0 : -EINVAL;
	}
	if (!error && (sb->root = dentry_root(sb, inode)))
		return sb;
	if (inode && !is_err(inode))
		inode_put(inode);
	kfree(fs);
	kfree(sb);
	return err_ptr(error ? error : -ENOMEM);
}

void ext2_init(void)
{
	static struct file_system_type types[3] = {
		{ .name = "ext2", .needs_device = true, .mount = mount },
		{ .name = "ext3", .needs_device = true, .mount = mount },
		{ .name = "ext4", .needs_device = true, .mount = mount },
	};

	for (unsigned i = 0; i < COUNT(types); i++)
		register_filesystem(&types[i]);
}
