/* ext2_fs.h - ext2, ext3 and ext4 on disk, and what this driver's files share. */
#ifndef FS_EXT2_FS_H
#define FS_EXT2_FS_H

#include "common/ondisk.h"
#include "fs/block.h"
#include "fs/internal.h"

struct ext2_inode {
	le16 mode, uid;
	le32 size, atime, ctime, mtime, dtime;
	le16 gid, links;
	le32 sectors, flags, version;
	u8   block[60];
	le32 generation, acl, size_high, fragment;
	u8   os[12];
};
ONDISK(struct ext2_inode, 128);
ONDISK_AT(struct ext2_inode, size_high, 108);

struct ext2 {
	struct block_device *dev;
	u32 block_size, inode_size, desc_size, inodes, per_group, table_block;
	u64 blocks;
};

/* What an inode's private points to. */
struct ext2_node { u32 flags; u8 block[60]; };
enum { EXT2_EXTENTS = 0x80000, EXT2_INLINE = 0x10000000 };

/* ext2_map.c: the disk's block of the file's block, 0: a hole; or -EIO. */
i64 ext2_map(const struct ext2 *fs, const struct ext2_node *node, u64 index);
/* `n` bytes of the file, holes as zeros; 0 or -errno. */
int ext2_bytes(struct inode *inode, u64 at, void *to, size_t n);

#endif
