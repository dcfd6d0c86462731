/* names.c - names made, removed and moved. */
#include "fs/internal.h"

/* Permission, and all the reasons why `victim` may not go from `dir`. */
int may_delete(struct inode *dir, struct dentry *victim)
{
	u32 fsuid = current->cred.fsuid;
	int error = permission(dir, 3);

	if (error)
		return error;
	/* In a sticky directory only the file's or the directory's owner. */
	if (dir->mode & S_ISVTX && victim->inode->uid != fsuid && dir->uid != fsuid &&
	    !capable(CAP_FOWNER))
		return -EPERM;
	return 0;
}

/* May a name be made in `parent`? */
static int may_create(const struct path *parent)
{
	if (mount_readonly(parent))
		return -EROFS;
	if (parent->dentry->unlinked)
		return -ENOENT;
	return permission(parent->dentry->inode, 3);
}

/* lookup_last() for a name that must not exist. */
static struct dentry *new_name(const struct path *base, const char *name,
			       struct path *parent, bool dir)
{
	bool slash;
	struct dentry *d = lookup_last(base, name, parent, &slash);
	int error;

	if (is_err(d)) {
		error = (int)ptr_err(d);
		return err_ptr(error == -EBUSY || error == -EINVAL || error == -ENOTEMPTY
			       ? -EEXIST : error);
	}
	if (d->inode)
		error = -EEXIST;
	else if (slash && !dir)
		error = -ENOENT;
	else
		error = may_create(parent);
	if (!error)
		return d;
	dentry_put(d);
	path_put(parent);
	return err_ptr(error);
}

int vfs_mknod(const struct path *base, const char *name, u32 mode, u64 rdev)
{
	struct path parent;
	struct dentry *d = new_name(base, name, &parent, S_ISDIR(mode));
	struct inode *dir;
	int error;

	if (is_err(d))
		return (int)ptr_err(d);
	dir = parent.dentry->inode;
	if ((S_ISCHR(mode) || S_ISBLK(mode)) && !capable(CAP_MKNOD))
		error = -EPERM;
	else
		error = dir->ops->create ? dir->ops->create(dir, d,
			mode & ~(current->fs->umask & S_IRWXUGO), rdev) : -EPERM;
	dentry_put(d);
	path_put(&parent);
	return error;
}

int vfs_symlink(const char *target, const struct path *base, const char *name)
{
	struct path parent;
	struct dentry *d;
	struct inode *dir;
	int error;

	if (!*target)
		return -ENOENT;
	d = new_name(base, name, &parent, false);
	if (is_err(d))
		return (int)ptr_err(d);
	dir = parent.dentry->inode;
	error = dir->ops->symlink ? dir->ops->symlink(dir, d, target) : -EPERM;
	dentry_put(d);
	path_put(&parent);
	return error;
}

int vfs_link(const struct path *ob, const char *old, const struct path *nb, const char *name,
	     u32 flags)
{
	u32 lookup = (flags & AT_SYMLINK_FOLLOW ? LOOKUP_FOLLOW : 0) |
		     (flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0);
	struct path from, parent;
	struct dentry *d;
	struct inode *inode, *dir;
	int error = flags & AT_EMPTY_PATH && !capable(CAP_DAC_READ_SEARCH) ?
		    -ENOENT : path_lookup(ob, old, lookup, &from);

	if (error)
		return error;
	d = new_name(nb, name, &parent, false);
	if (is_err(d)) {
		path_put(&from);
		return (int)ptr_err(d);
	}
	inode = from.dentry->inode;
	dir = parent.dentry->inode;
	if (from.mnt != parent.mnt)
		error = -EXDEV;
	else if (S_ISDIR(inode->mode) || !dir->ops->link)
		error = -EPERM;
	else if (!inode->nlink)
		error = -ENOENT;
	else
		error = dir->ops->link(inode, dir, d);
	dentry_put(d);
	path_put(&parent);
	path_put(&from);
	return error;
}

static int remove(const struct path *parent, struct dentry *d, bool slash, bool dir)
{
	struct inode *from = parent->dentry->inode;
	int error;

	if (!d->inode)
		return -ENOENT;
	if (mount_readonly(parent))
		return -EROFS;
	error = may_delete(from, d);
	if (error)
		return error;
	if (dir && !S_ISDIR(d->inode->mode))
		return -ENOTDIR;
	if (!dir && S_ISDIR(d->inode->mode))
		return -EISDIR;
	if (slash && !dir)
		return -ENOTDIR;
	if (d->mounted)
		return -EBUSY;
	return from->ops->unlink ? from->ops->unlink(from, d) : -EPERM;
}

