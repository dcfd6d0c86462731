/* ext2_inode.c - inodes of ext2, ext3 and ext4, and the data that lies inside them. */
#include "fs/ext2_fs.h"
#include "mm/slab.h"

#define SECOND_NS 1000000000ull

enum {
	XATTR_MAGIC = 0xea020000, XATTR_ALIGN = 4,
	SELF_AND_PARENT = 24,           /* bytes of the entries "." and ".." */
};

/* Only with a whole one behind the inode: ext2_inode() sees to that. */
static const struct ext2_inode_more *more_of(const void *inode)
{
	return (const void *)((const u8 *)inode + sizeof(struct ext2_inode));
}

/* The value of the attribute "system.data" in the inode: what of inline data does not fit
 * `block`.  *size: 0 if there is none. */
static const u8 *more_data(const u8 *raw, u32 inode_size, u32 *size)
{
	u32 at = EXT2_OLD_INODE + ALIGN_UP(get16(more_of(raw)->extra), 4u);
	u32 first = at + 4, offset;
	le32 magic;

	*size = 0;
	if (inode_size == EXT2_OLD_INODE || first > inode_size)
		return raw;
	memcpy(&magic, raw + at, sizeof magic);
	if (get32(magic) != XATTR_MAGIC)
		return raw;
	for (at = first; at + sizeof(struct ext2_xattr) <= inode_size; ) {
		struct ext2_xattr x;

		memcpy(&x, raw + at, sizeof x);
		if (!x.name_length && !x.name_index)
			break;
		offset = first + get16(x.value_offset);
		at += 16 + ALIGN_UP(x.name_length, 4u);
		if (x.name_length != 4 || x.name_index != EXT2_XATTR_SYSTEM ||
		    memcmp(x.name, "data", 4))
			continue;
		if (offset <= inode_size && get32(x.value_size) <= inode_size - offset)
			*size = get32(x.value_size);
		return *size ? raw + offset : raw;
	}
	return raw;
}

/* The block that a directory in its inode would be: it keeps its parent's number only. */
static u32 self_and_parent(u8 *to, u32 ino, const u8 *parent)
{
	memcpy(to, (const u8[SELF_AND_PARENT]){
		(u8)ino, (u8)(ino >> 8), (u8)(ino >> 16), (u8)(ino >> 24), 12, 0, 1, 2, '.',
		0, 0, 0, parent[0], parent[1], parent[2], parent[3], 12, 0, 2, 2, '.', '.' },
	       SELF_AND_PARENT);
	return SELF_AND_PARENT;
}

static struct ext2_node *node_new(const struct ext2 *fs, u32 ino, const u8 *raw)
{
	const struct ext2_inode *on = (const void *)raw;
	struct ext2_node *node;
	const u8 *more = NULL;
	u32 size = 0, skip = 0;

	if (get32(on->flags) & EXT2_INLINE_DATA_FL)
		more = more_data(raw, fs->geo.inode_size, &size);
	node = kzalloc(sizeof *node + (more ? SELF_AND_PARENT + EXT2_I_BLOCK + size : 0));
	if (!node)
		return NULL;
	node->flags = get32(on->flags);
	memcpy(node->block, on->block, EXT2_I_BLOCK);
	if (!more)
		return node;
	if (S_ISDIR(get16(on->mode))) {
		node->data_size = self_and_parent(node->data, ino, on->block);
		skip = 4;
	}
	memcpy(node->data + node->data_size, on->block + skip, EXT2_I_BLOCK - skip);
	node->data_size += EXT2_I_BLOCK - skip;
	memcpy(node->data + node->data_size, more, size);
	node->data_size += size;
	return node;
}

/* Seconds on disk are signed; 34 bits of them where there is room for nanoseconds. */
static u64 time_of(const struct ext2 *fs, const struct ext2_inode_more *more, le32 seconds,
		   const le32 *extra)
{
	u64 at = (u64)((i64)(i32)get32(seconds) * (i64)SECOND_NS);
	u32 end = (u32)((const u8 *)(extra + 1) - (const u8 *)more);

	if (fs->geo.inode_size == EXT2_OLD_INODE || get16(more->extra) < end)
		return at;
	return at + ((u64)(get32(*extra) & 3) << 32) * SECOND_NS + (get32(*extra) >> 2);
}

