/* fat.h - FAT12, FAT16 and FAT32: what this driver's files share. */
#ifndef FS_FAT_H
#define FS_FAT_H

#include "common/ondisk.h"
#include "fs/fs.h"

enum {
	FAT_WINDOW   = 1024,            /* entries of the table in memory: whole sectors,
					 * and no 12-bit entry lies across the end */
	FAT_DIR_MAX  = 2 * MiB,         /* 65536 entries */
};

struct fat {
	struct fs fs;
	unsigned bits;                  /* of an entry of the table: 12, 16, 32 */
	u32 mask;                       /* the bits that count; above mask-8 ends a chain */
	unsigned shift;                 /* clusters are 1 << shift bytes */
	u32 clusters;                   /* valid ones are 2 .. clusters+1 */
	u32 root_cluster;               /* FAT32; else 0 and: */
	u32 root_size;                  /* bytes */
	u64 root, table, data;          /* places: bytes from the start */
	u32 window_at;                  /* window[] starts with this entry; 1: holds nothing */
	u8  window[FAT_WINDOW * 4];
};

/* What file.state points at: the piece of the chain that was looked at last.  Clusters
 * number `index` .. index+count-1 of the file lie at `cluster` and behind it. */
struct fat_node {
	u32 first;                      /* 0: the root directory of FAT12 and FAT16 */
	u32 index, cluster, count;
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

/* fat_map.c: fs_driver.map, and the same with bytes 0 at the end of the chain. */
err_t fat_map(struct file *f, u64 offset, struct run *out) MUST_CHECK;
err_t fat_map_or_end(struct file *f, u64 offset, struct run *out) MUST_CHECK;

/* Is this the number of a cluster with data? */
static inline bool fat_is_cluster(const struct fat *fat, u32 cluster)
{
	return cluster >= 2 && cluster - 2 < fat->clusters;
}

/* fat_dir.c */
err_t fat_open(struct fs *fs, const char *path, struct file *f) MUST_CHECK;
err_t fat_list(struct file *dir, list_fn *each, void *context) MUST_CHECK;
void  fat_close(struct file *f);
/* The volume's label from the root directory. */
err_t fat_read_label(struct fat *fat) MUST_CHECK;

/* fat_name.c: the name of a short entry, "README.TXT"; `to` holds 13 bytes. */
void fat_short_name(const struct fat_entry *e, char to[13]);
/* Collects the pieces of a long name. */
struct fat_long_name {
	u8  expected;                   /* order of the piece that comes next; 0: complete */
	u8  pieces;                     /* 0: none */
	u8  checksum;
	u16 units[20 * 13];
};
void fat_long_piece(struct fat_long_name *l, const struct fat_long_entry *e);
/* Write the name in UTF-8 to `to` (FAT_NAME bytes) if the pieces are whole and belong to
 * the short entry, and start again; else false. */
enum { FAT_NAME = 20 * 13 * 3 + 1 };
bool fat_long_finish(struct fat_long_name *l, const struct fat_entry *e, char *to);

#endif
