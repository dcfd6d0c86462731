/* ext2.c - mounting ext2, ext3 and ext4: the superblock. */
#include "base/error.h"
#include "common/div.h"
#include "common/str.h"
#include "common/uuid.h"
#include "fs/ext2.h"
#include "mem/heap.h"

enum {
	SUPERBLOCK_AT = 1024,
	MAGIC         = 0xef53,
	LOG_BLOCK_MAX = 6,              /* 64 KiB */

	INCOMPAT_META_BG = 0x10, INCOMPAT_64BIT = 0x80,
	/* filetype, recover (read as it is), meta_bg, extents, 64bit, mmp, flex_bg, ea_inode,
	 * csum_seed, large_dir, inline_data, encrypt (only what is encrypted is refused),
	 * casefold (names are found in the case they were written in). */
	INCOMPAT_KNOWN = 0x2 | 0x4 | INCOMPAT_META_BG | 0x40 | INCOMPAT_64BIT | 0x100 | 0x200 |
			 0x400 | 0x2000 | 0x4000 | 0x8000 | 0x10000 | 0x20000,
};

struct superblock {
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
	le32 backup_group[2];
};
ONDISK(struct superblock, 0x254);
ONDISK_AT(struct superblock, magic, 0x38);
ONDISK_AT(struct superblock, incompat, 0x60);
ONDISK_AT(struct superblock, desc_size, 0xfe);
ONDISK_AT(struct superblock, blocks_high, 0x150);
ONDISK_AT(struct superblock, backup_group, 0x24c);

static err_t check_features(u32 incompat)
{
	static const struct { u32 bit; const char *name; } names[] = {
		{ 0x1, "compression " }, { 0x8, "journal_dev " }, { 0x1000, "dirdata " },
	};
	u32 bit = incompat & ~INCOMPAT_KNOWN;
	const char *name = "";

	if (!bit)
		return NULL;
	bit &= -bit;
	for (unsigned i = 0; i < COUNT(names); i++)
		if (names[i].bit == bit)
			name = names[i].name;
	return errf("ext2: unsupported feature %s(0x%x)", name, bit);
}

static bool power_of_two(u32 n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

/* Sizes that everything else divides by or loops over. */
static err_t read_geometry(struct ext2 *e, const struct superblock *s)
{
	u32 log = get32(s->log_block_size);
	u64 groups;

	if (log > LOG_BLOCK_MAX)
		return errf("ext2: superblock is damaged (block size 2^%u KiB)", log);
	e->shift = (u8)(10 + log);
	e->block_size = 1u << e->shift;
	e->inodes = get32(s->inodes);
	e->inodes_per_group = get32(s->inodes_per_group);
	e->blocks_per_group = get32(s->blocks_per_group);
	e->first_block = get32(s->first_data_block);
	e->inode_size = get32(s->revision) ? get16(s->inode_size) : EXT2_GOOD_OLD_INODE;
	e->blocks = get32(s->blocks);
	e->desc_size = 32;
	if (e->incompat & INCOMPAT_64BIT) {
		e->blocks |= (u64)get32(s->blocks_high) << 32;
		e->desc_size = get16(s->desc_size);
	}
	if (!power_of_two(e->inode_size) || e->inode_size < EXT2_GOOD_OLD_INODE ||
	    e->inode_size > e->block_size)
		return errf("ext2: superblock is damaged (inodes of %u bytes)", e->inode_size);
	if (!power_of_two(e->desc_size) || e->desc_size < 32 || e->desc_size > e->block_size)
		return errf("ext2: superblock is damaged (group descriptors of %u bytes)",
			    e->desc_size);
	if (e->inodes_per_group == 0 || e->blocks_per_group == 0 || e->first_block >= e->blocks)
		return "ext2: superblock is damaged (empty groups)";
	groups = e->blocks - e->first_block - 1;
	div64(&groups, e->blocks_per_group);
	if (groups >= UINT32_MAX)
		return "ext2: superblock is damaged (too many groups)";
	e->groups = (u32)groups + 1;
	return NULL;
}

static err_t read_superblock(struct ext2 *e, const struct superblock *s)
{
	if (get32(s->revision) > 0) {
		e->compat = get32(s->compat);
		e->incompat = get32(s->incompat);
		e->ro_compat = get32(s->ro_compat);
	}
	TRY(check_features(e->incompat));
	TRY(read_geometry(e, s));
	e->first_meta_bg = e->incompat & INCOMPAT_META_BG ? get32(s->first_meta_bg) : UINT32_MAX;
	/* With bigalloc and 1 KiB blocks groups start at 0, but the superblock is block 1. */
	e->table_block = e->block_size == 1024 ? 1 : 0;
	for (unsigned i = 0; i < 2; i++)
		e->backup_group[i] = get32(s->backup_group[i]);
	uuid_print(e->fs.uuid, s->uuid, false);
	memcpy(e->fs.label, s->label, sizeof s->label);
	return NULL;
}

static err_t ext2_mount(struct blockdev *dev, struct fs **out)
{
	struct superblock s;
	struct ext2 *e;
	err_t err;

	if (dev->sectors * SECTOR < SUPERBLOCK_AT + 1024)
		return ERR_NOT_THIS_FS;
	TRY(block_read_bytes(dev, SUPERBLOCK_AT, sizeof s, &s));
	if (get16(s.magic) != MAGIC)
		return ERR_NOT_THIS_FS;
	e = heap_zalloc(sizeof *e);
	if (!e)
		return ERR_NO_MEMORY;
	e->fs.driver = &ext2_driver;
	e->fs.dev = dev;
	err = read_superblock(e, &s);
	if (err)
		heap_free(e);
	else
		*out = &e->fs;
	return err;
}

static void ext2_unmount(struct fs *fs)
{
	heap_free(fs);
}

const struct fs_driver ext2_driver = {
	.name = "ext2", .mount = ext2_mount, .unmount = ext2_unmount, .open = ext2_open,
	.map = ext2_map, .list = ext2_list, .close = ext2_inode_close,
};