static u64 sectors_of(const struct ext2 *fs, const struct ext2_inode *on)
{
	u64 n = get32(on->sectors);

	if (!(get32(fs->super.ro_compat) & EXT2_RO_COMPAT_HUGE_FILE))
		return n;
	n |= (u64)get16(on->sectors_high) << 32;
	return get32(on->flags) & EXT2_HUGE_FILE_FL ? n * (fs->geo.block_size / SECTOR) : n;
}

static u32 pointer(const struct ext2_node *node, unsigned i)
{
	le32 p;

	memcpy(&p, node->block + 4 * i, sizeof p);
	return get32(p);
}

static void set_ops(struct inode *inode)
{
	const struct ext2_node *node = inode->private;

	inode->ops = &ext2_file_ops;
	switch (inode->mode & S_IFMT) {
	case S_IFDIR: inode->ops = &ext2_dir_ops; inode->fops = &ext2_dir_fops; break;
	case S_IFREG: inode->fops = &ext2_file_fops; break;
	case S_IFLNK: inode->ops = &ext2_link_ops; break;
	case S_IFCHR: inode->fops = &chrdev_fops; break;
	case S_IFBLK: inode->fops = &blkdev_fops; break;
	case S_IFIFO: inode->fops = &fifo_fops; break;
	}
	/* Old device numbers: 8 bits and 8 bits; new ones are in the second pointer. */
	if (S_ISCHR(inode->mode) || S_ISBLK(inode->mode))
		inode->rdev = pointer(node, 0)
			? makedev(pointer(node, 0) >> 8 & 255, pointer(node, 0) & 255)
			: makedev(pointer(node, 1) >> 8 & 0xfff,
				  (pointer(node, 1) & 255) | (pointer(node, 1) >> 12 & 0xfff00));
	/* The pipe of a FIFO takes the place of what only files need. */
	if (S_ISFIFO(inode->mode)) {
		kfree(inode->private);
		inode->private = NULL;
	}
}

static struct inode *fill(struct super_block *sb, u32 ino, const u8 *raw)
{
	const struct ext2 *fs = sb->private;
	const struct ext2_inode *on = (const void *)raw;
	const struct ext2_inode_more *more = more_of(raw);
	u32 mode = get16(on->mode);
	u64 size = get32(on->size);
	struct inode *inode;

	/* ext2 kept a directory's ACL where the high half of its size is now. */
	if (!S_ISDIR(mode) || fs->incompat & EXT2_INCOMPAT_LARGE_DIR)
		size |= (u64)get32(on->size_high) << 32;
	if (!get16(on->links) || (i64)size < 0)
		return err_ptr(-EIO);
	/* Directories have no holes: a longer one would be searched for ever. */
	if (S_ISDIR(mode) && size > fs->geo.blocks * fs->geo.block_size)
		return err_ptr(-EIO);
	inode = inode_new(sb, mode);
	if (!inode)
		return err_ptr(-ENOMEM);
	inode->ino = ino;
	inode->private = node_new(fs, ino, raw);
	if (!inode->private) {
		inode_put(inode);
		return err_ptr(-ENOMEM);
	}
	inode->nlink = get16(on->links);
	inode->uid = get16(on->uid) | (u32)get16(on->uid_high) << 16;
	inode->gid = get16(on->gid) | (u32)get16(on->gid_high) << 16;
	inode->size = size;
	inode->blocks = sectors_of(fs, on);
	inode->atime = time_of(fs, more, on->atime, &more->atime);
	inode->mtime = time_of(fs, more, on->mtime, &more->mtime);
	inode->ctime = time_of(fs, more, on->ctime, &more->ctime);
	set_ops(inode);
	return inode;
}

struct inode *ext2_inode(struct super_block *sb, u32 ino)
{
	const struct ext2 *fs = sb->private;
	u64 place = ext2_inode_place(fs, ino);
	u8 *raw;
	struct inode *inode;

	if (!place)
		return err_ptr(-EIO);
	/* Old inodes have nothing behind them. */
	raw = kzalloc(MAX(fs->geo.inode_size,
			  sizeof(struct ext2_inode) + sizeof(struct ext2_inode_more)));
	if (!raw)
		return err_ptr(-ENOMEM);
	inode = blkdev_read(fs->dev, place, raw, fs->geo.inode_size) ? err_ptr(-EIO)
								 : fill(sb, ino, raw);
	kfree(raw);
	return inode;
}
