/* walk.h - from a path to a file, where directories are searched and symlinks followed. */
#ifndef FS_WALK_H
#define FS_WALK_H

#include "common/span.h"
#include "fs/fs.h"

enum {
	SYMLINKS_MAX = 16,              /* followed on one path */
	TARGET_MAX   = 4096,            /* bytes in a symlink */
};

/* What a filesystem does for it; f->fs is given, and the functions fill in the rest. */
struct walk_ops {
	err_t (*root)(struct file *f);
	/* `f`, a directory, becomes its child; ERR_NOT_FOUND.  "." is not asked for. */
	err_t (*enter)(struct file *f, struct span name);
	/* The symlink's target, f->size bytes; it was entered right before. */
	err_t (*target)(struct file *f, char *to);
};

/* From the mode of POSIX's stat, of which disks have the lower 16 bits. */
enum file_kind file_kind(u32 mode);

/* fs_driver.open. */
err_t walk(const struct walk_ops *ops, struct fs *fs, const char *path,
	   struct file *f) MUST_CHECK;

#endif
