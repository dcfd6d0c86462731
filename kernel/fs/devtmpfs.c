/* devtmpfs.c - a filesystem in memory with a node for each device; mounted anywhere, it
 * is always the same one. */
#include "fs/devtmpfs.h"
#include "fs/internal.h"

static struct super_block *devtmpfs;

static struct super_block *mount(const struct file_system_type *type, const char *source,
				 u32 flags, const char *options)
{
	(void)type, (void)source, (void)flags, (void)options;
	return devtmpfs ? devtmpfs : err_ptr(-ENODEV);
}

static struct file_system_type devtmpfs_type = { .name = "devtmpfs", .mount = mount };

int devtmpfs_node(const char *name, u32 type, u64 rdev)
{
	/* Those that any program may use: memory devices and the controlling terminal. */
	u32 mode = rdev >> 8 == 1 || rdev == makedev(5, 0) ? 0666 : 0600;

	return devtmpfs ? ramfs_node(devtmpfs->root, name, type | mode, rdev) : 0;
}

void devtmpfs_init(void)
{
	static const char *const links[][2] = {
		{ "fd", "/proc/self/fd" }, { "stdin", "/proc/self/fd/0" },
		{ "stdout", "/proc/self/fd/1" }, { "stderr", "/proc/self/fd/2" },
	};
	struct super_block *sb = ramfs_super(&devtmpfs_type);

	if (is_err(sb) || register_filesystem(&devtmpfs_type))
		return;
	sb->refs = 1;
	devices_init();
	devtmpfs = sb;
	chrdev_nodes();
	blkdev_nodes();
	for (unsigned i = 0; i < COUNT(links); i++) {
		struct dentry *d = dentry_new(sb->root, links[i][0], strlen(links[i][0]));

		if (d) {
			sb->root->inode->ops->symlink(sb->root->inode, d, links[i][1]);
			dentry_put(d);
		}
	}
}
