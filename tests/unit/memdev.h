/* memdev.h - a disk of bytes that lies when it is told to. */
#ifndef UNIT_MEMDEV_H
#define UNIT_MEMDEV_H

#include "base/platform.h"
#include "disk/blockdev.h"

struct memdev {
	struct blockdev dev;            /* first */
	u8      *bytes;                 /* what there is; behind it the disk is zeros */
	size_t   size;
	u64      bad_lba;               /* reading or writing it fails; UINT64_MAX: none does */
	unsigned fail_at;               /* this one of the reads fails, once; 0: none does */
	bool     forgets;               /* what is written */
	unsigned reads, writes;         /* calls */
	u64      last_lba;              /* of the last of them */
	u32      last_count;
};

/* A blockdev of `sectors` sectors over bytes[size], which may be less. */
struct memdev memdev(void *bytes, size_t size, u64 sectors);

/* The same as a machine with one hard disk of `native`-byte sectors; one at a time. */
const struct platform *memdev_platform(struct memdev *m, u32 native);

#endif
