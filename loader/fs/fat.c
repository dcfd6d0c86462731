/* fat.c - mounting FAT12, FAT16 and FAT32: what its boot sector says. */
#include "base/error.h"
#include "common/fmt.h"
#include "common/str.h"
#include "fs/fat.h"

/* Boot sector; "Microsoft FAT specification", section 3. */
struct boot_sector {
	u8   jump[3], oem[8];
	le16 sector_size;
	u8   cluster_sectors;
	le16 reserved;
	u8   fats;
	le16 root_entries, sectors;
	u8   media;
	le16 fat_sectors, track_sectors, heads;
	le32 hidden, sectors_large;
	union {
		struct {
			u8   drive, unused, mark;
			le32 serial;
			char label[11], type[8];
		} small;
		struct {
			le32 fat_sectors;
			le16 flags, version;
			le32 root_cluster;
			le16 info, backup;
			u8   unused1[12], drive, unused2, mark;
			le32 serial;
			char label[11], type[8];
		} large;
	} u;
};
ONDISK(struct boot_sector, 90);
ONDISK_AT(struct boot_sector, u.small.type, 54);
ONDISK_AT(struct boot_sector, u.large.type, 82);

enum { FAT12_CLUSTERS = 4085 };          /* from here on it is FAT16 */

/* Does the sector claim to be FAT?  Then that it is damaged is worth a sentence. */
static bool is_named_fat(const struct boot_sector *b)
{
	return !memcmp(b->u.small.type, "FAT", 3) || !memcmp(b->u.large.type, "FAT", 3);
}

/* The logarithm of a power of two between 1 and 4096, or 31. */
static unsigned log2_of(u32 n)
{
	unsigned log = 0;

	while (log < 13 && n != 1u << log)
		log++;
	return log < 13 ? log : 31;
}

/* False if the boot sector is not one of FAT, or damaged. */
static bool read_geometry(struct fat *fat, const struct boot_sector *b)
{
	unsigned shift = log2_of(get16(b->sector_size));
	unsigned per_cluster = log2_of(b->cluster_sectors);
	u32 reserved = get16(b->reserved), table = get16(b->fat_sectors);
	u32 sectors = get16(b->sectors), flags, space;
	bool large = table == 0;

	if (shift - 9 > 3 || per_cluster == 31 || reserved == 0 || b->fats - 1u > 1 ||
	    b->media < 0xf0)
		return false;
	if (sectors == 0)
		sectors = get32(b->sectors_large);
	fat->sector_shift = shift;
	fat->shift = shift + per_cluster;
	fat->root_size = ALIGN_UP(get16(b->root_entries) * sizeof(struct fat_entry),
				  1u << shift);
	fat->bits = 16;
	fat->mask = 0xffff;
	fat->table = reserved;
	if (large) {
		table = get32(b->u.large.fat_sectors);
		fat->bits = 32;
		fat->mask = 0x0fffffff;
		fat->fs.root = get32(b->u.large.root_cluster) & fat->mask;
		flags = get16(b->u.large.flags);
		if ((flags & 0x80) && (flags & 15) < b->fats)   /* only one table is kept */
			fat->table += (flags & 15) * table;
	}
	/* What is in front of the clusters, without overflow. */
	space = reserved + (fat->root_size >> shift);
	if (table == 0 || space >= sectors || table > (sectors - space - 1) / b->fats)
		return false;
	fat->root = reserved + table * b->fats;
	fat->data = fat->root + (fat->root_size >> shift);
	fat->clusters = (sectors - fat->data) >> per_cluster;
	if (!large && fat->clusters < FAT12_CLUSTERS) {
		fat->bits = 12;
		fat->mask = 0xfff;
	}
	/* Numbers from mask - 8 on are marks.  A table too short for the clusters goes on in
	 * what lies behind it: wrong, but inside the disk. */
	fat->clusters = MIN(fat->clusters, fat->mask - 10);
	return !large || (u32)fat->fs.root - 2 < fat->clusters;
}

/* Until there is a label: that ends the listing of the root. */
static bool look_further(void *context, const char *name, const struct file *info)
{
	(void)name, (void)info;
	return !*((const struct fs *)context)->label;
}

static err_t fat_mount(struct fs *fs)
{
	struct fat *fat = (struct fat *)fs;
	struct file root = { .fs = fs, .kind = FILE_DIR };
	struct boot_sector b;
	u32 serial;

	TRY(block_read_bytes(fs->dev, 0, sizeof b, &b));
	if (!read_geometry(fat, &b))
		return is_named_fat(&b) ? "fat: boot sector is damaged" : ERR_NOT_THIS_FS;
	fat->window_at = 1;
	serial = get32(fat->bits == 32 ? b.u.large.serial : b.u.small.serial);
	fmt(fs->uuid, sizeof fs->uuid, "%04X-%04X", serial >> 16, serial & 0xffff);
	root.inode = fs->root;
	/* Whoever opens a file there will hear of an error. */
	(void)!fat_list(&root, look_further, fs);
	return NULL;
}

const struct fs_driver fat_driver = {
	.name = "fat", .size = sizeof(struct fat), .least = 1, .mount = fat_mount,
	.stat = fat_stat, .map = fat_map, .list = fat_list, .in_place = fs_fine,
};
