/* vfs.h - superblock, inode, dentry, file: one layer over every filesystem. */
#ifndef FS_VFS_H
#define FS_VFS_H

#include "abi/fcntl.h"
#include "abi/stat.h"
#include "mm/page.h"
#include "mm/vm.h"
#include "sched/sched.h"

struct inode;
struct dentry;
struct file;
struct path;
struct super_block;

struct file_system_type {
	const char *name;               /* "rootfs", "proc", "devtmpfs", "ext2", "tmpfs" */
	bool        needs_device;
	/* A new superblock with ->root set, or an err_ptr. */
	struct super_block *(*mount)(const struct file_system_type *type, const char *source,
				     u32 flags, const char *options);
	struct file_system_type *next;
};
extern struct file_system_type rootfs_fs_type;
int register_filesystem(struct file_system_type *type); /* 0 or -EBUSY */
struct file_system_type *filesystem_next(struct file_system_type *type);

struct super_block {
	const struct file_system_type *type;
	struct dentry *root;
	u32    refs;                    /* mounts of it, and 1 for who keeps it for ever */
	u32    flags;                   /* MS_RDONLY ... */
	u32    writers;                 /* plain files open for writing */
	u64    dev;                     /* st_dev */
	u64    next_ino;
	void  *private;
	const struct super_operations *ops;
};

struct super_operations {
	int  (*statfs)(struct super_block *sb, struct kstatfs *out);
	void (*drop_inode)(struct inode *inode);        /* last reference gone: free ->private */
	void (*put_super)(struct super_block *sb);      /* unmounted: free ->private */
};

/* Operations return 0 or -errno unless they say otherwise; NULL means -EPERM/-ENOTDIR/
 * -EINVAL as the call's manual page says. */
struct inode_operations {
	/* Fill `dentry` (d_set_inode) if the name exists; 0 also when it does not. */
	int (*lookup)(struct inode *dir, struct dentry *dentry);
	int (*create)(struct inode *dir, struct dentry *dentry, u32 mode, u64 rdev);
							/* mode has the S_IF type */
	int (*symlink)(struct inode *dir, struct dentry *dentry, const char *target);
	int (*link)(struct inode *inode, struct inode *dir, struct dentry *dentry);
	int (*unlink)(struct inode *dir, struct dentry *dentry);        /* files and empty dirs */
	int (*rename)(struct inode *from, struct dentry *old, struct inode *to,
		      struct dentry *target);
	/* Both exist, and change places. */
	int (*exchange)(struct inode *from, struct dentry *old, struct inode *to,
			struct dentry *target);
	/* The target with its length into buf (no NUL needed); length or -errno. */
	long (*readlink)(struct inode *inode, char *buf, size_t size);
	/* Links that are no text (/proc/self/exe): *out with references. NULL: readlink. */
	int (*jump)(struct inode *inode, struct path *out);
	int (*truncate)(struct inode *inode, u64 size);
	int (*setattr)(struct inode *inode);            /* mode, uid, times were changed */
};

struct poll_table;

struct file_operations {
	int  (*open)(struct inode *inode, struct file *file);
	void (*release)(struct file *file);             /* the last close */
	/* Bytes, 0 at the end, or -errno.  `buf` is kernel memory; *pos is advanced by the
	 * driver.  Big reads and writes come in pieces (fs/read_write.c). */
	long (*read)(struct file *file, void *buf, size_t n, u64 *pos);
	long (*write)(struct file *file, const void *buf, size_t n, u64 *pos);
	/* The same from and to user memory without a buffer between; NULL: with one. */
	long (*read_user)(struct file *file, u64 to, size_t n, u64 *pos);
	long (*write_user)(struct file *file, u64 from, size_t n, u64 *pos);
	long (*seek)(struct file *file, i64 offset, int whence);        /* NULL: the usual one */
	/* Call emit for each entry from file->pos on, set file->pos behind it, stop when
	 * emit says false. */
	int  (*readdir)(struct file *file, bool (*emit)(void *ctx, const char *name, size_t len,
			u64 ino, u8 type, u64 next_pos), void *ctx);
	long (*ioctl)(struct file *file, u32 cmd, u64 arg, bool compat);
	/* POLLIN ...; NULL: always ready. */
	u32  (*poll)(struct file *file, struct poll_table *pt);
	struct page *(*map_page)(struct inode *inode, u64 index);       /* for mmap and exec */
	bool map_memory;                /* mapped it is memory like any: of fork's, if shared */
	u64  (*memory)(const struct file *file);        /* pages it holds while open; NULL: none */
};

