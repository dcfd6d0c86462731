/* fs.h - what a filesystem driver gives, and what a file is. */
#ifndef FS_FS_H
#define FS_FS_H

#include "disk/blockdev.h"

enum {
	FS_UUID = 37, FS_LABEL = 33,
	SYMLINKS_MAX = 16,              /* followed on one path */
	TARGET_MAX   = 4096,            /* bytes in a symlink */
};

struct fs {
	const struct fs_driver *driver;
	struct blockdev        *dev;
	u64                     root;           /* struct file's inode of the root directory */
	char                    uuid[FS_UUID];  /* as blkid prints it; "" = none */
	char                    label[FS_LABEL];
	/* the driver's own fields follow (it embeds struct fs first) */
};

/* Clusters number index .. index+count-1 of a file of FAT lie at `cluster` and behind it. */
struct file_piece { u32 index, cluster, count; };

enum file_kind { FILE_REGULAR, FILE_DIR, FILE_SYMLINK, FILE_OTHER };

struct file {
	struct fs     *fs;
	u64            size;            /* bytes */
	enum file_kind kind;
	i64            mtime;           /* seconds since 1970 UTC, 0 = unknown */
	u64            inode;           /* ext: inode number; FAT: first cluster */
	struct file_piece piece;        /* of FAT: what was looked at last */
	const char    *blocks;          /* of a block list: its text */
	u8            *unpacked;        /* the contents, when file_unpack() had to; heap.  Or
					 * a symlink's that a driver has at hand */
	const char    *alias;           /* while it is listed: its name or another one, and
					 * both are found in upper and lower case; or NULL */
};

/* A piece of a file that lies in a row on the disk: `offset` is the caller's question, the
 * rest is the driver's answer. */
struct run {
	u64  offset;                    /* where in the file it starts */
	u64  bytes;                     /* >= 1, may go past the end of the file */
	u64  disk;                      /* the byte of fs->dev where it lies, */
	bool hole;                      /* unless it lies nowhere and is zeros */
};

/* Called for each name of a directory ("." and ".." too, if the disk has them); `info`
 * has kind, size and mtime, and both live for the call.  False ends the listing.  It must
 * not open anything on the same filesystem. */
typedef bool list_fn(void *context, const char *name, const struct file *info);

struct fs_driver {
	const char *name;               /* "ext2", "fat": names as GRUB's modules */
	u32 size;                       /* of the struct that starts with struct fs, */
	u32 least;                      /* and of the filesystem: sectors */
	/* Fill in the rest of *fs, where all but driver and dev is zeros.
	 * ERR_NOT_THIS_FS: somebody else's. */
	err_t (*mount)(struct fs *fs);
	/* What list() did not say of a file, the root's kind and inode, too.  An error that
	 * comes from what the file is leaves it filled in. */
	err_t (*stat)(struct file *f);
	/* Find the run at run->offset.  bytes and hole come in as 0, and stay so behind the
	 * file's last run. */
	err_t (*map)(struct file *f, struct run *run);
	/* As fs_list(), but `info` may lack what stat() says. */
	err_t (*list)(struct file *dir, list_fn *each, void *context);
	/* May bytes of the file be written where they lie?  Only if they are no other's and
	 * nothing is computed from them.  NULL: no file's. */
	err_t (*in_place)(struct file *f);
};

extern const struct fs_driver ext2_driver, fat_driver;

/* Mount with the first driver of drivers[] (ends with NULL) that knows it. */
err_t fs_mount(const struct fs_driver *const *drivers, struct blockdev *dev,
	       struct fs **out) MUST_CHECK;

/* `path` is absolute in this filesystem; symlinks are followed.  ERR_NOT_FOUND when a part
 * of it is not there. */
err_t fs_open(struct fs *fs, const char *path, struct file *f) MUST_CHECK;

/* Call each() for the names in the directory until it returns false.  After an error some
 * were not seen. */
err_t fs_list(struct file *dir, list_fn *each, void *context) MUST_CHECK;

/* For the drivers: a stat or in_place without anything to say. */
err_t fs_fine(struct file *f);

/* For the drivers: the label, padded with blanks or NULs to n bytes. */
void fs_set_label(struct fs *fs, const void *text, size_t n);

/* From the mode of POSIX's stat, of which disks have the lower 16 bits. */
enum file_kind file_kind(u32 mode);

#endif
