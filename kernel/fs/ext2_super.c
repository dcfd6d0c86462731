/* ext2_super.c - the superblock of ext2, ext3 and ext4, and where their inodes lie. */
#include "fs/ext2_fs.h"
#include "printk.h"

enum {
	SUPER = 1024, LOG_BLOCK_MAX = 6, DESC = 32, DESC_64 = 64,
	COMPAT_SPARSE_SUPER2 = 0x200, RECOVER = 0x4,
	/* filetype, recover (read as it is), meta_bg, extents, 64bit, mmp, flex_bg, ea_inode,
	 * csum_seed, large_dir, inline_data, encrypt (only what is encrypted is refused),
	 * casefold (names are found in the case they were written in). */
	KNOWN = 0x2 | RECOVER | EXT2_META_BG | 0x40 | EXT2_64BIT | 0x100 | 0x200 | 0x400 |
		0x2000 | EXT2_LARGE_DIR | 0x8000 | 0x10000 | 0x20000,
};

struct group_desc {
	le32 block_bitmap, inode_bitmap, inode_table;
	u8   unused[28];
	le32 inode_table_high;          /* only with 64bit */
	u8   unused2[20];
};
ONDISK(struct group_desc, DESC_64);

/* Does a copy of the superblock begin the group?  Group 0 is not asked for. */
static bool has_super(const struct ext2_super *s, u32 group)
{
	if (get32(s->compat) & COMPAT_SPARSE_SUPER2)
		return group == get32(s->backup_group[0]) || group == get32(s->backup_group[1]);
	if (!(get32(s->ro_compat) & EXT2_SPARSE_SUPER))
		return true;
	for (u32 base = 3; base <= 7; base += 2) {      /* groups 3^n, 5^n and 7^n, n >= 0 */
		u32 n = group;

		while (n % base == 0)
			n /= base;
		if (n == 1)
			return true;
	}
	return false;
}

/* The block with the descriptor of `group`: all stand behind the first superblock, or with
 * meta_bg each block of them at the start of the first group it describes. */
static u64 desc_block(const struct ext2 *fs, u32 group)
{
	const struct ext2_super *s = &fs->super;
	u32 per_block = fs->block_size / fs->desc_size, n = group / per_block;

	group = n * per_block;
	if (group && fs->incompat & EXT2_META_BG && n >= get32(s->first_meta_bg))
		return (u64)group * get32(s->blocks_per_group) + get32(s->first_data_block) +
		       has_super(s, group);
	/* With bigalloc and 1 KiB blocks groups start at 0, but the superblock is block 1. */
	return n + (fs->block_size == SUPER ? 2u : 1u);
}

u64 ext2_inode_place(const struct ext2 *fs, u32 ino)
{
	u32 group = (ino - 1) / fs->per_group, index = (ino - 1) % fs->per_group;
	struct group_desc desc = { 0 };
	u64 table;

	if (!ino || ino > fs->inodes ||
	    blkdev_read(fs->dev, desc_block(fs, group) * fs->block_size +
			(u64)group * fs->desc_size % fs->block_size, &desc,
			MIN(fs->desc_size, DESC_64)))
		return 0;
	table = get32(desc.inode_table) | (u64)get32(desc.inode_table_high) << 32;
	return table < fs->blocks ? table * fs->block_size + (u64)index * fs->inode_size : 0;
}

/* `n` is a power of two from `low` to a block. */
static bool is_size(const struct ext2 *fs, u32 n, u32 low)
{
	return n >= low && n <= fs->block_size && (n & (n - 1)) == 0;
}

/* Sizes that everything else divides by. */
static bool geometry(struct ext2 *fs)
{
	const struct ext2_super *s = &fs->super;
	u32 first = get32(s->first_data_block), in_group = get32(s->blocks_per_group);

	if (get32(s->log_block_size) > LOG_BLOCK_MAX)
		return false;
	fs->block_size = 1024u << get32(s->log_block_size);
	fs->inodes = get32(s->inodes);
	fs->per_group = get32(s->inodes_per_group);
	fs->inode_size = get32(s->revision) ? get16(s->inode_size) : EXT2_OLD_INODE;
	fs->blocks = get32(s->blocks);
	fs->desc_size = DESC;
	if (fs->incompat & EXT2_64BIT) {
		fs->blocks |= (u64)get32(s->blocks_high) << 32;
		fs->desc_size = get16(s->desc_size);
	}
	return is_size(fs, fs->inode_size, EXT2_OLD_INODE) && is_size(fs, fs->desc_size, DESC) &&
	       fs->per_group && in_group && first < fs->blocks && fs->inodes &&
	       (fs->inodes - 1) / fs->per_group <= (fs->blocks - first - 1) / in_group;
}

int ext2_open_super(struct ext2 *fs)
{
	struct ext2_super *s = &fs->super;
	const char *name = fs->dev->name;
	u32 unknown;

	if (blkdev_read(fs->dev, SUPER, s, sizeof *s) || get16(s->magic) != EXT2_MAGIC)
		return -EINVAL;
	if (!get32(s->revision))
		s->compat = s->incompat = s->ro_compat = put32(0);
	fs->incompat = get32(s->incompat);
	unknown = fs->incompat & ~(u32)KNOWN;
	if (unknown) {
		printk("ext2: %s has features that are not known (0x%x)\n", name, unknown);
		return -EINVAL;
	}
	if (!geometry(fs)) {
		printk("ext2: %s: the superblock is damaged\n", name);
		return -EINVAL;
	}
	if (fs->blocks > fs->dev->sectors * SECTOR / fs->block_size) {
		printk("ext2: %s ends before its filesystem does\n", name);
		return -EINVAL;
	}
	if (fs->incompat & RECOVER)
		printk("ext2: %s was not unmounted; its journal is not played back\n", name);
	return 0;
}
