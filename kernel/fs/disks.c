/* disks.c - the machine's disks and their MBR partitions: sda, sda1 ... */
#include "common/fmt.h"
#include "common/ondisk.h"
#include "fs/block.h"
#include "fs/internal.h"
#include "hw/ata.h"
#include "mm/slab.h"

enum { SD_MAJOR = 8, MINORS = 16, TABLE = 446, EXTENDED = 5, EXTENDED_LBA = 15, LINUX_EXT = 0x85 };

struct mbr_entry { u8 status, chs[3], type, chs_last[3]; le32 first, sectors; };
ONDISK(struct mbr_entry, 16);

static int read_sectors(void *disk, u64 sector, u32 n, void *to)
{
	return ata_read(disk, sector, n, to);
}

static void add(struct ata_disk *disk, unsigned index, unsigned minor, u64 first, u64 sectors)
{
	struct block_device *dev = kzalloc(sizeof *dev);
	char name[16];

	fmt(name, sizeof name, minor ? "sd%c%u" : "sd%c", 'a' + index, minor);
	if (!dev || !(dev->name = kstrdup(name))) {
		kfree(dev);
		return;
	}
	dev->rdev = makedev(SD_MAJOR, index * MINORS + minor);
	dev->first = first;
	dev->sectors = sectors;
	dev->read = read_sectors;
	dev->disk = disk;
	blkdev_register(dev);
}

static bool table_at(struct ata_disk *disk, u64 sector, struct mbr_entry part[4])
{
	u8 buf[SECTOR];

	if (ata_read(disk, sector, 1, buf) || buf[510] != 0x55 || buf[511] != 0xaa)
		return false;
	memcpy(part, buf + TABLE, 4 * sizeof *part);
	return true;
}

static bool fits(const struct ata_disk *disk, u64 first, u64 n)
{
	return n && first < disk->sectors && n <= disk->sectors - first;
}

static bool extended(u8 type)
{
	return type == EXTENDED || type == EXTENDED_LBA || type == LINUX_EXT;
}

/* Logical partitions: a chain of tables, each with one partition and the next table. */
static void scan_chain(struct ata_disk *disk, unsigned index, u64 base)
{
	struct mbr_entry part[4];
	u64 at = base;

	for (unsigned minor = 5; minor < MINORS && table_at(disk, at, part); minor++) {
		u64 first = at + get32(part[0].first);

		if (part[0].type && fits(disk, first, get32(part[0].sectors)))
			add(disk, index, minor, first, get32(part[0].sectors));
		if (!extended(part[1].type))
			return;
		at = base + get32(part[1].first);
	}
}

void disks_init(void)
{
	static struct ata_disk disk[ATA_DISKS];
	unsigned n = ata_probe(disk);

	for (unsigned i = 0; i < n; i++) {
		struct mbr_entry part[4];

		add(&disk[i], i, 0, 0, disk[i].sectors);
		if (!table_at(&disk[i], 0, part))
			continue;
		for (unsigned k = 0; k < 4; k++) {
			u64 first = get32(part[k].first), sectors = get32(part[k].sectors);

			if (!part[k].type || !fits(&disk[i], first, sectors))
				continue;
			add(&disk[i], i, k + 1, first, sectors);
			if (extended(part[k].type))
				scan_chain(&disk[i], i, first);
		}
	}
}
