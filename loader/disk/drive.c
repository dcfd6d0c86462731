/* drive.c - the machine's drives as cached blockdevs with names. */
#include "common/fmt.h"
#include "common/str.h"
#include "disk/cache.h"
#include "disk/drive.h"

static struct disk disks[DRIVES_MAX];
static unsigned n_disks;

/* Small reads come from the cache.  What is as long as a piece is file data: it goes
 * straight to its destination in one call and pushes nothing out. */
static err_t disk_read(struct blockdev *dev, u64 lba, u32 count, void *to)
{
	struct disk *disk = (struct disk *)dev;
	u32 native = 1u << dev->shift;
	u8 *out = to;

	while (count > 0) {
		u32 skip = lba % PIECE_SECTORS, n;

		if (count >= PIECE_SECTORS && (lba & (native - 1)) == 0) {
			n = ALIGN_DOWN(count, native);
			TRY(disk->platform->drive_read(&disk->drive, lba >> dev->shift,
						       n >> dev->shift, out));
		} else {
			u8 *piece;

			n = PIECE_SECTORS - skip;
			if (count >= PIECE_SECTORS)     /* only up to a native sector */
				n = native - (lba & (native - 1));
			n = MIN(n, count);
			TRY(cache_piece(disk, lba, &piece));
			memcpy(out, piece + skip * SECTOR, n * SECTOR);
		}
		out += n * SECTOR;
		lba += n;
		count -= n;
	}
	return NULL;
}

/* Writes are few and small (a grubenv): change the piece, write all of it.  So a native
 * sector is always whole and the cache never disagrees with the disk. */
static err_t disk_write(struct blockdev *dev, u64 lba, u32 count, const void *from)
{
	struct disk *disk = (struct disk *)dev;
	const u8 *in = from;

	while (count > 0) {
		u32 skip = lba % PIECE_SECTORS, n = MIN(PIECE_SECTORS - skip, count);
		u32 first = ALIGN_DOWN(skip, 1u << dev->shift);
		u32 end = ALIGN_UP(skip + n, 1u << dev->shift);
		u8 *piece;
		err_t err;

		TRY(cache_piece(disk, lba, &piece));
		memcpy(piece + skip * SECTOR, in, n * SECTOR);
		err = disk->platform->drive_write(&disk->drive, (lba - skip + first) >> dev->shift,
						  (end - first) >> dev->shift,
						  piece + first * SECTOR);
		if (err) {
			cache_drop(disk);
			return err;
		}
		in += n * SECTOR;
		lba += n;
		count -= n;
	}
	return NULL;
}

/* GRUB's names: hd0 is BIOS drive 0x80. */
static void add(const struct platform *p, const struct drive *d)
{
	static const char names[][3] = { [DRIVE_FLOPPY] = "fd", [DRIVE_HARD] = "hd",
					 [DRIVE_CD] = "cd" };
	struct disk *disk = &disks[n_disks];
	unsigned shift = 0;

	while (shift < 3 && (u32)SECTOR << shift != d->sector_size)
		shift++;
	/* A drive without a medium, or a BIOS that does not know what it has. */
	if (d->sectors == 0 || (u32)SECTOR << shift != d->sector_size)
		return;
	*disk = (struct disk){
		.dev = { .sectors = MIN(d->sectors, UINT64_MAX >> 16) << shift,
			 .read = disk_read, .write = disk_write, .shift = (u8)shift },
		.drive = *d, .platform = p,
	};
	fmt(disk->name, sizeof disk->name, "%s%u", names[d->kind],
	    d->number & (d->kind == DRIVE_CD ? 0x1fu : 0x7fu));
	n_disks++;
}

err_t disks_probe(const struct platform *p)
{
	static struct drive found[DRIVES_MAX];
	unsigned n = p->drives(found, DRIVES_MAX);

	while (n_disks > 0)
		cache_drop(&disks[--n_disks]);
	for (unsigned i = 0; i < n; i++)
		if (found[i].number == p->boot_drive)
			add(p, &found[i]);
	for (unsigned i = 0; i < n; i++)
		if (found[i].number != p->boot_drive)
			add(p, &found[i]);
	return n_disks ? NULL : "the firmware shows no disk that can be read";
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