struct inode {
	u64    ino;
	u32    mode, nlink, uid, gid, refs;
	u32    maps;                    /* areas of address spaces that show it */
	u32    writers, runners;        /* open files that write it, programs that it is: one is 0 */
	u64    size, rdev, blocks;      /* blocks of 512 bytes */
	u64    atime, mtime, ctime;     /* ns since 1970; negative before */
	struct super_block *sb;
	const struct inode_operations *ops;
	const struct file_operations  *fops;
	void  *private;                 /* the filesystem's */
	struct wait_queue wait;         /* pipes, ttys */
	struct list locks;              /* fs/locks.c's; zero: none yet */
};

enum { DENTRY_SHORT = 40 };

/* A name in the tree.  Names live in the dentry; the children list is also ramfs's
 * directory contents. inode NULL: known not to exist (negative). */
struct dentry {
	struct dentry *parent;          /* the root's is itself */
	struct inode  *inode;
	struct super_block *sb;
	struct list    children, sibling;
	struct dentry *hash_next;
	u32            refs, hash;
	struct mount  *mounted;         /* a filesystem is mounted on it */
	u32            cookie;          /* where readdir stands in a ramfs directory */
	bool           unlinked;        /* no longer in the tree */
	u8             name_len;
	char          *name;            /* short_name, or memory of its own */
	char           short_name[DENTRY_SHORT];
};

struct mount {
	struct list    node;
	struct super_block *sb;
	struct dentry *root;            /* sb->root, but for bind mounts */
	struct dentry *mountpoint;      /* NULL: the root of all, or detached */
	struct mount  *parent;
	char          *source, *options;
	u32            flags, refs;     /* refs: 1 while in the tree, and all paths in it */
	u32            writers;         /* those of sb->writers that came this way */
};

/* A place in the tree of mounts. */
struct path { struct mount *mnt; struct dentry *dentry; };

struct file {
	u32    refs, flags;             /* O_... */
	int    owner;                   /* F_SETOWN: pid, or negative process group */
	u64    pos;
	bool   reading, wanted;         /* a long read moves pos; others wait for its end */
	struct path path;
	struct inode *inode;
	const struct file_operations *fops;
	void  *private;
	struct list watchers;           /* eventpoll.c's, for the last close; zero: none ever */
};

void vfs_caches_init(void);             /* caches, then mnt_init */
void mnt_init(void);                    /* init_rootfs, mounts it as / of init_task */
int  init_rootfs(void);                 /* register_filesystem(&rootfs_fs_type) */

/* --- inode.c, dcache.c --- */
struct inode *inode_new(struct super_block *sb, u32 mode);      /* refs 1; NULL: no memory */
void inode_get(struct inode *inode);
void inode_put(struct inode *inode);
/* A negative dentry in the tree, refs 1; the tree forgets a dentry with its last
 * reference.  dentry_find takes a reference; NULL: not cached. */
struct dentry *dentry_new(struct dentry *parent, const char *name, size_t len);
struct dentry *dentry_find(struct dentry *parent, const char *name, size_t len);
struct dentry *dentry_root(struct super_block *sb, struct inode *inode);
void dentry_unlink(struct dentry *d);           /* out of the tree; references stay valid */
void d_set_inode(struct dentry *dentry, struct inode *inode);   /* takes a reference over */
void dentry_get(struct dentry *d);
void dentry_put(struct dentry *d);
void path_get(const struct path *p);
void path_put(const struct path *p);

/* --- namei.c: path walk.  Flags: --- */
enum {
	LOOKUP_FOLLOW = 1,              /* a symlink at the end too */
	LOOKUP_PARENT = 2,              /* stop at the parent; *last is the name */
	LOOKUP_DIRECTORY = 4, LOOKUP_EMPTY = 8,
};
/* From `base` (NULL: current's cwd).  On success *out has references. */
int path_lookup(const struct path *base, const char *name, u32 flags, struct path *out);
/* The parent and the last component (name in last[NAME_MAX+1]). */
int path_parent(const struct path *base, const char *name, struct path *out, char *last);
int permission(struct inode *inode, u32 mask);  /* 4 read, 2 write, 1 execute; fsuid's */
char *path_name(const struct path *p, char *buf, size_t size);  /* absolute; in buf's end */
bool path_reachable(const struct path *p);      /* from current's root */
bool in_group(u32 gid);         /* is current's fsgid or one of its groups */
bool mount_readonly(const struct path *p);

