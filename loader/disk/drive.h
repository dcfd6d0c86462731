/* drive.h - the machine's drives as cached blockdevs with names. */
#ifndef DISK_DRIVE_H
#define DISK_DRIVE_H

#include "base/platform.h"
#include "disk/blockdev.h"

enum { DRIVES_MAX = 32, DRIVE_NAME = 8 };

struct disk {
	struct blockdev dev;            /* first, so a blockdev * of ours is a disk */
	struct drive    drive;
	char            name[DRIVE_NAME];       /* "hd0", "fd0", "cd0" */
};

/* Ask the platform for its drives; the boot drive is first in disks_all(). */
err_t disks_probe(const struct platform *p) MUST_CHECK;

/* The drives, boot drive first; *n of them. */
struct disk *disks_all(unsigned *n);

/* As block_move(), past the cache; `lba` and `count` are multiples of the drive's own
 * sectors. */
err_t disk_move_native(struct disk *disk, u64 lba, u32 count, void *memory,
		       bool write) MUST_CHECK;

/* "hd0" to a disk; NULL when there is none. */
struct disk *disk_by_name(const char *name, size_t length);

#endif
