/* fat.c - mounting FAT12, FAT16 and FAT32: what its boot sector says. */
#include "base/error.h"
#include "common/fmt.h"
#include "common/str.h"
#include "fs/fat.h"
#include "mem/heap.h"

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

static bool power_of_two(u32 n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

/* Does the sector claim to be FAT?  Then what is wrong with it is worth a sentence. */
static bool is_named_fat(const struct boot_sector *b)
{
	return !memcmp(b->u.small.type, "FAT", 3) || !memcmp(b->u.large.type, "FAT", 3);
}

static bool is_sane(const struct boot_sector *b)
{
	u32 size = get16(b->sector_size);

	return power_of_two(size) && size >= 512 && size <= 4096 &&
	       power_of_two(b->cluster_sectors) && get16(b->reserved) != 0 &&
	       (b->fats == 1 || b->fats == 2) && b->media >= 0xf0;
}

static unsigned log2_of(u32 n)
{
	unsigned log = 0;

	while (n >>= 1)
		log++;
	return log;
}

static err_t read_geometry(struct fat *fat, const struct boot_sector *b)
{
	unsigned shift = log2_of(get16(b->sector_size));        /* of a sector */
	bool large = get16(b->fat_sectors) == 0;
	u32 table = large ? get32(b->u.large.fat_sectors) : get16(b->fat_sectors);
	u32 sectors = get16(b->sectors) ? get16(b->sectors) : get32(b->sectors_large);
	u32 root_sectors = (get16(b->root_entries) * sizeof(struct fat_entry) +
			    (1u << shift) - 1) >> shift;
	u64 root = get16(b->reserved) + (u64)table * b->fats, data = root + root_sectors;

	if (table == 0 || data >= sectors)
		return errf("fat: boot sector is damaged (data at sector %llu of %u)",
			    (unsigned long long)data, sectors);
	fat->table = (u64)get16(b->reserved) << shift;
	fat->root = root << shift;
	fat->root_size = root_sectors << shift;
	fat->data = data << shift;
	fat->shift = shift + log2_of(b->cluster_sectors);
	fat->clusters = (sectors - (u32)data) >> (fat->shift - shift);
	fat->bits = large ? 32 : fat->clusters < FAT12_CLUSTERS ? 12 : 16;
	fat->mask = large ? 0x0fffffff : (1u << fat->bits) - 1;
	/* Numbers from mask - 8 on are marks.  A table too short for the clusters goes on in
	 * what lies behind it: wrong, but inside the disk. */
	fat->clusters = MIN(fat->clusters, fat->mask - 10);
	if (large) {
		u32 flags = get16(b->u.large.flags);

		fat->root_cluster = get32(b->u.large.root_cluster) & fat->mask;
		if ((flags & 0x80) && (flags & 15) < b->fats)   /* only one table is kept */
			fat->table += (u64)(flags & 15) * table << shift;
		if (!fat_is_cluster(fat, fat->root_cluster))
			return errf("fat: boot sector is damaged (root directory at cluster %u)",
				    fat->root_cluster);
	}
	return NULL;
}

static err_t fat_mount(struct blockdev *dev, struct fs **out)
{
	struct boot_sector b;
	struct fat *fat;
	u32 serial;
	err_t err;

	if (dev->sectors == 0)
		return ERR_NOT_THIS_FS;
	TRY(block_read_bytes(dev, 0, sizeof b, &b));
	if (!is_sane(&b))
		return is_named_fat(&b) ? "fat: boot sector is damaged (sector or cluster size)"
					: ERR_NOT_THIS_FS;
	fat = heap_zalloc(sizeof *fat);
	if (!fat)
		return ERR_NO_MEMORY;
	fat->fs.driver = &fat_driver;
	fat->fs.dev = dev;
	fat->window_at = 1;
	err = read_geometry(fat, &b);
	if (err) {
		heap_free(fat);
		return is_named_fat(&b) ? err : ERR_NOT_THIS_FS;
	}
	serial = get32(fat->bits == 32 ? b.u.large.serial : b.u.small.serial);
	fmt(fat->fs.uuid, sizeof fat->fs.uuid, "%04X-%04X", serial >> 16, serial & 0xffff);
	err = fat_read_label(fat);
	if (err) {
		/* Whoever opens a file there will hear of it. */
		fat->fs.label[0] = '\0';
	}
	*out = &fat->fs;
	return NULL;
}

static void fat_unmount(struct fs *fs)
{
	heap_free(fs);
}

const struct fs_driver fat_driver = {
	.name = "fat", .mount = fat_mount, .unmount = fat_unmount, .open = fat_open,
	.map = fat_map, .list = fat_list, .close = fat_close,
};
