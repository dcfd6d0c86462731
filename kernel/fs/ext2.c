/* ext2.c - ext2, ext3 and ext4, read only: files, symlinks, mounting. */
#include "fs/ext2_fs.h"
#include "mm/slab.h"

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

/* A 32-bit program that has not heard of them does not get files over 2 GiB. */
static int open(struct inode *inode, struct file *f)
{
	return inode->size > INT32_MAX && !(f->flags & O_LARGEFILE) ? -EOVERFLOW : 0;
}

/* Short ones always were in the inode. */
static long readlink(struct inode *inode, char *buf, size_t size)
{
	const struct ext2_node *node = inode->private;
	const u32 elsewhere = EXT2_EXTENTS_FL | EXT2_INLINE_DATA_FL | EXT2_ENCRYPT_FL;
	size_t n = MIN(size, inode->size);
	int error = 0;

	if (inode->size < EXT2_I_BLOCK && !(node->flags & elsewhere))
		memcpy(buf, node->block, n);
	else
		error = ext2_bytes(inode, 0, buf, n);
	return error ? error : (long)n;
}

const struct inode_operations ext2_file_ops;
const struct inode_operations ext2_link_ops = { .readlink = readlink };
const struct file_operations ext2_file_fops = {
	.open = open, .read = read, .map_page = map_page,
};

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
	const struct ext2_super *s = &fs->super;

	out->type = EXT2_MAGIC;
	out->bsize = fs->geo.block_size;
	out->blocks = fs->geo.blocks;
	out->bfree = get32(s->free_blocks);
	out->bavail = out->bfree - MIN(out->bfree, get32(s->reserved_blocks));
	out->files = fs->inodes;
	out->ffree = get32(s->free_inodes);
	return 0;
}

static const struct super_operations super_ops = {
	.statfs = statfs, .drop_inode = drop_inode, .put_super = put_super,
};

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
		error = ext2_open_super(fs);
	if (!error) {
		sb->private = fs;
		sb->ops = &super_ops;
		sb->flags = MS_RDONLY;
		sb->dev = fs->dev->rdev;
		inode = ext2_inode(sb, EXT2_ROOT_INODE);
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
