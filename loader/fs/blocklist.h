/* blocklist.h - files that are named by their sectors: (hd0)+1. */
#ifndef FS_BLOCKLIST_H
#define FS_BLOCKLIST_H

#include "fs/fs.h"

/* Open "2048+10,4096+2": sectors of 512 bytes on the device; a missing start is 0, and
 * numbers may start with 0x.  `fs` is not mounted: one with driver and dev is enough.
 * The file keeps the pointer to its list. */
err_t blocklist_open(struct fs *fs, const char *list, struct file *f) MUST_CHECK;
extern const struct fs_driver blocklist_driver;

#endif
