/* open.c - open files: made, counted, closed. */
#include "fs/internal.h"
#include "fs/locks.h"
#include "mm/slab.h"

enum { OPEN_LINKS = 40 };               /* symlinks followed to a file that is to be made */
/* Flags of open() that fcntl(F_GETFL) does not show. */
enum { OPEN_ONLY = O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_CLOEXEC };

static struct kmem_cache *files;

void open_init(void)
{
	files = kmem_cache_create("file", sizeof(struct file));
}

/* Does it keep its filesystem from being made read-only? */
static bool holds_writable(const struct file *f)
{
	return S_ISREG(f->inode->mode) && (f->flags & O_ACCMODE) != O_RDONLY;
}

/* For remounts: on the filesystem and on the mount it was reached by. */
static void count_writer(const struct file *f, u32 change)
{
	if (!holds_writable(f))
		return;
	f->inode->sb->writers += change;
	if (f->path.mnt)
		f->path.mnt->writers += change;
}

struct file *file_alloc(const struct path *path, u32 flags)
{
	struct file *f = kmem_cache_alloc(files);

	if (!f)
		return NULL;
	f->refs = 1;
	f->flags = flags;
	f->path = *path;
	f->inode = path->dentry->inode;
	f->fops = f->inode->fops;
	path_get(path);
	inode_get(f->inode);
	count_writer(f, 1);
	return f;
}

void file_get(struct file *f)
{
	f->refs++;
}

void file_run_get(struct file *f)
{
	file_get(f);
	f->inode->runners++;
}

void file_run_put(struct file *f)
{
	f->inode->runners--;
	file_put(f);
}

static bool writes_file(const struct file *f)
{
	return S_ISREG(f->inode->mode) && (f->flags & O_ACCMODE) != O_RDONLY && !(f->flags & O_PATH);
}

/* The inode first: with the last path of an unmounted filesystem its superblock goes. */
static void file_free(struct file *f)
{
	count_writer(f, -1u);
	if (writes_file(f))
		f->inode->writers--;
	inode_put(f->inode);
	path_put(&f->path);
	kmem_cache_free(files, f);
}

void file_put(struct file *f)
{
	if (--f->refs)
		return;
	file_locks_drop(f->inode, f);
	if (f->watchers.next)
		epoll_forget(f);
	if (f->fops && f->fops->release)
		f->fops->release(f);
	file_free(f);
}

static u32 access_mask(u32 flags)
{
	static const u8 mask[4] = { 4, 2, 6, 6 };

	return mask[flags & O_ACCMODE] | (flags & O_TRUNC ? 2 : 0);
}

static int may_open(const struct path *path, u32 flags, bool created)
{
	struct inode *inode = path->dentry->inode;
	u32 mask = access_mask(flags), type = inode->mode & S_IFMT;
	int error;

	if (type == S_IFLNK)
		return -ELOOP;
	if (type == S_IFSOCK)
		return -ENXIO;
	if (type == S_IFDIR && (mask & 2 || flags & O_CREAT))
		return -EISDIR;
	if (flags & O_NOATIME && current->cred.fsuid != inode->uid && !capable(CAP_FOWNER))
		return -EPERM;
	if ((type == S_IFCHR || type == S_IFBLK) && path->mnt && path->mnt->flags & MS_NODEV)
		return -EACCES;
	if (mask & 2 && (type == S_IFREG || type == S_IFDIR) && mount_readonly(path))
		return -EROFS;
	error = created ? 0 : permission(inode, mask);
	return !error && mask & 2 && type == S_IFREG && inode->runners ? -ETXTBSY : error;
}

/* `created`: whatever its mode says now, it was just made by this open(), or is to run. */
static struct file *open_path(const struct path *path, u32 flags, bool created)
{
	struct inode *inode = path->dentry->inode;
	struct file *f;
	int error = 0;

	if (flags & O_DIRECTORY && !S_ISDIR(inode->mode))
		return err_ptr(-ENOTDIR);
	if (!(flags & O_PATH))
		error = may_open(path, flags, created);
	if (!error && flags & O_TRUNC && S_ISREG(inode->mode) && !created &&
	    !(flags & O_PATH))
		error = vfs_truncate(inode, 0);
	if (error)
		return err_ptr(error);
	f = file_alloc(path, flags);
	if (!f)
		return err_ptr(-ENOMEM);
	if (writes_file(f))
		inode->writers++;
	if (flags & O_PATH) {
		f->fops = NULL;
	} else if (f->fops && f->fops->open) {
		error = f->fops->open(inode, f);
		if (error) {
			file_free(f);
			return err_ptr(error);
		}
	}
	f->flags &= ~(u32)OPEN_ONLY;
	return f;
}

