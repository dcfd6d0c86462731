/* fat.h - FAT12, FAT16 and FAT32: what this driver's files share. */
#ifndef FS_FAT_H
#define FS_FAT_H

#include "common/ondisk.h"
#include "fs/fs.h"
#include "fs/utf16.h"

enum {
	FAT_WINDOW   = 1024,            /* entries of the table in memory: whole sectors,
					 * and no 12-bit entry lies across the end */
	FAT_DIR_MAX  = 2 * MiB,         /* 65536 entries */
};

/* A directory entry, and one of the pieces of a long name in front of it. */
struct fat_entry {
	u8   name[11];
	u8   attributes, case_flags, created_fine;
	le16 created_time, created_date, accessed, cluster_high;
	le16 time, date, cluster_low;
	le32 size;
};
ONDISK(struct fat_entry, 32);

struct fat_long_entry {
	u8   order;
	le16 name1[5];
	u8   attributes, type, checksum;
	le16 name2[6];
	le16 zero;
	le16 name3[2];
};
ONDISK(struct fat_long_entry, 32);

enum {
	FAT_LABEL = 8, FAT_DIR = 16, FAT_LONG = 15, FAT_LONG_MASK = 63,
};

/* Collects the pieces of a long name, of which the last comes first: text[] is filled
 * from its end. */
enum { FAT_NAME = 20 * 13 * 3 + 1, FAT_NO_NAME = 255 };
struct fat_long_name {
	u8   expected;                  /* order of the next piece; 0: whole; FAT_NO_NAME */
	u8   checksum;
	struct utf16 utf16;             /* in text[] */
	char text[FAT_NAME];
};

struct fat {
	struct fs fs;
	unsigned bits;                  /* of an entry of the table: 12, 16, 32 */
	u32 mask;                       /* the bits that count; above mask-8 ends a chain */
	unsigned sector_shift, shift;   /* sectors, clusters are 1 << shift bytes */
	u32 clusters;                   /* valid ones are 2 .. clusters+1 */
	u32 root_size;                  /* bytes; of FAT32, whose fs.root is a cluster, 0 */
	u32 root, table, data;          /* places: sectors from the start */
	u32 window_at;                  /* window[] starts with this entry; 1: holds nothing */
	u32 at;                         /* place in the directory that is read: bytes */
	const char *name;               /* of the entry before it, long if it has one */
	char short_name[13];
	struct fat_entry entries[SECTOR / sizeof(struct fat_entry)];
	struct fat_long_name long_name;
	u8  window[FAT_WINDOW * 4];
};

/* fat_map.c: fs_driver.map, but bytes 0 at the end of the chain. */
err_t fat_map(struct file *f, struct run *run) MUST_CHECK;

/* fat_dir.c: fs_driver.stat and .list.  Listing the root finds the volume's label, too. */
err_t fat_stat(struct file *f) MUST_CHECK;
err_t fat_list(struct file *dir, list_fn *each, void *context) MUST_CHECK;

/* fat_name.c: the name of a short entry, "README.TXT"; `to` holds 13 bytes. */
void fat_short_name(const struct fat_entry *e, char to[13]);
void fat_long_piece(struct fat_long_name *l, const struct fat_long_entry *e);
/* The name in UTF-8, until the next piece, if the pieces are whole and belong to the short
 * entry; else NULL.  Starts again. */
const char *fat_long_finish(struct fat_long_name *l, const struct fat_entry *e);

#endif
