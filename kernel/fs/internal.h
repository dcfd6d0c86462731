/* internal.h - what the files of fs/ share with each other only. */
#ifndef FS_INTERNAL_H
#define FS_INTERNAL_H

#include "abi/errno.h"
#include "common/str.h"
#include "fs/files.h"
#include "mm/uaccess.h"

/* Each file's part of vfs_caches_init(). */
void inode_init(void);
void dcache_init(void);
void files_init(void);
void open_init(void);
void devtmpfs_init(void);
void proc_init(void);
void ext2_init(void);
void disks_init(void);

/* --- dcache.c --- */
/* In no directory yet; NULL: no memory. */
struct dentry *dentry_alloc(struct super_block *sb, const char *name, size_t len);
void dentry_link(struct dentry *d, struct dentry *parent);
/* All names below `root` out of the tree, for the unmount of a filesystem in memory. */
void dentry_unlink_all(struct dentry *root);
/* Give `d` the parent and name of `target`, which the caller unlinks; 0 or -ENOMEM. */
int dentry_move(struct dentry *d, struct dentry *target);
/* Both change their parents and names; of their parents' children b is the first, then a. */
void dentry_swap(struct dentry *a, struct dentry *b);
/* Does `d` lie below `above`, or is it that? */
bool dentry_below(const struct dentry *d, const struct dentry *above);

/* --- mount.c --- */
/* What is mounted on *p, and on that ...: *p moves to its root. */
void mount_cross(struct path *p);
void mount_get(struct mount *m);
void mount_put(struct mount *m);
struct mount *mount_next(struct mount *m);      /* all that are in the tree; NULL starts, ends */
struct file_system_type *filesystem_find(const char *name);
struct super_block *super_new(const struct file_system_type *type);
void super_put(struct super_block *sb);

/* --- namei.c --- */
/* The dentry of `name` in `dir`, with a reference, perhaps negative; or an err_ptr. */
struct dentry *lookup_child(struct dentry *dir, const char *name, size_t len);
/* For those that make or remove a name: the parent in *parent (references) and the last
 * component's dentry, perhaps negative; or an err_ptr and no references. `slash`: a slash
 * stood behind the name. */
struct dentry *lookup_last(const struct path *base, const char *name, struct path *parent,
			   bool *slash);
/* The text of a symlink, from kmalloc, or an err_ptr; -ENOENT: it is empty. */
char *link_text(struct inode *inode);

/* --- names.c --- */
int may_delete(struct inode *dir, struct dentry *victim);

/* --- pipe.c --- */
extern const struct file_operations fifo_fops;
extern struct super_block pipe_super;
void pipe_free(struct inode *inode);
extern const struct file_operations chrdev_fops;        /* devices.c: opens by number */
extern const struct file_operations blkdev_fops;        /* block.c: opens by number */

/* --- ramfs.c --- */
struct inode *ramfs_inode(struct super_block *sb, u32 mode, u64 rdev);
struct super_block *ramfs_super(const struct file_system_type *type);
int ramfs_node(struct dentry *dir, const char *name, u32 mode, u64 rdev);
/* Write to a file in memory at once, from kernel memory. */
long ramfs_append(struct inode *inode, const void *from, size_t n, u64 pos);

/* --- Copy to or from memory of the kernel, or of current. --- */
static inline long copy_out(bool user, u64 to, const void *from, size_t n)
{
	if (user)
		return copy_to_user(to, from, n);
	memcpy((void *)to, from, n);
	return 0;
}

static inline long copy_in(bool user, void *to, u64 from, size_t n)
{
	if (user)
		return copy_from_user(to, from, n);
	memcpy(to, (const void *)from, n);
	return 0;
}

static inline long clear_out(bool user, u64 to, size_t n)
{
	if (user)
		return clear_user(to, n);
	memset((void *)to, 0, n);
	return 0;
}

/* Bytes up to the end of the page of `user`: a copy that failed may succeed so far. */
static inline size_t page_rest(u64 user)
{
	return PAGE_SIZE - user % PAGE_SIZE;
}

#endif
