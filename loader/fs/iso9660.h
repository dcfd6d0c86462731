/* iso9660.h - ISO 9660 with Rock Ridge and Joliet: what this driver's files share. */
#ifndef FS_ISO9660_H
#define FS_ISO9660_H

#include "common/ondisk.h"
#include "fs/fs.h"

enum {
	ISO_BLOCK     = 2048,           /* others are allowed, and nobody writes them */
	ISO_NAME      = 336,            /* bytes: 111 units of 16 bits in UTF-8 */
	ISO_DIR_MAX   = 32 * MiB,       /* about a million of names */
	ISO_PARTS_MAX = 64,             /* of a file, each less than 4 GiB */
};

/* A directory record; ECMA-119, 9.1.  What comes in both byte orders has the big-endian
 * one behind the other. */
struct iso_record {
	u8   size;                      /* 0: the next one is in the next block */
	u8   attribute_blocks;          /* in front of the data */
	le32 block, block_big;
	le32 bytes, bytes_big;
	u8   year, date[5];             /* since 1900; month, day, hour, minute, second */
	u8   zone;                      /* signed quarters of an hour from UTC */
	u8   flags, unit, gap;
	le16 volume, volume_big;
	u8   name_size;
	u8   name[222];                 /* and Rock Ridge, after a byte if name_size is even */
};
ONDISK(struct iso_record, 255);
ONDISK_AT(struct iso_record, flags, 25);

struct iso {
	struct fs fs;
	bool joliet;
	i32  skip;                      /* bytes in front of Rock Ridge's; -1: there is none */
	char target[TARGET_MAX];        /* of the symlink that was looked at last */
	u8   area[ISO_BLOCK];           /* in which Rock Ridge goes on */
};

/* Records one after the other, and what the one that was looked at last is. */
struct iso_scan {
	struct iso *iso;
	u64  at, end;                   /* of the record; bytes on the device */
	struct file info;               /* inode: the place of the first record */
	struct iso_record record;
	char name[ISO_NAME];
};

/* iso9660_dir.c: fs_driver.list and .map. */
err_t iso_list(struct file *dir, list_fn *each, void *context) MUST_CHECK;
err_t iso_map(struct file *f, struct run *run) MUST_CHECK;
/* Does the root directory bear the mark of Rock Ridge?  Then iso->skip says so. */
err_t iso_find_rock(struct iso *iso) MUST_CHECK;

/* iso9660_rock.c: what Rock Ridge says of s->record, which lies at s->at, to s->info and
 * name[]; a symlink's target to iso->target and the info.
 * (IEEE P1281 SUSP, P1282 RRIP.) */
err_t iso_rock(struct iso_scan *s) MUST_CHECK;

#endif
