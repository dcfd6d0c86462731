/* volume.h - (hd0,msdos1), UUIDs and labels to mounted filesystems. */
#ifndef FS_VOLUME_H
#define FS_VOLUME_H

#include "disk/drive.h"
#include "fs/fs.h"
#include "part/partition.h"

enum { DEVICE_NAME = 24 };

/* A whole disk or one of its partitions. */
struct volume {
	char             name[DEVICE_NAME];     /* "hd0,msdos1", "hd0": GRUB's, no parens */
	struct volume   *next;                  /* use volume_next() */
	struct disk     *disk;
	struct fs       *fs;                    /* NULL until mounted, or no filesystem */
	err_t            why;                   /* why fs is NULL; heap */
	bool             scanned;               /* its partition table was, or it has none */
	err_t            damage;                /* what is wrong with the table; heap or NULL */
	struct slice     slice;                 /* of the disk; its place, and a blockdev */
};

/* The filesystems that will be tried, in order; wiring.c calls this once. */
void volumes_init(const struct fs_driver *const *drivers);

/* Forget everything that was probed (after a disk change, and between tests). */
void volumes_forget(void);

/* "hd0,msdos1", "hd0,1", "hd0", "fd0", with or without parentheses.  Tables are read on
 * first need and remembered.  The error says which part of the name is wrong. */
err_t volume_by_name(const char *device, struct volume **out) MUST_CHECK;

/* Every volume there is, boot disk first, each disk's whole volume before its
 * partitions: volume_next(NULL) is the first, NULL comes after the last. */
struct volume *volume_next(struct volume *v);

/* Mount it if that has not been tried yet. */
err_t volume_mount(struct volume *v) MUST_CHECK;

#endif
