/* block.h - disks and partitions: registered by drivers, read by filesystems. */
#ifndef FS_BLOCK_H
#define FS_BLOCK_H

#include "common/types.h"

enum { SECTOR = 512 };

struct block_device {
	const char *name;               /* "sda", "sda1": lives forever */
	u64 rdev, sectors;
	u64 first;                      /* sector of the disk where it begins */
	/* Read `n` sectors from `sector` on of the disk.  0 or -EIO. */
	int (*read)(void *disk, u64 sector, u32 n, void *to);
	void *disk;
	struct block_device *next;
};

/* The driver's struct lives forever. */
void blkdev_register(struct block_device *dev);
struct block_device *blkdev_find(u64 rdev);
struct block_device *blkdev_next(struct block_device *dev);     /* NULL starts, ends */
/* Bytes anywhere on it: 0, -EIO, or -EINVAL behind its end. */
int blkdev_read(struct block_device *dev, u64 at, void *to, size_t n);

#endif
