/* ext2_super.c - the superblock of ext2, ext3 and ext4, and where their inodes lie. */
#include "fs/ext2_fs.h"
#include "printk.h"

u64 ext2_inode_place(const struct ext2 *fs, u32 ino)
{
	u32 group = (ino - 1) / fs->per_group, index = (ino - 1) % fs->per_group;
	struct ext2_group_desc desc = { 0 };
	u64 table;

	if (!ino || ino > fs->inodes ||
	    blkdev_read(fs->dev, ext2_desc_place(&fs->super, &fs->geo, group), &desc,
			MIN(fs->geo.desc_size, sizeof desc)))
		return 0;
	table = get32(desc.inode_table) | (u64)get32(desc.inode_table_high) << 32;
	return table < fs->geo.blocks ? (table << fs->geo.shift) + (u64)index * fs->geo.inode_size
				      : 0;
}

int ext2_open_super(struct ext2 *fs)
{
	struct ext2_super *s = &fs->super;
	const char *name = fs->dev->name;
	u32 unknown;

	if (blkdev_read(fs->dev, EXT2_SUPER_AT, s, sizeof *s) || get16(s->magic) != EXT2_MAGIC)
		return -EINVAL;
	unknown = ext2_features(s);
	if (unknown) {
		printk("ext2: %s has features that are not known (0x%x)\n", name, unknown);
		return -EINVAL;
	}
	if (!ext2_geometry(s, &fs->geo)) {
		printk("ext2: %s: the superblock is damaged\n", name);
		return -EINVAL;
	}
	if (fs->geo.blocks > fs->dev->sectors * SECTOR / fs->geo.block_size) {
		printk("ext2: %s ends before its filesystem does\n", name);
		return -EINVAL;
	}
	fs->incompat = get32(s->incompat);
	fs->inodes = get32(s->inodes);
	fs->per_group = get32(s->inodes_per_group);
	if (fs->incompat & EXT2_INCOMPAT_RECOVER)
		printk("ext2: %s was not unmounted; its journal is not played back\n", name);
	return 0;
}
