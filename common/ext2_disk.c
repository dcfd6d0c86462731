/* ext2_disk.c - what the superblock of ext2, ext3 and ext4 says. */
#include "common/div.h"
#include "common/ext2_disk.h"

enum { LOG_BLOCK_MAX = 6 };             /* 64 KiB */

u32 ext2_features(struct ext2_super *s)
{
	if (get32(s->revision) == 0) {
		s->inode_size = put16(EXT2_OLD_INODE);
		s->compat = s->incompat = s->ro_compat = put32(0);
	}
	return get32(s->incompat) & ~(u32)EXT2_INCOMPAT_KNOWN;
}

/* `n` is a power of two from `low` to a block. */
static bool is_size(const struct ext2_geometry *g, u32 n, u32 low)
{
	return n >= low && n <= g->block_size && (n & (n - 1)) == 0;
}

bool ext2_geometry(const struct ext2_super *s, struct ext2_geometry *g)
{
	u32 log = get32(s->log_block_size);
	u32 per_group = get32(s->inodes_per_group), first = get32(s->first_data_block);
	u64 groups;

	if (log > LOG_BLOCK_MAX)
		return false;
	g->shift = 10 + log;
	g->block_size = 1u << g->shift;
	g->inode_size = get16(s->inode_size);
	g->desc_size = EXT2_OLD_DESC;
	g->blocks = get32(s->blocks);
	if (get32(s->incompat) & EXT2_INCOMPAT_64BIT) {
		g->blocks |= (u64)get32(s->blocks_high) << 32;
		g->desc_size = get16(s->desc_size);
	}
	/* A block has two descriptors or more. */
	if (!is_size(g, g->inode_size, EXT2_OLD_INODE) ||
	    !is_size(g, 2 * g->desc_size, 2 * EXT2_OLD_DESC) ||
	    per_group == 0 || get32(s->blocks_per_group) == 0 || first >= g->blocks)
		return false;
	groups = g->blocks - first - 1;
	div64(&groups, get32(s->blocks_per_group));
	return (get32(s->inodes) - 1) / per_group <= groups;    /* the last group */
}

/* Does a copy of the superblock begin the group?  Asked for even groups only, but not 0:
 * sparse_super's are 0, 1, 3^n, 5^n and 7^n. */
static bool has_super(const struct ext2_super *s, u32 group)
{
	if (get32(s->compat) & EXT2_COMPAT_SPARSE_SUPER2)
		return group == get32(s->backup_group[0]) || group == get32(s->backup_group[1]);
	return !(get32(s->ro_compat) & EXT2_RO_COMPAT_SPARSE_SUPER);
}

/* All descriptors stand behind the first superblock, or with meta_bg each block of them at
 * the start of the first group that it describes. */
u64 ext2_desc_place(const struct ext2_super *s, const struct ext2_geometry *g, u32 group)
{
	u32 per_block = g->block_size / g->desc_size, n = group / per_block;
	u32 first = n * per_block;
	u64 block;

	if (first > 0 && (get32(s->incompat) & EXT2_INCOMPAT_META_BG) &&
	    n >= get32(s->first_meta_bg))
		block = (u64)first * get32(s->blocks_per_group) + get32(s->first_data_block) +
			has_super(s, first);
	else    /* With bigalloc and 1 KiB blocks groups start at 0, but the superblock is block 1. */
		block = n + (g->block_size == EXT2_SUPER_AT ? 2u : 1u);
	return (block << g->shift) + (group - first) * g->desc_size;
}