/* open(2), with its flags; an err_ptr on errors. */
struct file *vfs_open(const struct path *base, const char *name, u32 flags, u32 mode);
/* A plain file to run, which may be one that cannot be read; or an err_ptr. */
struct file *vfs_open_program(const struct path *base, const char *name, u32 lookup);
/* A file that is open at `path`, of which it takes references of its own; NULL: no memory. */
struct file *file_alloc(const struct path *path, u32 flags);
/* Bytes, or -errno; read: 0 at the end. */
long vfs_read(struct file *f, void *kernel_buf, size_t n, u64 *pos);
long vfs_write(struct file *f, const void *kernel_buf, size_t n, u64 *pos);
/* read_write.c: the same for system calls, to and from user memory.  pos: &f->pos, or
 * pread's. -EBADF, -EISDIR, -EFBIG as the calls have it. */
long file_read(struct file *f, u64 user, size_t n, u64 *pos);
long file_write(struct file *f, u64 user, size_t n, u64 *pos);
long vfs_seek(struct file *f, i64 offset, int whence);  /* the new position, or -errno */
/* Mappings of files: the object is a struct file *; vm_map takes its own reference. */
extern const struct vm_object_ops file_vm_ops;
void file_cut_mappings(const struct inode *inode);      /* after it was cut */
/* Both ends of a new pipe, with O_NONBLOCK of flags; 0 or -errno. */
int pipe_create(struct file *end[2], u32 flags);
long pipe_capacity(const struct file *f);
long pipe_resize(const struct file *f, u32 bytes);      /* rounded up; the new capacity */
void file_get(struct file *f);
void file_put(struct file *f);
/* The same for the file of a running program, which nobody can write or shorten meanwhile. */
void file_run_get(struct file *f);
void file_run_put(struct file *f);

/* The system calls without the copy from user memory: 0 or -errno.  Names start at `base`
 * (NULL: current's cwd). */
int vfs_mknod(const struct path *base, const char *name, u32 mode, u64 rdev);
int vfs_symlink(const char *target, const struct path *base, const char *name);
int vfs_link(const struct path *ob, const char *old, const struct path *nb, const char *name,
	     u32 flags);
int vfs_unlink(const struct path *base, const char *name, bool dir);
int vfs_rename(const struct path *ob, const char *old, const struct path *nb, const char *name,
	       u32 flags);
int vfs_truncate(struct inode *inode, u64 size);        /* checks no permission */
/* attr.c */
void vfs_stat(const struct inode *inode, struct kstat *out);
int vfs_statfs(const struct path *path, struct kstatfs *out);
int vfs_chmod(struct inode *inode, u32 mode);
void file_accessed(const struct file *f);       /* its atime */
void vfs_strip_set_id(struct inode *inode);     /* somebody writes to it */
int vfs_chown(struct inode *inode, u32 uid, u32 gid);   /* ~0u: unchanged */
enum { UTIME_SET_A = 1, UTIME_SET_M = 2, UTIME_NOW_A = 4, UTIME_NOW_M = 8 };
int vfs_utimes(struct inode *inode, u64 atime, u64 mtime, u32 what);
/* access(2): mask as permission()'s, 0: existence; with the real ids unless effective. */
int vfs_access(const struct path *base, const char *name, u32 mask, u32 flags);
int vfs_mount(const char *source, const char *target, const char *type, u32 flags,
	      const char *options);
int vfs_umount(const char *target, u32 flags);

/* --- devices: character devices by number --- */
int chrdev_register(u32 major, u32 minor, const char *name, const struct file_operations *fops);
const struct file_operations *chrdev_find(u64 rdev);
static inline u64 makedev(u32 major, u32 minor)
{
	return (minor & 0xff) | (u64)major << 8 | (u64)(minor & ~0xffu) << 12;
}

#endif
