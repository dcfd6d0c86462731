/* ext2_fs.h - ext2, ext3 and ext4 on disk, and what this driver's files share. */
#ifndef FS_EXT2_FS_H
#define FS_EXT2_FS_H

#include "common/ondisk.h"
#include "fs/block.h"
#include "fs/internal.h"

enum {
	EXT2_MAGIC = 0xef53, EXT2_ROOT = 2,
	EXT2_64BIT = 0x80, EXT2_META_BG = 0x10, EXT2_LARGE_DIR = 0x4000,       /* incompat */
	EXT2_SPARSE_SUPER = 0x1, EXT2_HUGE_FILE = 0x8,                  /* ro_compat */
	EXT2_ENCRYPTED = 0x800, EXT2_HUGE = 0x40000, EXT2_EXTENTS = 0x80000,
	EXT2_INLINE = 0x10000000,                                       /* of an inode */
	EXT2_I_BLOCK = 60, EXT2_OLD_INODE = 128,
};

struct ext2_super {
	le32 inodes, blocks, reserved_blocks, free_blocks, free_inodes;
	le32 first_data_block, log_block_size, log_cluster_size;
	le32 blocks_per_group, clusters_per_group, inodes_per_group;
	le32 mount_time, write_time;
	le16 mounts, max_mounts, magic, state, errors, minor_revision;
	le32 last_check, check_interval, creator, revision;
	le16 reserved_uid, reserved_gid;
	le32 first_inode;               /* from here on only if revision >= 1 */
	le16 inode_size, group;
	le32 compat, incompat, ro_compat;
	u8   uuid[16];
	char label[16];
	u8   unused1[118];
	le16 desc_size;
	le32 mount_options, first_meta_bg;
	u8   unused2[72];
	le32 blocks_high;
	u8   unused3[248];
	le32 backup_group[2];           /* sparse_super2 */
};
ONDISK(struct ext2_super, 0x254);
ONDISK_AT(struct ext2_super, magic, 0x38);
ONDISK_AT(struct ext2_super, incompat, 0x60);
ONDISK_AT(struct ext2_super, desc_size, 0xfe);
ONDISK_AT(struct ext2_super, blocks_high, 0x150);
ONDISK_AT(struct ext2_super, backup_group, 0x24c);

struct ext2_inode {
	le16 mode, uid;
	le32 size, atime, ctime, mtime, dtime;
	le16 gid, links;
	le32 sectors, flags, version;
	u8   block[EXT2_I_BLOCK];
	le32 generation, acl, size_high, fragment;
	le16 sectors_high, acl_high, uid_high, gid_high;
	le32 unused;
	/* Only in inodes of more than 128 bytes, and only the first `extra` of these. */
	le16 extra, checksum_high;
	le32 ctime_extra, mtime_extra, atime_extra;     /* ns << 2, and two bits more of s */
};
ONDISK(struct ext2_inode, 144);
ONDISK_AT(struct ext2_inode, size_high, 108);
ONDISK_AT(struct ext2_inode, extra, EXT2_OLD_INODE);

struct ext2 {
	struct block_device *dev;
	u32 block_size, inode_size, desc_size, inodes, per_group, incompat;
	u64 blocks;
	struct ext2_super super;
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
