/* attr.c - what stat, statfs, chmod, chown, utimes and access are about. */
#include "fs/internal.h"

void vfs_stat(const struct inode *inode, struct kstat *out)
{
	*out = (struct kstat){
		.dev = inode->sb->dev, .ino = inode->ino, .rdev = inode->rdev,
		.size = inode->size, .blocks = inode->blocks, .mode = inode->mode,
		.nlink = inode->nlink, .uid = inode->uid, .gid = inode->gid,
		.blksize = PAGE_SIZE, .atime = inode->atime, .mtime = inode->mtime,
		.ctime = inode->ctime,
	};
}

int vfs_statfs(const struct path *path, struct kstatfs *out)
{
	struct super_block *sb = path->dentry->sb;

	*out = (struct kstatfs){ .bsize = PAGE_SIZE, .namelen = NAME_MAX };
	return sb->ops && sb->ops->statfs ? sb->ops->statfs(sb, out) : 0;
}

static bool owner(const struct inode *inode)
{
	return current->cred.fsuid == inode->uid || capable(CAP_FOWNER);
}

static int changed(struct inode *inode)
{
	inode->ctime = wall_ns();
	return inode->ops->setattr ? inode->ops->setattr(inode) : 0;
}

static bool readonly(const struct inode *inode)
{
	return inode->sb->flags & MS_RDONLY;
}

int vfs_chmod(struct inode *inode, u32 mode)
{
	if (readonly(inode))
		return -EROFS;
	if (!owner(inode))
		return -EPERM;
	if (!in_group(inode->gid) && !capable(CAP_FSETID))
		mode &= ~(u32)S_ISGID;
	inode->mode = (inode->mode & S_IFMT) | (mode & 07777);
	return changed(inode);
}

/* As others have it: only when the file has changed since the time it says, or a day ago. */
void file_accessed(const struct file *f)
{
	const u64 day = 24 * 3600 * 1000000000ull;
	u32 none = MS_RDONLY | MS_NOATIME | (S_ISDIR(f->inode->mode) ? MS_NODIRATIME : 0u);
	struct inode *inode = f->inode;
	u64 now = wall_ns();

	if (f->flags & O_NOATIME || inode->sb->flags & MS_RDONLY ||
	    (f->path.mnt && f->path.mnt->flags & none))
		return;
	if ((i64)inode->atime <= (i64)inode->mtime || (i64)inode->atime <= (i64)inode->ctime ||
	    now - inode->atime >= day)
		inode->atime = now;
}

void vfs_strip_set_id(struct inode *inode)
{
	u32 strip = S_ISUID | (inode->mode & 010 ? S_ISGID : 0u);

	if (inode->mode & strip && S_ISREG(inode->mode) && !capable(CAP_FSETID))
		inode->mode &= ~strip;
}

int vfs_chown(struct inode *inode, u32 uid, u32 gid)
{
	if (readonly(inode))
		return -EROFS;
	if (!capable(CAP_CHOWN)) {
		bool mine = current->cred.fsuid == inode->uid;

		if (uid != ~0u && (uid != inode->uid || !mine))
			return -EPERM;
		if (gid != ~0u && (!mine || (gid != inode->gid && !in_group(gid))))
			return -EPERM;
	}
	if (uid != ~0u)
		inode->uid = uid;
	if (gid != ~0u)
		inode->gid = gid;
	/* The new owner did not ask for a program that runs as him. */
	if (!S_ISDIR(inode->mode)) {
		inode->mode &= ~(u32)S_ISUID;
		if (inode->mode & 010)
			inode->mode &= ~(u32)S_ISGID;
	}
	return changed(inode);
}

int vfs_utimes(struct inode *inode, u64 atime, u64 mtime, u32 what)
{
	u64 now = wall_ns();

	if (readonly(inode))
		return -EROFS;
	if (what & (UTIME_SET_A | UTIME_SET_M)) {
		if (!owner(inode))
			return -EPERM;
	} else if (!owner(inode) && permission(inode, 2)) {
		return -EACCES;
	}
	if (what & (UTIME_SET_A | UTIME_NOW_A))
		inode->atime = what & UTIME_SET_A ? atime : now;
	if (what & (UTIME_SET_M | UTIME_NOW_M))
		inode->mtime = what & UTIME_SET_M ? mtime : now;
	return changed(inode);
}

int vfs_access(const struct path *base, const char *name, u32 mask, u32 flags)
{
	struct cred *cred = &current->cred;
	u32 fsuid = cred->fsuid, fsgid = cred->fsgid;
	u64 effective = cred->effective;
	u32 lookup = (flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW) |
		     (flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0);
	struct path path;
	int error;

	if (!(flags & AT_EACCESS)) {
		cred->fsuid = cred->uid;
		cred->fsgid = cred->gid;
		cred->effective = cred->uid ? 0 : cred->permitted;
	}
	error = path_lookup(base, name, lookup, &path);
	if (!error) {
		u32 mode = path.dentry->inode->mode;

		error = permission(path.dentry->inode, mask);
		if (!error && mask & 1 && S_ISREG(mode) && path.mnt && path.mnt->flags & MS_NOEXEC)
			error = -EACCES;
		if (!error && mask & 2 && mount_readonly(&path) &&
		    (S_ISREG(mode) || S_ISDIR(mode) || S_ISLNK(mode)))
			error = -EROFS;
		path_put(&path);
	}
	cred->fsuid = fsuid;
	cred->fsgid = fsgid;
	cred->effective = effective;
	return error;
}
