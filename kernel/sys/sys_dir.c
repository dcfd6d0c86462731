/* sys_dir.c - names: made, linked, moved, removed, listed; where a process stands. */
#include "sys/call.h"
#include "mm/slab.h"

SYS3(sys_mkdirat, dirfd, user, mode)
{
	struct at at;
	long error = at_get(&at, dirfd, user);

	if (error)
		return error;
	error = vfs_mknod(at.base, at.name.text, S_IFDIR | ((u32)mode & 01777), 0);
	at_put(&at);
	return error;
}

SYS2(sys_mkdir, user, mode)
{
	return sys_mkdirat((u64)AT_FDCWD, user, mode, 0, 0, 0);
}

/* A device's number as user space packs it is the one that makedev() makes. */
SYS4(sys_mknodat, dirfd, user, mode, device)
{
	u32 type = (u32)mode & S_IFMT;
	struct at at;
	long error;

	if (type == S_IFDIR)
		return -EPERM;
	if (type && type != S_IFREG && type != S_IFCHR && type != S_IFBLK && type != S_IFIFO &&
	    type != S_IFSOCK)
		return -EINVAL;
	error = at_get(&at, dirfd, user);
	if (error)
		return error;
	error = vfs_mknod(at.base, at.name.text, ((u32)mode & 07777) | (type ? type : S_IFREG),
			  (u32)device);
	at_put(&at);
	return error;
}

SYS3(sys_mknod, user, mode, device)
{
	return sys_mknodat((u64)AT_FDCWD, user, mode, device, 0, 0);
}

SYS3(sys_unlinkat, dirfd, user, flags)
{
	struct at at;
	long error;

	if (flags & ~(u64)AT_REMOVEDIR)
		return -EINVAL;
	error = at_get(&at, dirfd, user);
	if (error)
		return error;
	error = vfs_unlink(at.base, at.name.text, flags & AT_REMOVEDIR);
	at_put(&at);
	return error;
}

SYS1(sys_unlink, user)
{
	return sys_unlinkat((u64)AT_FDCWD, user, 0, 0, 0, 0);
}

SYS1(sys_rmdir, user)
{
	return sys_unlinkat((u64)AT_FDCWD, user, AT_REMOVEDIR, 0, 0, 0);
}

SYS3(sys_symlinkat, target, dirfd, user)
{
	struct name text;
	struct at at;
	long error = name_get(&text, target);

	if (error)
		return error;
	error = at_get(&at, dirfd, user);
	if (!error) {
		error = text.text[0] ? vfs_symlink(text.text, at.base, at.name.text) : -ENOENT;
		at_put(&at);
	}
	name_put(&text);
	return error;
}

SYS2(sys_symlink, target, user)
{
	return sys_symlinkat(target, (u64)AT_FDCWD, user, 0, 0, 0);
}

/* Two places in one call: link and rename. */
static long with_two(u64 old_fd, u64 old, u64 new_fd, u64 new_name, u32 flags,
		     int (*act)(const struct path *, const char *, const struct path *,
				const char *, u32))
{
	struct at from, to;
	long error = at_get(&from, old_fd, old);

	if (error)
		return error;
	error = at_get(&to, new_fd, new_name);
	if (!error) {
		error = act(from.base, from.name.text, to.base, to.name.text, flags);
		at_put(&to);
	}
	at_put(&from);
	return error;
}

