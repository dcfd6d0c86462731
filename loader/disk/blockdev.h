/* blockdev.h - anything that has sectors: a drive, a partition, a file on a host. */
#ifndef DISK_BLOCKDEV_H
#define DISK_BLOCKDEV_H

#include "common/core_image.h"          /* SECTOR: 512, the unit of every blockdev */
#include "common/types.h"

/* Sectors are 512 bytes whatever the medium has; drive.c translates. */
struct blockdev {
	u64   sectors;                          /* valid LBAs are 0 .. sectors-1 */
	/* Read sectors to `memory`, or write them from there, which then is not changed. */
	err_t (*move)(struct blockdev *dev, u64 lba, u32 count, void *memory, bool write);
	u8    shift;                            /* the medium's own sectors are SECTOR << shift
						 * bytes; partition tables count in them */
};

/* Read or write `count` whole sectors.  A range that is not wholly on the device is an
 * error before the driver sees it.  After any other error what was to be filled, `memory` or
 * the sectors, is unspecified. */
err_t block_move(struct blockdev *dev, u64 lba, u32 count, void *memory,
		 bool write) MUST_CHECK;

static inline MUST_CHECK err_t block_read(struct blockdev *dev, u64 lba, u32 count, void *to)
{
	return block_move(dev, lba, count, to, false);
}

static inline MUST_CHECK err_t block_write(struct blockdev *dev, u64 lba, u32 count,
					   const void *from)
{
	return block_move(dev, lba, count, (void *)(size_t)from, true);
}

/* Read bytes at any offset and of any length, with block_read. */
err_t block_read_bytes(struct blockdev *dev, u64 offset, size_t size, void *to) MUST_CHECK;

#endif
