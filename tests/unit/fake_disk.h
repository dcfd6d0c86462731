/* fake_disk.h - the disk of a fake BIOS: INT 13h that fails where it is told to. */
#ifndef UNIT_FAKE_DISK_H
#define UNIT_FAKE_DISK_H

#include "bios/bios.h"

enum { NO_BAD_SECTOR = -1, WORKS = -1 };

struct fake_disk {
	u8      *bytes;                 /* what there is from LBA `first` on */
	size_t   size;
	u64      first;
	u8       number;
	bool     edd, edd_size;         /* AH=41h and 42h work; 48h does */
	u16      sector_size;
	u16      cylinders, heads, track_sectors;
	unsigned most;                  /* refuses more sectors than this at once */
	unsigned one_success;           /* moves no more than this at once, and says how many; 0: all */
	bool     silent;                /* does not say how many it has moved */
	long     bad;                   /* LBA that cannot be read */
	unsigned fail_next;             /* so many transfers fail, then it works */
	/* Asked at each call: the status that it fails with, or WORKS; may be NULL. */
	int    (*fault)(void);
};

extern struct fake_disk fake_disk;
extern unsigned fake_resets, fake_transfers, fake_biggest;

/* A disk of size[bytes], of 32 sectors a track and 16 heads when it has no EDD. */
void fake_disk_plug_in(u8 number, bool edd, u16 sector_size, u8 *bytes, size_t size);

/* INT 13h. */
void fake_disk_int13(struct bios_regs *r);

#endif
