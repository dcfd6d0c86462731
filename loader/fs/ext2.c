/* ext2.c - mounting ext2, ext3 and ext4: the superblock. */
#include "base/error.h"
#include "common/str.h"
#include "common/uuid.h"
#include "fs/ext2.h"

u64 ext2_place(const struct fs *fs, u32 block, u32 block_high)
{
	return ((u64)block_high << 32 | block) << ((const struct ext2 *)fs)->geo.shift;
}

static err_t check_features(u32 unknown)
{
	u32 bit = unknown & -unknown;

	if (!bit)
		return NULL;
	return errf("ext2: unsupported feature %s(0x%x)",
		    bit == EXT2_INCOMPAT_COMPRESSION ? "compression " :
		    bit == EXT2_INCOMPAT_JOURNAL_DEV ? "journal_dev " :
		    bit == EXT2_INCOMPAT_DIRDATA ? "dirdata " : "", bit);
}

static err_t ext2_mount(struct fs *fs)
{
	struct ext2 *e = (struct ext2 *)fs;
	struct ext2_super *s = &e->super;

	TRY(block_read_bytes(fs->dev, EXT2_SUPER_AT, sizeof *s, s));
	if (get16(s->magic) != EXT2_MAGIC)
		return ERR_NOT_THIS_FS;
	TRY(check_features(ext2_features(s)));
	uuid_print(fs->uuid, s->uuid);
	memcpy(fs->label, s->label, sizeof s->label);
	fs->root = EXT2_ROOT_INODE;
	return ext2_geometry(s, &e->geo) ? NULL : "ext2: superblock is damaged";
}

const struct fs_driver ext2_driver = {
	.name = "ext2", .size = sizeof(struct ext2), .least = (2 * EXT2_SUPER_AT) / SECTOR,
	.mount = ext2_mount, .stat = ext2_stat, .map = ext2_map, .list = ext2_list,
	.in_place = ext2_in_place,
};
