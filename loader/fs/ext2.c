/* ext2.c - mounting ext2, ext3 and ext4: the superblock. */
#include "base/error.h"
#include "common/div.h"
#include "common/str.h"
#include "common/uuid.h"
#include "fs/ext2.h"

enum {
	SUPERBLOCK_AT = 1024,
	MAGIC         = 0xef53,
	LOG_BLOCK_MAX = 6,              /* 64 KiB */

	INCOMPAT_64BIT = 0x80,
	/* filetype, recover (read as it is), meta_bg, extents, 64bit, mmp, flex_bg, ea_inode,
	 * csum_seed, large_dir, inline_data, encrypt (only what is encrypted is refused),
	 * casefold (names are found in the case they were written in). */
	INCOMPAT_KNOWN = 0x2 | 0x4 | 0x10 | 0x40 | INCOMPAT_64BIT | 0x100 | 0x200 | 0x400 |
			 0x2000 | 0x4000 | 0x8000 | 0x10000 | 0x20000,
};

u64 ext2_place(const struct fs *fs, u32 block, u32 block_high)
{
	return ((u64)block_high << 32 | block) << ((const struct ext2 *)fs)->shift;
}

static err_t check_features(u32 incompat)
{
	u32 bit = incompat & ~INCOMPAT_KNOWN;

	if (!bit)
		return NULL;
	bit &= -bit;
	return errf("ext2: unsupported feature %s(0x%x)", bit == 0x1 ? "compression " :
		    bit == 0x8 ? "journal_dev " : bit == 0x1000 ? "dirdata " : "", bit);
}

/* `n` is a power of two from `low` to a block. */
static bool is_size(const struct ext2 *e, u32 n, u32 low)
{
	return n >= low && n <= e->block_size && (n & (n - 1)) == 0;
}

/* Sizes that everything else divides by or loops over. */
static bool read_geometry(struct ext2 *e)
{
	const struct ext2_super *s = &e->super;
	u32 log = get32(s->log_block_size);
	u32 per_group = get32(s->inodes_per_group), first = get32(s->first_data_block);
	u64 blocks = get32(s->blocks);

	if (log > LOG_BLOCK_MAX)
		return false;
	e->shift = 10 + log;
	e->block_size = 1u << e->shift;
	e->inode_size = get16(s->inode_size);
	e->desc_size = 32;
	if (get32(s->incompat) & INCOMPAT_64BIT) {
		blocks |= (u64)get32(s->blocks_high) << 32;
		e->desc_size = get16(s->desc_size);
	}
	/* A block has two descriptors or more. */
	if (!is_size(e, e->inode_size, EXT2_GOOD_OLD_INODE) || !is_size(e, 2 * e->desc_size, 64) ||
	    per_group == 0 || get32(s->blocks_per_group) == 0 || first >= blocks)
		return false;
	blocks -= first + 1;
	div64(&blocks, get32(s->blocks_per_group));
	return (get32(s->inodes) - 1) / per_group <= blocks;    /* the last group */
}

static err_t ext2_mount(struct fs *fs)
{
	struct ext2 *e = (struct ext2 *)fs;
	struct ext2_super *s = &e->super;

	TRY(block_read_bytes(fs->dev, SUPERBLOCK_AT, sizeof *s, s));
	if (get16(s->magic) != MAGIC)
		return ERR_NOT_THIS_FS;
	if (get32(s->revision) == 0) {
		s->inode_size = put16(EXT2_GOOD_OLD_INODE);
		s->compat = s->incompat = s->ro_compat = put32(0);
	}
	TRY(check_features(get32(s->incompat)));
	uuid_print(fs->uuid, s->uuid);
	memcpy(fs->label, s->label, sizeof s->label);
	fs->root = EXT2_ROOT_INODE;
	return read_geometry(e) ? NULL : "ext2: superblock is damaged";
}

const struct fs_driver ext2_driver = {
	.name = "ext2", .size = sizeof(struct ext2), .least = (SUPERBLOCK_AT + 1024) / SECTOR,
	.mount = ext2_mount, .stat = ext2_stat, .map = ext2_map, .list = ext2_list,
	.in_place = ext2_in_place,
};
