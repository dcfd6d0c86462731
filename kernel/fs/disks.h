/* disks.h - what the readers of partition tables share. */
#ifndef FS_DISKS_H
#define FS_DISKS_H

#include "hw/ata.h"

enum { DISK_MINORS = 16 };              /* a disk and 15 partitions, as everybody counts */

/* One more partition; nothing if it does not lie on the disk. */
void disk_partition(struct ata_disk *disk, unsigned index, unsigned minor, u64 first, u64 n);

/* gpt.c: 0, -EINVAL if neither table is whole, -EIO, -ENOMEM. */
int gpt_scan(struct ata_disk *disk, unsigned index);

#endif
