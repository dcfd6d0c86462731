/* partition.h - where a partition lies and what its table says of it. */
#ifndef PART_PARTITION_H
#define PART_PARTITION_H

#include "disk/blockdev.h"

enum part_scheme { PART_MSDOS, PART_GPT };

struct partition {
	enum part_scheme scheme;        /* printed "msdos", "gpt" as in (hd0,gpt2) */
	unsigned number;                /* 1.. as Linux numbers them; logical ones from 5 */
	u64      lba, sectors;          /* of 512 bytes, on the disk */
	u8       type;                  /* MBR type byte; 0xee-less GPT entries: 0 */
	u8       type_guid[16];         /* GPT, bytes as on disk */
	u8       guid[16];              /* GPT, bytes as on disk */
	bool     active;                /* MBR 0x80 flag, GPT legacy BIOS bootable */
};

/* One scheme's reader.  *n counts what was found, also when an error ends the scan:
 * partitions before the damage can be used.  ERR_NO_TABLE: this scheme is not here. */
extern const char ERR_NO_TABLE[];
err_t mbr_scan(struct blockdev *dev, struct partition *out, unsigned max, unsigned *n) MUST_CHECK;
err_t gpt_scan(struct blockdev *dev, struct partition *out, unsigned max, unsigned *n) MUST_CHECK;

/* GPT if there is one behind a protective MBR (backup header when the first is
 * damaged), else MBR. */
err_t partitions_scan(struct blockdev *dev, struct partition *out, unsigned max,
		      unsigned *n) MUST_CHECK;

const char *part_scheme_name(enum part_scheme scheme);

/* A partition as a blockdev. */
struct slice {
	struct blockdev  dev;           /* first */
	struct blockdev *under;
	u64              lba;
};
void slice_init(struct slice *s, struct blockdev *under, u64 lba, u64 sectors);

#endif
