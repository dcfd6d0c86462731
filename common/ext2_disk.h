/* ext2_disk.h - ext2, ext3 and ext4 as they lie on disk, for the loader and the kernel.
 * The names and numbers are those of Linux's "ext4 Data Structures and Algorithms". */
#ifndef COMMON_EXT2_DISK_H
#define COMMON_EXT2_DISK_H

#include "common/ondisk.h"

enum {
	EXT2_MAGIC                  = 0xef53,
	EXT2_SUPER_AT               = 1024,     /* the superblock's place, and its size */
	EXT2_ROOT_INODE             = 2,
	EXT2_I_BLOCK                = 60,       /* bytes of block pointers in an inode */
	EXT2_OLD_INODE              = 128,      /* bytes; others only from revision 1 on */
	EXT2_OLD_DESC               = 32,       /* others only with 64bit */

	EXT2_COMPAT_SPARSE_SUPER2   = 0x200,

	EXT2_INCOMPAT_COMPRESSION   = 0x1,
	EXT2_INCOMPAT_FILETYPE      = 0x2,
	EXT2_INCOMPAT_RECOVER       = 0x4,
	EXT2_INCOMPAT_JOURNAL_DEV   = 0x8,
	EXT2_INCOMPAT_META_BG       = 0x10,
	EXT2_INCOMPAT_EXTENTS       = 0x40,
	EXT2_INCOMPAT_64BIT         = 0x80,
	EXT2_INCOMPAT_MMP           = 0x100,
	EXT2_INCOMPAT_FLEX_BG       = 0x200,
	EXT2_INCOMPAT_EA_INODE      = 0x400,
	EXT2_INCOMPAT_DIRDATA       = 0x1000,
	EXT2_INCOMPAT_CSUM_SEED     = 0x2000,
	EXT2_INCOMPAT_LARGE_DIR     = 0x4000,
	EXT2_INCOMPAT_INLINE_DATA   = 0x8000,
	EXT2_INCOMPAT_ENCRYPT       = 0x10000,
	EXT2_INCOMPAT_CASEFOLD      = 0x20000,

	EXT2_RO_COMPAT_SPARSE_SUPER = 0x1,
	EXT2_RO_COMPAT_HUGE_FILE    = 0x8,

	EXT2_COMPR_FL               = 0x4,      /* flags of an inode */
	EXT2_ENCRYPT_FL             = 0x800,
	EXT2_HUGE_FILE_FL           = 0x40000,
	EXT2_EXTENTS_FL             = 0x80000,
	EXT2_VERITY_FL              = 0x100000,
	EXT2_INLINE_DATA_FL         = 0x10000000,

	EXT2_DIRECT                 = 12,       /* block pointers; then single, double, triple */
	EXT2_EXTENT_MAGIC           = 0xf30a,
	EXT2_EXTENT_DEPTH_MAX       = 5,        /* enough for 2^32 blocks */
	EXT2_EXTENT_UNWRITTEN       = 32768,    /* longer ones have this added; they are zeros */

	EXT2_XATTR_SYSTEM           = 7,        /* name index of "system." */
};

/* What both can read.  Recover: as it is, the journal is not played back; encrypt: only
 * what is encrypted is refused; casefold: names are found as they were written. */
#define EXT2_INCOMPAT_KNOWN ( \
	EXT2_INCOMPAT_FILETYPE | EXT2_INCOMPAT_RECOVER | EXT2_INCOMPAT_META_BG | \
	EXT2_INCOMPAT_EXTENTS | EXT2_INCOMPAT_64BIT | EXT2_INCOMPAT_MMP | \
	EXT2_INCOMPAT_FLEX_BG | EXT2_INCOMPAT_EA_INODE | EXT2_INCOMPAT_CSUM_SEED | \
	EXT2_INCOMPAT_LARGE_DIR | EXT2_INCOMPAT_INLINE_DATA | EXT2_INCOMPAT_ENCRYPT | \
	EXT2_INCOMPAT_CASEFOLD)

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

/* Of a group's descriptor what finds its inodes. */
struct ext2_group_desc {
	le32 block_bitmap, inode_bitmap, inode_table;
	u8   unused[28];
	le32 inode_table_high;          /* only with 64bit */
};
ONDISK(struct ext2_group_desc, 44);
ONDISK_AT(struct ext2_group_desc, inode_table_high, 40);

struct ext2_inode {
	le16 mode, uid;
	le32 size, atime, ctime, mtime, dtime;
	le16 gid, links;
	le32 sectors, flags, version;
	u8   block[EXT2_I_BLOCK];
	le32 generation, acl, size_high, fragment;
	le16 sectors_high, acl_high, uid_high, gid_high;
	le32 unused;
};
ONDISK(struct ext2_inode, EXT2_OLD_INODE);
ONDISK_AT(struct ext2_inode, block, 40);
ONDISK_AT(struct ext2_inode, size_high, 108);

/* Behind it, in inodes of more than 128 bytes; of these fields only the first `extra` bytes. */
struct ext2_inode_more {
	le16 extra, checksum_high;
	le32 ctime, mtime, atime;       /* ns << 2, and two bits more of s */
};
ONDISK(struct ext2_inode_more, 16);

/* A table of extents consists of these; the first one is its header. */
struct ext2_extent {
	le32 block;                     /* the first of the file's blocks it speaks for */
	union {
		struct { le16 length, start_high; le32 start; } leaf;
		struct { le32 child; le16 child_high, unused; } index;
	} u;
};
struct ext2_extent_header {
	le16 magic, entries, max, depth;
	le32 generation;
};
ONDISK(struct ext2_extent, 12);
ONDISK(struct ext2_extent_header, 12);

/* An extended attribute in the inode. */
struct ext2_xattr {
	u8   name_length, name_index;
	le16 value_offset;              /* from the first attribute */
	le32 value_inode, value_size, hash;
	char name[4];                   /* longer in others, padded to 4 */
};
ONDISK(struct ext2_xattr, 20);

/* In front of each name in a directory. */
struct ext2_dirent {
	le32 inode;                     /* 0: unused, also index blocks and checksums */
	le16 size;                      /* to the next one */
	u8   name_length, type;
};
ONDISK(struct ext2_dirent, 8);

/* The sizes that a superblock tells, each of them checked. */
struct ext2_geometry {
	unsigned shift;                 /* blocks are 1 << shift bytes, 1 to 64 KiB */
	u32      block_size;
	u32      inode_size, desc_size; /* powers of two, at most a block, half a block */
	u64      blocks;
};

/* A superblock of revision 0 has neither features nor a size of inodes: puts down what it
 * stands for.  Returns the incompat features that are not known. */
u32 ext2_features(struct ext2_super *s);

/* Do the sizes make sense, and is there a group for each inode?  After ext2_features(). */
bool ext2_geometry(const struct ext2_super *s, struct ext2_geometry *g);

/* Where the descriptor of `group` lies, in bytes; any group will do. */
u64 ext2_desc_place(const struct ext2_super *s, const struct ext2_geometry *g, u32 group);

#endif
