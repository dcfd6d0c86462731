/* drive.c - the machine's drives as cached blockdevs with names. */
#include "common/fmt.h"
#include "common/str.h"
#include "disk/cache.h"
#include "disk/drive.h"

static struct disk disks[DRIVES_MAX];
static unsigned n_disks;

err_t disk_read_native(struct disk *disk, u64 lba, u32 count, void *to)
{
	unsigned shift = disk->dev.shift;

	return disk->platform->drive_read(&disk->drive, lba >> shift, count >> shift, to);
}

/* Small reads come from the cache.  What is as long as a piece is file data: it goes
 * straight to its destination in one call and pushes nothing out. */
static err_t disk_read(struct blockdev *dev, u64 lba, u32 count, void *to)
{
	struct disk *disk = (struct disk *)dev;
	u32 native = 1u << dev->shift, skip, n;
	u8 *out = to, *piece;

	for (; count > 0; count -= n, lba += n, out += n * SECTOR) {
		if (count >= PIECE_SECTORS && ((u32)lba & (native - 1)) == 0) {
			n = ALIGN_DOWN(count, native);
			TRY(disk_read_native(disk, lba, n, out));
		} else {
			skip = (u32)lba % PIECE_SECTORS;
			n = MIN(PIECE_SECTORS - skip, count);
			TRY(cache_piece(disk, lba, &piece));
			memcpy(out, piece + skip * SECTOR, n * SECTOR);
		}
	}
	return NULL;
}

/* Writes are few and small (a grubenv): change the piece, then write what it has of the
 * native sectors in one call.  So these are always whole, and the cache never disagrees
 * with the disk. */
static err_t disk_write(struct blockdev *dev, u64 lba, u32 count, const void *from)
{
	struct disk *disk = (struct disk *)dev;
	unsigned shift = dev->shift;
	u32 native = 1u << shift, skip, n, first;
	const u8 *in = from;
	u8 *piece;
	err_t err;

	for (; count > 0; count -= n, lba += n, in += n * SECTOR) {
		skip = (u32)lba % PIECE_SECTORS;
		n = MIN(PIECE_SECTORS - skip, count);
		first = ALIGN_DOWN(skip, native);
		TRY(cache_piece(disk, lba, &piece));
		memcpy(piece + skip * SECTOR, in, n * SECTOR);
		err = disk->platform->drive_write(&disk->drive, lba >> shift,
						  (ALIGN_UP(skip + n, native) - first) >> shift,
						  piece + first * SECTOR);
		if (err) {
			cache_drop();
			return err;
		}
	}
	return NULL;
}

/* GRUB's names: hd0 is BIOS drive 0x80. */
static void add(const struct platform *p, const struct drive *d)
{
	static const char letter[] = { [DRIVE_FLOPPY] = 'f', [DRIVE_HARD] = 'h',
				       [DRIVE_CD] = 'c' };
	struct disk *disk = &disks[n_disks];
	u8 shift = 0;

	while (shift < 3 && (u32)SECTOR << shift != d->sector_size)
		shift++;
	/* A drive without a medium, or a BIOS that does not know what it has. */
	if (d->sectors == 0 || (u32)SECTOR << shift != d->sector_size)
		return;
	n_disks++;
	disk->dev.sectors = d->sectors << shift;
	disk->dev.read = disk_read;
	disk->dev.write = disk_write;
	disk->dev.shift = shift;
	disk->drive = *d;
	disk->platform = p;
	fmt(disk->name, sizeof disk->name, "%cd%u", letter[d->kind],
	    d->number & (d->kind == DRIVE_CD ? 0x1fu : 0x7fu));
}

err_t disks_probe(const struct platform *p)
{
	static struct drive found[DRIVES_MAX];
	unsigned n = p->drives(found, DRIVES_MAX);

	cache_drop();
	n_disks = 0;
	for (unsigned others = 0; others < 2; others++)
		for (unsigned i = 0; i < n; i++)
			if ((found[i].number != p->boot_drive) == others)
				add(p, &found[i]);
	return n_disks ? NULL : "the BIOS shows no disk";
}

struct disk *disks_all(unsigned *n)
{
	*n = n_disks;
	return disks;
}

struct disk *disk_by_name(const char *name, size_t length)
{
	for (unsigned i = 0; i < n_disks; i++)
		if (strlen(disks[i].name) == length && !memcmp(disks[i].name, name, length))
			return &disks[i];
	return NULL;
}
