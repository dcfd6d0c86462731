/* ramfs.c - rootfs and tmpfs: everything in memory.
 *
 * The tree of dentries is the directory: each name holds one reference of its dentry.
 * Sizes of directories are tmpfs's: 20 for each name with "." and "..". */
#include "fs/internal.h"
#include "fs/ramfs.h"
#include "mm/slab.h"

enum { NAME_BYTES = 20, TMPFS_MAGIC = 0x01021994, COOKIE_FIRST = 0x7ffffff0 };

/* Of a superblock.  Each name counts as an inode, and a long symlink as a page, or memory
 * could be filled with what has no size. */
struct ramfs { u64 pages, pages_max, inodes, inodes_max; };
enum { SHORT_LINK = 128 };

static const struct inode_operations dir_ops, file_ops, link_ops;
static const struct file_operations dir_fops;

static bool charge_name(struct super_block *sb)
{
	struct ramfs *fs = sb->private;

	if (fs->inodes >= fs->inodes_max)
		return false;
	fs->inodes++;
	return true;
}

static void uncharge_name(struct super_block *sb)
{
	((struct ramfs *)sb->private)->inodes--;
}

struct inode *ramfs_inode(struct super_block *sb, u32 mode, u64 rdev)
{
	struct inode *inode;

	if (!charge_name(sb))
		return NULL;
	inode = inode_new(sb, mode);
	if (!inode) {
		uncharge_name(sb);
		return NULL;
	}
	inode->uid = current->cred.fsuid;
	inode->gid = current->cred.fsgid;
	inode->ops = &file_ops;
	inode->rdev = rdev;
	switch (mode & S_IFMT) {
	case S_IFDIR:
		inode->ops = &dir_ops;
		inode->fops = &dir_fops;
		inode->size = 2 * NAME_BYTES;
		inode->nlink = 2;
		inode->private = (void *)(u64)COOKIE_FIRST;
		break;
	case S_IFREG: inode->fops = &ramfs_file_fops; break;
	case S_IFIFO: inode->fops = &fifo_fops; break;
	case S_IFCHR: inode->fops = &chrdev_fops; break;
	case S_IFBLK: inode->fops = &blkdev_fops; break;
	case S_IFLNK: inode->ops = &link_ops; break;
	}
	return inode;
}

/* For the newest name in `dir`. */
static u32 cookie_take(struct inode *dir)
{
	u64 cookie = (u64)dir->private;

	dir->private = (void *)(cookie > 3 ? cookie - 1 : COOKIE_FIRST);
	return (u32)cookie;
}

/* The name `d` in `dir` is `inode` from now on. */
static void add(struct inode *dir, struct dentry *d, struct inode *inode)
{
	d->cookie = cookie_take(dir);
	d_set_inode(d, inode);
	dentry_get(d);
	dir->size += NAME_BYTES;
	dir->mtime = dir->ctime = wall_ns();
	if (S_ISDIR(inode->mode))
		dir->nlink++;
}

static int create(struct inode *dir, struct dentry *d, u32 mode, u64 rdev)
{
	struct inode *inode = ramfs_inode(dir->sb, mode, rdev);

	if (!inode)
		return -ENOSPC;
	if (dir->mode & S_ISGID) {
		inode->gid = dir->gid;
		if (S_ISDIR(mode))
			inode->mode |= S_ISGID;
		else if (mode & 010 && !in_group(dir->gid) && !capable(CAP_FSETID))
			inode->mode &= ~(u32)S_ISGID;
	}
	add(dir, d, inode);
	return 0;
}

static int symlink(struct inode *dir, struct dentry *d, const char *target)
{
	int error = create(dir, d, S_IFLNK | 0777, 0);
	struct inode *inode = d->inode;
	u64 size = strlen(target);

	if (error)
		return error;
	if (ramfs_charge(dir->sb, size > SHORT_LINK)) {
		inode->private = kstrdup(target);
		if (inode->private) {
			inode->size = size;
			return 0;
		}
		ramfs_uncharge(dir->sb, size > SHORT_LINK);
	}
	dir->ops->unlink(dir, d);
	return -ENOSPC;
}

