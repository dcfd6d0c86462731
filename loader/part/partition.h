/* partition.h - where a partition lies and what its table says of it. */
#ifndef PART_PARTITION_H
#define PART_PARTITION_H

#include "disk/blockdev.h"

enum { PARTITIONS_MAX = 256 };

struct partition {
	u64      lba, sectors;          /* of 512 bytes, on the disk */
	unsigned number;                /* 1.. as Linux numbers them; logical ones from 5 */
	u8       type;                  /* MBR */
	u8       type_guid[16], guid[16];       /* GPT, bytes as on disk */
};

/* What a disk's table says. */
struct partitions {
	struct blockdev *dev;           /* the disk: set by the caller */
	const char      *scheme;        /* "msdos", "gpt" as in (hd0,gpt2) */
	unsigned         n;
	err_t            damage;        /* the first thing found wrong, or NULL */
	struct partition at[PARTITIONS_MAX + 1];        /* the last is for the readers */
};

/* One scheme's reader; returns found->damage.  What was found before and behind the damage
 * can be used.  ERR_NO_TABLE: this scheme is not here, and mbr_scan() leaves an empty
 * *found, gpt_scan() leaves it alone. */
extern const char ERR_NO_TABLE[];
err_t mbr_scan(struct partitions *found) MUST_CHECK;
err_t gpt_scan(struct partitions *found) MUST_CHECK;

/* GPT if there is one behind a protective MBR (backup header when the first is
 * damaged), else MBR. */
err_t partitions_scan(struct partitions *found) MUST_CHECK;

/* For the readers: start with nothing; keep found->at[found->n], which was filled in, if
 * it `fits` the disk. */
void partitions_init(struct partitions *found, const char *scheme);
void partitions_keep(struct partitions *found, bool fits);

/* A partition as a blockdev: `sectors` from `lba` on of the device `under`, which must live
 * as long.  That they lie on it block_move() checks, at each call. */
struct slice {
	struct blockdev  dev;           /* first */
	struct blockdev *under;
	u64              lba;
};
void slice_init(struct slice *s, struct blockdev *under, u64 lba, u64 sectors);

#endif
