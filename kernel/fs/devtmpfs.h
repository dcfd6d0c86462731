/* devtmpfs.h - the directory of devices that there are. */
#ifndef FS_DEVTMPFS_H
#define FS_DEVTMPFS_H

#include "common/types.h"

/* A node for a device, or nothing before devtmpfs_init(), which asks for all then. */
int devtmpfs_node(const char *name, u32 type, u64 rdev);

/* devices.c, block.c: devtmpfs_node() for each device that is registered. */
void chrdev_nodes(void);
void blkdev_nodes(void);
/* devices.c: those that need no hardware. */
void devices_init(void);

#endif
