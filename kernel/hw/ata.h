/* ata.h - disks on the two old ATA controllers, by programmed I/O, read only. */
#ifndef HW_ATA_H
#define HW_ATA_H

#include "common/types.h"

enum { ATA_DISKS = 4 };

struct ata_disk {
	u16  base;                      /* of the ports */
	u8   slave;                     /* 0 or 1 */
	bool lba48;
	u64  sectors;
};

/* Those that are there; how many. */
unsigned ata_probe(struct ata_disk disk[ATA_DISKS]);

/* 1 to 256 sectors; 0 or -EIO. */
int ata_read(struct ata_disk *disk, u64 sector, u32 n, void *to);

#endif
