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
	struct fs       *fs;                    /* NULL until mounted, or no filesystem */
	err_t            why;                   /* why fs is NULL; heap */
	err_t            damage;                /* what is wrong with the table; heap or NULL */
	void            *owned;                 /* a whole volume's that is no drive's; heap */
	u8               kind;                  /* enum drive_kind */
	u8               loops;                 /* files that are disks, one in the other */
	bool             scanned;               /* its partition table was, or it has none */
	bool             named_twice;           /* another has its UUID or label, and that was
						 * said */
	struct slice     slice;                 /* of the disk; its place, and a blockdev */
	u8               guid[16];              /* of a partition of GPT, as on disk */
	struct fs        raw;                   /* for block lists */
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

/* A further disk, behind all others.  `owned` is a block of the heap that starts with its
 * blockdev; it belongs to the volumes from then on, but not after an error. */
err_t volume_add(const char *name, void *owned, u8 loops) MUST_CHECK;

/* Its name and its partitions' are gone; who has a file open on one of them still reads. */
void volume_remove(struct volume *whole);

/* Mount it if that has not been tried yet. */
err_t volume_mount(struct volume *v) MUST_CHECK;

#endif
