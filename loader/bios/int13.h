/* int13.h - disks through INT 13h. */
#ifndef BIOS_INT13_H
#define BIOS_INT13_H

#include "base/platform.h"

/* The drives of the machine, `boot_drive` first, even when the BIOS does not count it;
 * returns how many, `max` at most, which is not 0. */
unsigned int13_drives(u8 boot_drive, struct drive *out, unsigned max);

/* Read or write whole sectors; the range is on the drive, `count` has no other limit.
 * After an error the buffer is unspecified, and what was written is not known. */
err_t int13_move(const struct drive *d, u64 lba, u32 count, void *memory,
		 bool write) MUST_CHECK;

#endif
