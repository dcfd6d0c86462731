/* drive.c - the machine's drives as cached blockdevs with names. */
#include "common/fmt.h"
#include "common/str.h"
#include "disk/cache.h"
#include "disk/drive.h"

static struct disk disks[DRIVES_MAX];
static unsigned n_disks;
static const struct platform *machine;

err_t disk_move_native(struct disk *disk, u64 lba, u32 count, void *memory, bool write)
{
	unsigned shift = disk->dev.shift;

	return machine->drive_move(&disk->drive, lba >> shift, count >> shift, memory, write);
}

/* Small reads come from the cache.  What is as long as a piece is file data: it goes
 * straight to its destination in one call and pushes nothing out.  Writes are few and small
 * (a grubenv): change the piece, then write what it has of the native sectors in one call.
 * So these are always whole, and the cache never disagrees with the disk. */
static err_t disk_move(struct blockdev *dev, u64 lba, u32 count, void *memory, bool write)
{
	struct disk *disk = (struct disk *)dev;
	u32 native = 1u << dev->shift, skip, n, first;
	u8 *p = memory, *piece;
	err_t err;

	for (; count > 0; count -= n, lba += n, p += n * SECTOR) {
		if (!write && count >= PIECE_SECTORS && ((u32)lba & (native - 1)) == 0) {
			n = ALIGN_DOWN(count, native);
			TRY(disk_move_native(disk, lba, n, p, false));
			continue;
		}
		skip = (u32)lba % PIECE_SECTORS;
		n = MIN(PIECE_SECTORS - skip, count);
		TRY(cache_piece(disk, lba, &piece));
		if (!write) {
			memcpy(p, piece + skip * SECTOR, n * SECTOR);
			continue;
		}
		memcpy(piece + skip * SECTOR, p, n * SECTOR);
		first = ALIGN_DOWN(skip, native);
		err = disk_move_native(disk, lba - (skip - first),
				       ALIGN_UP(skip + n, native) - first,
				       piece + first * SECTOR, true);
		if (err) {
			cache_drop();
			return err;
		}
	}
	return NULL;
}

/* GRUB's names: hd0 is BIOS drive 0x80. */
static void add(const struct drive *d)
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
	disk->dev.move = disk_move;
	disk->dev.shift = shift;
	disk->drive = *d;
	fmt(disk->name, sizeof disk->name, "%cd%u", letter[d->kind],
	    d->number & (d->kind == DRIVE_CD ? 0x1fu : 0x7fu));
}

err_t disks_probe(const struct platform *p)
{
	static struct drive found[DRIVES_MAX];
	unsigned n = p->drives(found, DRIVES_MAX);

	cache_drop();
	machine = p;
	n_disks = 0;
	for (unsigned i = 0; i < n; i++)
		add(&found[i]);
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
