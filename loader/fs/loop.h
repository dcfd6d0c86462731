/* loop.h - files that are disks: loopback. */
#ifndef FS_LOOP_H
#define FS_LOOP_H

#include "fs/file.h"

/* Make the file a disk `name`, read-only, with partitions or a filesystem of its own.
 * Refused when there is a device of that name; so no file can be a disk in itself. */
err_t loop_add(const char *name, const char *path, const char *root) MUST_CHECK;

/* Take the name away again.  Files that are open on it can still be read. */
err_t loop_remove(const char *name) MUST_CHECK;

#endif