SYS5(sys_linkat, old_fd, old, new_fd, new_name, flags)
{
	if (flags & ~(u64)(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	return with_two(old_fd, old, new_fd, new_name, (u32)flags, vfs_link);
}

SYS2(sys_link, old, new_name)
{
	return with_two((u64)AT_FDCWD, old, (u64)AT_FDCWD, new_name, 0, vfs_link);
}

SYS5(sys_renameat2, old_fd, old, new_fd, new_name, flags)
{
	if (flags & ~(u64)(RENAME_NOREPLACE | RENAME_EXCHANGE) ||
	    flags == (RENAME_NOREPLACE | RENAME_EXCHANGE))
		return -EINVAL;
	return with_two(old_fd, old, new_fd, new_name, (u32)flags, vfs_rename);
}

SYS4(sys_renameat, old_fd, old, new_fd, new_name)
{
	return with_two(old_fd, old, new_fd, new_name, 0, vfs_rename);
}

SYS2(sys_rename, old, new_name)
{
	return with_two((u64)AT_FDCWD, old, (u64)AT_FDCWD, new_name, 0, vfs_rename);
}

/* --- links read --- */

/* The text of a link into buf[PATH_MAX]; where it stands, its length in *len. */
static const char *link_text(const struct path *path, char *buf, long *len)
{
	struct inode *inode = path->dentry->inode;
	struct path to;
	const char *text;

	if (!S_ISLNK(inode->mode) || (!inode->ops->readlink && !inode->ops->jump)) {
		*len = -EINVAL;
		return buf;
	}
	if (inode->ops->readlink) {
		*len = inode->ops->readlink(inode, buf, PATH_MAX);
		return buf;
	}
	*len = inode->ops->jump(inode, &to);
	if (*len)
		return buf;
	text = path_name(&to, buf, PATH_MAX);
	path_put(&to);
	*len = is_err(text) ? ptr_err(text) : (long)strlen(text);
	return text;
}

SYS4(sys_readlinkat, dirfd, user, to, size)
{
	struct path path;
	struct at at;
	const char *text;
	char *buf;
	long len = (int)size > 0 ? at_get(&at, dirfd, user) : -EINVAL;

	if (len)
		return len;
	len = path_lookup(at.base, at.name.text, at.base ? LOOKUP_EMPTY : 0, &path);
	if (!len && !at.name.text[0] && !S_ISLNK(path.dentry->inode->mode)) {
		path_put(&path);
		len = -ENOENT;
	}
	at_put(&at);
	if (len)
		return len;
	buf = kmalloc(PATH_MAX);
	if (buf) {
		text = link_text(&path, buf, &len);
		if (len > 0) {
			len = MIN(len, (int)size);
			if (copy_to_user(to, text, (size_t)len))
				len = -EFAULT;
		}
		kfree(buf);
	} else {
		len = -ENOMEM;
	}
	path_put(&path);
	return len;
}

SYS3(sys_readlink, user, to, size)
{
	return sys_readlinkat((u64)AT_FDCWD, user, to, size, 0, 0);
}

/* --- where a process stands --- */

static void stand(struct path *where, const struct path *path)
{
	struct path old = *where;

	*where = *path;
	if (old.dentry)
		path_put(&old);
}

/* chdir and chroot: *path's references are taken over or dropped. */
static long stand_checked(struct path *where, struct path *path)
{
	long error = S_ISDIR(path->dentry->inode->mode) ? permission(path->dentry->inode, 1)
							: -ENOTDIR;

	if (!error && where == &current->fs->root && !capable(CAP_SYS_CHROOT))
		error = -EPERM;
	if (error)
		path_put(path);
	else
		stand(where, path);
	return error;
}

static long stand_by_name(struct path *where, u64 user)
{
	struct path path;
	long error = path_at(AT_FDCWD, user, LOOKUP_FOLLOW | LOOKUP_DIRECTORY, &path);

	return error ? error : stand_checked(where, &path);
}

SYS1(sys_chdir, user)
{
	return stand_by_name(&current->fs->cwd, user);
}

SYS1(sys_chroot, user)
{
	return stand_by_name(&current->fs->root, user);
}

SYS1(sys_fchdir, fd)
{
	const struct file *f = fd_file((u32)fd);
	struct path path;

	if (!f)
		return -EBADF;
	path = f->path;
	path_get(&path);
	return stand_checked(&current->fs->cwd, &path);
}

/* Put `word` before the text, which lies in buf's end. */
static char *prefix(char *buf, char *text, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(text - buf) < n ? err_ptr(-ERANGE) : memcpy(text - n, word, n);
}

SYS2(sys_getcwd, to, size)
{
	char *buf, *text;
	long len;

	if (current->fs->cwd.dentry->unlinked)
		return -ENOENT;
	buf = kmalloc(PATH_MAX);
	if (!buf)
		return -ENOMEM;
	text = path_name(&current->fs->cwd, buf, PATH_MAX);
	if (!is_err(text) && !path_reachable(&current->fs->cwd))
		text = prefix(buf, text, "(unreachable)");
	if (is_err(text)) {
		len = ptr_err(text);
	} else {
		len = (long)strlen(text) + 1;
		if ((u64)len > size)
			len = -ERANGE;
		else if (copy_to_user(to, text, (size_t)len))
			len = -EFAULT;
	}
	kfree(buf);
	return len;
}

/* --- directories listed --- */

struct listing {
	u64  to, left;                  /* user memory */
	u32  name_at;                   /* offset of the name in an entry */
	bool old;                       /* the type stands in the last byte */
	long done, error;
};

/* struct linux_dirent64, or linux_dirent of either ABI. */
static bool emit_entry(void *ctx, const char *name, size_t len, u64 ino, u8 type, u64 next_pos)
{
	struct listing *l = ctx;
	u32 word = compat() && l->old ? 4 : 8;
	u64 size = ALIGN_UP(l->name_at + len + 1 + l->old, word);
	u8 entry[32 + NAME_MAX] = { 0 };
	u16 reclen = (u16)size;

	if (len > NAME_MAX)
		return true;
	if (size > l->left) {
		l->error = l->done ? 0 : -EINVAL;
		return false;
	}
	memcpy(entry, &ino, word);
	memcpy(entry + word, &next_pos, word);
	memcpy(entry + 2 * word, &reclen, sizeof reclen);
	entry[l->old ? size - 1 : 2 * word + 2] = type;
	memcpy(entry + l->name_at, name, len);
	if (copy_to_user(l->to, entry, size)) {
		l->error = -EFAULT;
		return false;
	}
	l->to += size;
	l->left -= size;
	l->done += (long)size;
	return true;
}

static long list_fd(u64 fd, struct listing *l)
{
	struct file *f = fd_get(fd);
	long error;

	if (!f)
		return -EBADF;
	if (!S_ISDIR(f->inode->mode) || !f->fops->readdir)
		error = -ENOTDIR;
	else if (f->path.dentry->unlinked)
		error = -ENOENT;
	else
		error = f->fops->readdir(f, emit_entry, l);
	fd_put(f);
	if (l->done)
		return l->done;
	return error ? error : l->error;
}

SYS3(sys_getdents64, fd, to, size)
{
	struct listing l = { .to = to, .left = (u32)size, .name_at = 19 };

	return list_fd(fd, &l);
}

SYS3(sys_getdents, fd, to, size)
{
	struct listing l = {
		.to = to, .left = (u32)size, .name_at = compat() ? 10 : 18, .old = true,
	};

	return list_fd(fd, &l);
}

SYS1(sys_umask, mask)
{
	u32 old = current->fs->umask;

	current->fs->umask = (u32)mask & 0777;
	return old;
}