/* The file `d` in `parent`, made if it is not there. */
static struct file *open_or_create(const struct path *parent, struct dentry *d, u32 flags,
				   u32 mode)
{
	struct inode *dir = parent->dentry->inode;
	struct path path = { parent->mnt, d };
	bool created = !d->inode;
	struct file *f;
	int error;

	if (created) {
		if (mount_readonly(parent))
			return err_ptr(-EROFS);
		error = parent->dentry->unlinked ? -ENOENT : permission(dir, 3);
		if (!error)
			error = dir->ops->create ? dir->ops->create(dir, d, S_IFREG |
				(mode & 07777 & ~current->fs->umask), 0) : -EPERM;
		if (error)
			return err_ptr(error);
	}
	path_get(&path);
	mount_cross(&path);
	f = open_path(&path, flags, created);
	path_put(&path);
	return f;
}

/* One round of open_create(): the file, an err_ptr, or NULL when *link, the symlink's
 * text, is to be followed from *parent, which then has references. */
static struct file *create_step(const struct path *base, const char *name, u32 flags,
				u32 mode, struct path *parent, char **link)
{
	bool slash;
	struct dentry *d = lookup_last(base, name, parent, &slash);
	struct file *f;

	if (is_err(d)) {
		long error = ptr_err(d);

		/* "/", "x/." and "x/.." are directories. */
		if (error == -EBUSY || error == -EINVAL || error == -ENOTEMPTY)
			error = flags & O_EXCL ? -EEXIST : -EISDIR;
		return err_ptr(error);
	}
	if (slash) {
		f = err_ptr(-EISDIR);
	} else if (d->inode && flags & O_EXCL) {
		f = err_ptr(-EEXIST);
	} else if (d->inode && S_ISLNK(d->inode->mode) && !(flags & O_NOFOLLOW)) {
		struct path to;
		int error;

		if (!d->inode->ops->jump) {
			*link = link_text(d->inode);
			dentry_put(d);
			if (!is_err(*link))
				return NULL;
			path_put(parent);
			return (struct file *)*link;
		}
		error = d->inode->ops->jump(d->inode, &to);
		f = error ? err_ptr(error) : open_path(&to, flags & ~(u32)O_CREAT, false);
		if (!error)
			path_put(&to);
	} else {
		f = open_or_create(parent, d, flags, mode);
	}
	dentry_put(d);
	path_put(parent);
	return f;
}

static struct file *open_create(const struct path *base, const char *name, u32 flags,
				u32 mode)
{
	struct path at = { 0 }, parent;
	char *text = NULL, *link = NULL;
	struct file *f;

	for (int i = 0; i <= OPEN_LINKS; i++) {
		f = create_step(at.dentry ? &at : base, text ? text : name, flags, mode, &parent,
				&link);
		if (at.dentry)
			path_put(&at);
		kfree(text);
		if (f)
			return f;
		at = parent;
		text = link;
	}
	path_put(&at);
	kfree(text);
	return err_ptr(-ELOOP);
}

struct file *vfs_open(const struct path *base, const char *name, u32 flags, u32 mode)
{
	u32 lookup = (flags & O_NOFOLLOW ? 0 : LOOKUP_FOLLOW) |
		     (flags & O_DIRECTORY ? LOOKUP_DIRECTORY : 0);
	struct path path;
	struct file *f;
	int error;

	if (flags & O_PATH)
		flags &= O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	if (flags & O_CREAT) {
		if (flags & O_DIRECTORY)
			return err_ptr(-EINVAL);
		return open_create(base, name, flags, mode);
	}
	error = path_lookup(base, name, lookup, &path);
	if (error)
		return err_ptr(error);
	f = open_path(&path, flags, false);
	path_put(&path);
	return f;
}

struct file *vfs_open_program(const struct path *base, const char *name, u32 lookup)
{
	struct path path;
	struct file *f;
	u32 mode;
	int error = path_lookup(base, name, lookup, &path);

	if (error)
		return err_ptr(error);
	mode = path.dentry->inode->mode;
	if (S_ISREG(mode))
		f = open_path(&path, O_RDONLY | O_LARGEFILE, true);
	else
		f = err_ptr(S_ISLNK(mode) ? -ELOOP : -EACCES);
	path_put(&path);
	return f;
}

int vfs_truncate(struct inode *inode, u64 size)
{
	int error;

	if (S_ISDIR(inode->mode))
		return -EISDIR;
	if (!S_ISREG(inode->mode))
		return -EINVAL;
	if (inode->sb->flags & MS_RDONLY)
		return -EROFS;
	if (inode->runners)
		return -ETXTBSY;
	if (!inode->ops->truncate)
		return -EPERM;
	if (size > inode->size && size > current->signal->rlimit[RLIMIT_FSIZE].cur) {
		send_signal(current, SIGXFSZ, NULL, true);
		return -EFBIG;
	}
	error = inode->ops->truncate(inode, size);
	if (error)
		return error;
	vfs_strip_set_id(inode);
	file_cut_mappings(inode);
	return 0;
}
