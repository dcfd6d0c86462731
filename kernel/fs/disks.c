/* disks.c - the machine's disks and their partitions: sda, sda1 ... */
#include "common/fmt.h"
#include "common/part_disk.h"
#include "fs/block.h"
#include "fs/disks.h"
#include "fs/internal.h"
#include "mm/slab.h"
#include "printk.h"

enum {
	SD_MAJOR = 8,
	TABLES = 64,                    /* of logical partitions: more are a circle */
};

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
	dev->rdev = makedev(SD_MAJOR, index * DISK_MINORS + minor);
	dev->first = first;
	dev->sectors = sectors;
	dev->read = read_sectors;
	dev->disk = disk;
	blkdev_register(dev);
}

static bool table_at(struct ata_disk *disk, u64 sector, struct mbr_entry part[4])
{
	u8 buf[SECTOR];

	if (ata_read(disk, sector, 1, buf) || (buf[510] | buf[511] << 8) != MBR_MAGIC)
		return false;
	memcpy(part, buf + MBR_TABLE, 4 * sizeof *part);
	/* What a boot sector has there is no table: a status is one of two bytes. */
	for (unsigned i = 0; i < 4; i++)
		if (part[i].status & 0x7f)
			return false;
	return true;
}

void disk_partition(struct ata_disk *disk, unsigned index, unsigned minor, u64 first, u64 n)
{
	if (n && first < disk->sectors && n <= disk->sectors - first)
		add(disk, index, minor, first, n);
}

/* Logical partitions: a chain of tables, each with one partition and the next table.  They
 * count on from `minor`; the one behind the last. */
static unsigned scan_chain(struct ata_disk *disk, unsigned index, u64 base, unsigned minor)
{
	struct mbr_entry part[4];
	u64 at = base;

	for (unsigned i = 0; i < TABLES && minor < DISK_MINORS && table_at(disk, at, part); i++) {
		u64 first = at + get32(part[0].lba);

		if (part[0].type && get32(part[0].sectors))
			disk_partition(disk, index, minor++, first, get32(part[0].sectors));
		if (!mbr_is_extended(&part[1]))
			break;
		at = base + get32(part[1].lba);
	}
	return minor;
}

static void scan(struct ata_disk *disk, unsigned index)
{
	struct mbr_entry part[4];
	unsigned logical = 5;           /* the next one's number */
	bool gpt = false;

	if (!table_at(disk, 0, part))
		return;
	for (unsigned i = 0; i < 4; i++)
		gpt |= part[i].type == MBR_PROTECTIVE;
	if (gpt && gpt_scan(disk, index))
		printk("sd%c: both partition tables (GPT) are damaged\n", 'a' + index);
	for (unsigned i = 0; i < 4 && !gpt; i++) {
		u64 first = get32(part[i].lba);

		if (!part[i].type)
			continue;
		disk_partition(disk, index, i + 1, first, get32(part[i].sectors));
		if (mbr_is_extended(&part[i]))
			logical = scan_chain(disk, index, first, logical);
	}
}

void disks_init(void)
{
	static struct ata_disk disk[ATA_DISKS];
	unsigned n = ata_probe(disk);

	for (unsigned i = 0; i < n; i++) {
		add(&disk[i], i, 0, 0, disk[i].sectors);
		scan(&disk[i], i);
	}
}
