/* ext2_fs.h - what the files of the driver of ext2, ext3 and ext4 share. */
#ifndef FS_EXT2_FS_H
#define FS_EXT2_FS_H

#include "common/ext2_disk.h"
#include "fs/block.h"
#include "fs/internal.h"

struct ext2 {
	struct block_device *dev;
	u32 inodes, per_group, incompat;
	struct ext2_super super;
	struct ext2_geometry geo;
};

/* What an inode's private points to. */
struct ext2_node {
	u32 flags;
	u8  block[EXT2_I_BLOCK];
	u32 data_size;                  /* inline data: of a directory, as if it were a block */
	u8  data[];
};

/* ext2_super.c: is it one that we can read?  0, or -EINVAL with the reason in the log. */
int ext2_open_super(struct ext2 *fs);
/* Where inode `ino` stands on the device; 0: nowhere. */
u64 ext2_inode_place(const struct ext2 *fs, u32 ino);

/* ext2_inode.c: the inode with its operations, or an err_ptr. */
struct inode *ext2_inode(struct super_block *sb, u32 ino);
extern const struct inode_operations ext2_file_ops, ext2_link_ops, ext2_dir_ops;
extern const struct file_operations ext2_file_fops, ext2_dir_fops;

/* ext2_map.c: the disk's block of the file's block, 0: a hole; or -EIO. */
i64 ext2_map(const struct ext2 *fs, const struct ext2_node *node, u64 index);
/* `n` bytes of the file, holes as zeros; 0 or -errno. */
int ext2_bytes(struct inode *inode, u64 at, void *to, size_t n);

#endif