static int link(struct inode *inode, struct inode *dir, struct dentry *d)
{
	if (!charge_name(dir->sb))
		return -ENOSPC;
	inode->nlink++;
	inode->ctime = wall_ns();
	inode_get(inode);
	add(dir, d, inode);
	return 0;
}

static bool empty(const struct dentry *d)
{
	list_each(node, &d->children)
		if (list_entry(node, struct dentry, sibling)->inode)
			return false;
	return true;
}

static int unlink(struct inode *dir, struct dentry *d)
{
	struct inode *inode = d->inode;

	if (S_ISDIR(inode->mode)) {
		if (!empty(d))
			return -ENOTEMPTY;
		dir->nlink--;
		inode->nlink--;
	}
	if (--inode->nlink && !S_ISDIR(inode->mode))
		uncharge_name(dir->sb);
	dir->size -= NAME_BYTES;
	inode->ctime = dir->mtime = dir->ctime = wall_ns();
	dentry_unlink(d);
	dentry_put(d);
	return 0;
}

static int rename(struct inode *from, struct dentry *old, struct inode *to,
		  struct dentry *target)
{
	int error;

	if (target->inode && S_ISDIR(target->inode->mode) && !empty(target))
		return -ENOTEMPTY;
	error = dentry_move(old, target);
	if (error)
		return error;
	if (target->inode)
		unlink(to, target);
	old->cookie = cookie_take(to);
	from->size -= NAME_BYTES;
	to->size += NAME_BYTES;
	if (S_ISDIR(old->inode->mode)) {
		from->nlink--;
		to->nlink++;
	}
	old->inode->ctime = from->mtime = from->ctime = to->mtime = to->ctime = wall_ns();
	return 0;
}

static int exchange(struct inode *from, struct dentry *old, struct inode *to,
		    struct dentry *target)
{
	u32 dirs = S_ISDIR(old->inode->mode), target_dirs = S_ISDIR(target->inode->mode);

	dentry_swap(old, target);
	old->cookie = cookie_take(to);
	target->cookie = cookie_take(from);
	from->nlink += target_dirs - dirs;
	to->nlink += dirs - target_dirs;
	old->inode->ctime = target->inode->ctime = from->mtime = from->ctime = to->mtime =
		to->ctime = wall_ns();
	return 0;
}

static long readlink(struct inode *inode, char *buf, size_t size)
{
	size_t n = MIN(size, inode->size);

	memcpy(buf, inode->private, n);
	return (long)n;
}

/* Positions: 0 ".", 1 "..", then cookies, which the newest name has the lowest of. */
static int readdir(struct file *f, bool (*emit)(void *, const char *, size_t, u64, u8, u64),
		   void *ctx)
{
	struct dentry *dir = f->path.dentry;

	file_accessed(f);
	if (f->pos == 0) {
		if (!emit(ctx, ".", 1, f->inode->ino, DT_DIR, 1))
			return 0;
		f->pos = 1;
	}
	if (f->pos == 1) {
		if (!emit(ctx, "..", 2, dir->parent->inode->ino, DT_DIR, 2))
			return 0;
		f->pos = 2;
	}
	list_each(node, &dir->children) {
		struct dentry *d = list_entry(node, struct dentry, sibling);

		if (!d->inode || d->cookie < f->pos)
			continue;
		if (!emit(ctx, d->name, d->name_len, d->inode->ino,
			  (u8)(d->inode->mode >> 12 & 15), d->cookie + 1ull))
			return 0;
		f->pos = d->cookie + 1ull;
	}
	return 0;
}

