/* ext2.h - ext2, ext3 and ext4 on disk, and what this driver's files share. */
#ifndef FS_EXT2_H
#define FS_EXT2_H

#include "common/ondisk.h"
#include "fs/fs.h"

enum {
	EXT2_ROOT_INODE     = 2,

	EXT2_COMPR_FL       = 0x4,      /* flags of an inode */
	EXT2_ENCRYPT_FL     = 0x800,
	EXT2_EXTENTS_FL     = 0x80000,
	EXT2_VERITY_FL      = 0x100000,
	EXT2_INLINE_DATA_FL = 0x10000000,

	EXT2_I_BLOCK        = 60,       /* bytes of block pointers in an inode */
	EXT2_GOOD_OLD_INODE = 128,
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
	u8   os[12];
};
ONDISK(struct ext2_inode, 128);
ONDISK_AT(struct ext2_inode, block, 40);
ONDISK_AT(struct ext2_inode, size_high, 108);

/* A mounted filesystem.  Of a file nothing is kept but the inode's number: its inode and
 * its tables come from the drive's cache each time. */
struct ext2 {
	struct fs fs;
	unsigned  shift;                /* blocks are 1 << shift bytes, 1 to 64 KiB */
	u32       block_size;
	u32       inode_size, desc_size;
	struct ext2_super super;        /* checked; of revision 0 without features */
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
