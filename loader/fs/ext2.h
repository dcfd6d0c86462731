/* ext2.h - what the files of the driver of ext2, ext3 and ext4 share. */
#ifndef FS_EXT2_H
#define FS_EXT2_H

#include "common/ext2_disk.h"
#include "fs/fs.h"

/* A mounted filesystem.  Of a file nothing is kept but the inode's number: its inode and
 * its tables come from the drive's cache each time. */
struct ext2 {
	struct fs fs;
	struct ext2_super super;        /* checked; of revision 0 without features */
	struct ext2_geometry geo;
};

/* "ext2: inode 12 is WHAT". */
err_t ext2_bad(const struct file *f, const char *what);

/* Where a block lies on fs.dev, in bytes.  Any number will do: block_read looks. */
u64 ext2_place(const struct fs *fs, u32 block, u32 block_high);

/* ext2_inode.c: an inode as it lies on disk. */
struct ext2_node {
	u64  place;                     /* byte offset on fs.dev */
	bool has_data;                  /* inode.block is the start of the file's data */
	struct ext2_inode inode;
};
err_t ext2_inode_read(const struct file *f, struct ext2_node *node) MUST_CHECK;

/* fs_driver.stat and .in_place. */
err_t ext2_stat(struct file *f) MUST_CHECK;
err_t ext2_in_place(struct file *f) MUST_CHECK;

/* ext2_map.c: fs_driver.map. */
err_t ext2_map(struct file *f, struct run *run) MUST_CHECK;

/* ext2_dir.c: fs_driver.list. */
err_t ext2_list(struct file *dir, list_fn *each, void *context) MUST_CHECK;

#endif