static int statfs(struct super_block *sb, struct kstatfs *out)
{
	const struct ramfs *fs = sb->private;

	out->type = TMPFS_MAGIC;
	out->blocks = fs->pages_max;
	out->bfree = out->bavail = fs->pages_max - fs->pages;
	out->files = fs->inodes_max;
	out->ffree = fs->inodes_max - fs->inodes;
	return 0;
}

static void drop_inode(struct inode *inode)
{
	if (S_ISREG(inode->mode)) {
		ramfs_free_data(inode);
	} else if (S_ISLNK(inode->mode)) {
		ramfs_uncharge(inode->sb, inode->size > SHORT_LINK);
		kfree(inode->private);
	}
	uncharge_name(inode->sb);
}

static void put_super(struct super_block *sb)
{
	kfree(sb->private);
}

bool ramfs_charge(struct super_block *sb, u64 pages)
{
	struct ramfs *fs = sb->private;

	if (pages > fs->pages_max || fs->pages > fs->pages_max - pages)
		return false;
	fs->pages += pages;
	return true;
}

void ramfs_uncharge(struct super_block *sb, u64 pages)
{
	((struct ramfs *)sb->private)->pages -= pages;
}

static const struct super_operations super_ops = {
	.statfs = statfs, .drop_inode = drop_inode, .put_super = put_super,
};
static const struct inode_operations dir_ops = {
	.create = create, .symlink = symlink, .link = link, .unlink = unlink,
	.rename = rename, .exchange = exchange,
};
static const struct inode_operations file_ops = { .truncate = ramfs_truncate };
static const struct inode_operations link_ops = { .readlink = readlink };
static const struct file_operations dir_fops = { .readdir = readdir };

static struct file_system_type ramfs_fs_type;

static struct super_block *mount(const struct file_system_type *type, const char *source,
				 u32 flags, const char *options)
{
	struct ramfs_options o = { .mode = type == &ramfs_fs_type ? 0755 : 01777 };
	struct super_block *sb = super_new(type);
	struct ramfs *fs = sb ? kzalloc(sizeof *fs) : NULL;
	struct page_counts counts;
	struct inode *inode;
	int error = fs ? 0 : -ENOMEM;

	(void)source;
	(void)flags;
	page_counts(&counts);
	o.pages = counts.total / 2;
	if (!error)
		error = ramfs_options(&o, options, counts.total);
	if (error) {
		kfree(fs);
		kfree(sb);
		return err_ptr(error);
	}
	fs->pages_max = o.pages;
	fs->inodes_max = MAX(counts.total / 2, 1u);
	sb->private = fs;
	sb->ops = &super_ops;
	inode = ramfs_inode(sb, S_IFDIR | o.mode, 0);
	if (inode) {
		inode->uid = o.uid;
		inode->gid = o.gid;
	}
	sb->root = inode ? dentry_root(sb, inode) : NULL;
	if (sb->root)
		return sb;
	inode_put(inode);
	kfree(fs);
	kfree(sb);
	return err_ptr(-ENOMEM);
}

struct super_block *ramfs_super(const struct file_system_type *type)
{
	return mount(type, NULL, 0, "mode=755");
}

int ramfs_node(struct dentry *dir, const char *name, u32 mode, u64 rdev)
{
	struct dentry *d = dentry_find(dir, name, strlen(name));
	int error;

	if (d) {
		dentry_put(d);
		return -EEXIST;
	}
	d = dentry_new(dir, name, strlen(name));
	if (!d)
		return -ENOMEM;
	error = create(dir->inode, d, mode, rdev);
	dentry_put(d);
	return error;
}

struct file_system_type rootfs_fs_type = { .name = "rootfs", .mount = mount };
static struct file_system_type tmpfs_fs_type = { .name = "tmpfs", .mount = mount };
static struct file_system_type ramfs_fs_type = { .name = "ramfs", .mount = mount };

int init_rootfs(void)
{
	int error = register_filesystem(&rootfs_fs_type);

	if (!error)
		error = register_filesystem(&tmpfs_fs_type);
	return error ? error : register_filesystem(&ramfs_fs_type);
}