int vfs_unlink(const struct path *base, const char *name, bool dir)
{
	struct path parent;
	bool slash;
	struct dentry *d = lookup_last(base, name, &parent, &slash);
	int error;

	if (is_err(d)) {
		error = (int)ptr_err(d);
		/* unlink("/"), unlink("x/."): they are directories. */
		if (!dir && (error == -EBUSY || error == -EINVAL || error == -ENOTEMPTY))
			error = -EISDIR;
		return error;
	}
	error = remove(&parent, d, slash, dir);
	dentry_put(d);
	path_put(&parent);
	return error;
}

/* One end of a rename. */
struct end {
	struct path parent;
	struct dentry *d;
	bool slash;
};

static int end_find(struct end *e, const struct path *base, const char *name)
{
	int error;

	e->d = lookup_last(base, name, &e->parent, &e->slash);
	if (!is_err(e->d))
		return 0;
	error = (int)ptr_err(e->d);
	return error == -EINVAL || error == -ENOTEMPTY ? -EBUSY : error;
}

static void end_drop(struct end *e)
{
	dentry_put(e->d);
	path_put(&e->parent);
}

/* May `to`, which exists, be replaced by `from`? */
static int may_replace(const struct end *from, const struct end *to, u32 flags)
{
	bool dir = S_ISDIR(from->d->inode->mode), to_dir = S_ISDIR(to->d->inode->mode);
	int error;

	if (flags & RENAME_NOREPLACE)
		return -EEXIST;
	error = may_delete(to->parent.dentry->inode, to->d);
	if (error || flags & RENAME_EXCHANGE)
		return error;
	if (dir && !to_dir)
		return -ENOTDIR;
	return !dir && to_dir ? -EISDIR : 0;
}

/* A slash stands behind what is, or becomes, no directory. */
static bool ends_in_slash(const struct end *from, const struct end *to, u32 flags)
{
	if (!S_ISDIR(from->d->inode->mode) &&
	    (from->slash || (to->slash && !(flags & RENAME_EXCHANGE))))
		return true;
	return flags & RENAME_EXCHANGE && to->slash && !S_ISDIR(to->d->inode->mode);
}

static int may_rename(const struct end *from, const struct end *to, u32 flags)
{
	int error;

	if (!from->d->inode || (flags & RENAME_EXCHANGE && !to->d->inode))
		return -ENOENT;
	if (from->parent.mnt != to->parent.mnt)
		return -EXDEV;
	if (mount_readonly(&from->parent))
		return -EROFS;
	if (ends_in_slash(from, to, flags))
		return -ENOTDIR;
	/* A directory cannot go below itself, nor replace one that it is in. */
	if (dentry_below(to->parent.dentry, from->d))
		return -EINVAL;
	if (to->d->inode && dentry_below(from->parent.dentry, to->d))
		return flags & RENAME_EXCHANGE ? -EINVAL : -ENOTEMPTY;
	error = may_delete(from->parent.dentry->inode, from->d);
	if (!error)
		error = may_create(&to->parent);
	if (!error && to->d->inode)
		error = may_replace(from, to, flags);
	/* A directory that changes its parent has its ".." rewritten. */
	if (!error && S_ISDIR(from->d->inode->mode) &&
	    from->parent.dentry != to->parent.dentry)
		error = permission(from->d->inode, 2);
	if (!error && flags & RENAME_EXCHANGE && S_ISDIR(to->d->inode->mode) &&
	    from->parent.dentry != to->parent.dentry)
		error = permission(to->d->inode, 2);
	if (!error && (from->d->mounted || to->d->mounted))
		error = -EBUSY;
	return error;
}

static int move(const struct end *from, const struct end *to, u32 flags)
{
	struct inode *dir = from->parent.dentry->inode, *to_dir = to->parent.dentry->inode;

	if (flags & RENAME_EXCHANGE)
		return dir->ops->exchange ? dir->ops->exchange(dir, from->d, to_dir, to->d) : -EINVAL;
	return dir->ops->rename ? dir->ops->rename(dir, from->d, to_dir, to->d) : -EPERM;
}

int vfs_rename(const struct path *ob, const char *old, const struct path *nb,
	       const char *name, u32 flags)
{
	struct end from, to;
	int error, from_error;

	if (flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE))
		return -EINVAL;
	from_error = end_find(&from, ob, old);
	/* Before "x/." is refused, the other name's directories must be there. */
	if (from_error && from_error != -EBUSY)
		return from_error;
	error = end_find(&to, nb, name);
	if (error || from_error) {
		if (!from_error)
			end_drop(&from);
		if (!error)
			end_drop(&to);
		return error ? error : from_error;
	}
	error = may_rename(&from, &to, flags);
	/* Two names of one file: nothing is to be done. */
	if (!error && from.d->inode != to.d->inode)
		error = move(&from, &to, flags);
	end_drop(&to);
	end_drop(&from);
	return error;
}
