/* ramfs.h - between the names and the contents of files in memory. */
#ifndef FS_RAMFS_H
#define FS_RAMFS_H

#include "fs/vfs.h"

extern const struct file_operations ramfs_file_fops;
int  ramfs_truncate(struct inode *inode, u64 size);     /* cut, or longer by a hole; 0 */
void ramfs_free_data(struct inode *inode);              /* with the inode's last reference */

/* ramfs_options.c: what is told changes *o; 0 or -EINVAL. */
struct ramfs_options { u32 mode, uid, gid; u64 pages; };
int  ramfs_options(struct ramfs_options *o, const char *text, u64 ram_pages);

/* May so many more pages belong to files of sb?  Counts them if so. */
bool ramfs_charge(struct super_block *sb, u64 pages);
void ramfs_uncharge(struct super_block *sb, u64 pages);

#endif
