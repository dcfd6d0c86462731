/* blocklist.h - files that are named by their sectors: (hd0)+1. */
#ifndef FS_BLOCKLIST_H
#define FS_BLOCKLIST_H

#include "fs/fs.h"

/* "2048+10,4096+2": sectors of 512 bytes on `dev`; a missing start is 0. */
err_t blocklist_open(struct blockdev *dev, const char *list, struct file *f) MUST_CHECK;

#endif
