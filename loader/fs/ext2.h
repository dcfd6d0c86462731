/* ext2.h - ext2, ext3 and ext4 on disk, and what this driver's files share. */
#ifndef FS_EXT2_H
#define FS_EXT2_H

#include "common/ondisk.h"
#include "common/span.h"
#include "fs/fs.h"

enum {
	EXT2_ROOT_INODE      = 2,
	EXT2_SYMLINKS_MAX    = 16,      /* followed on one path */
	EXT2_TARGET_MAX      = 4096,    /* bytes in a symlink */

	EXT2_EXTENTS_FL      = 0x80000,         /* flags of an inode */
	EXT2_INLINE_DATA_FL  = 0x10000000,
	EXT2_ENCRYPT_FL      = 0x800,

	EXT2_I_BLOCK         = 60,      /* bytes of block pointers in an inode */
	EXT2_GOOD_OLD_INODE  = 128,
};

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

/* A mounted filesystem. */
struct ext2 {
	struct fs fs;
	u8   shift;                     /* blocks are 1 << shift bytes, 1 to 64 KiB */
	u32  block_size;
	u64  blocks;
	u32  inodes, inodes_per_group, blocks_per_group, groups;
	u32  first_block;               /* of group 0 */
	u32  table_block;               /* before the first block of group descriptors */
	u32  inode_size, desc_size;
	u32  first_meta_bg;             /* descriptor blocks from here on lie in their groups */
	u32  backup_group[2];           /* sparse_super2 */
	u32  compat, incompat, ro_compat;
};

/* What file.state points at.  table[] is the block of pointers or extents that answered
 * last: it speaks for the file's blocks lo .. hi-1 (hi 0: nothing read yet). */
struct ext2_node {
	u32  lo, hi;
	u8  *table;                     /* heap, one block, or NULL */
	u32  flags;
	const u8 *more;                 /* inline data behind inode.block, in the inode */
	u32  more_size;
	bool in_inode;                  /* the data is inode.block, then more[] */
	struct ext2_inode inode;        /* the rest of the inode on disk follows */
};

/* ext2_inode.c: read inode `number` from disk; f->state is heap memory. */
err_t ext2_inode_open(struct ext2 *e, u32 number, struct file *f) MUST_CHECK;
void  ext2_inode_close(struct file *f);
/* Its kind, size and time only. */
err_t ext2_inode_stat(struct ext2 *e, u32 number, struct file *f) MUST_CHECK;

/* ext2_map.c: fs_driver.map. */
err_t ext2_map(struct file *f, u64 offset, struct run *out) MUST_CHECK;

/* ext2_dir.c: each name in a directory until `each` says false; `name` has no NUL. */
typedef bool ext2_name_fn(void *context, u32 inode, struct span name);
err_t ext2_dir_scan(struct file *dir, ext2_name_fn *each, void *context) MUST_CHECK;
/* fs_driver.open and .list. */
err_t ext2_open(struct fs *fs, const char *path, struct file *f) MUST_CHECK;
err_t ext2_list(struct file *dir, list_fn *each, void *context) MUST_CHECK;

#endif
