/* mount.c - filesystem types, superblocks, the tree of mounts. */
#include "fs/internal.h"
#include "mm/slab.h"

enum { MNT_FORCE = 1, MNT_DETACH = 2 };         /* flags of umount2 */
/* Of those of mount() what stays with a mount. */
enum {
	MOUNT_FLAGS = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | MS_NODIRATIME,
};

static struct file_system_type *types;
static struct list mounts = LIST_INIT(mounts);
static u32 next_dev = 1;

int register_filesystem(struct file_system_type *type)
{
	struct file_system_type **p = &types;

	for (; *p; p = &(*p)->next)
		if (*p == type || str_equal((*p)->name, type->name))
			return -EBUSY;
	*p = type;
	return 0;
}

struct file_system_type *filesystem_next(struct file_system_type *type)
{
	return type ? type->next : types;
}

struct file_system_type *filesystem_find(const char *name)
{
	struct file_system_type *type = types;

	while (type && !str_equal(type->name, name))
		type = type->next;
	return type;
}

struct super_block *super_new(const struct file_system_type *type)
{
	struct super_block *sb = kzalloc(sizeof *sb);

	if (!sb)
		return NULL;
	sb->type = type;
	sb->dev = makedev(0, next_dev++);
	return sb;
}

/* The last mount is gone. */
void super_put(struct super_block *sb)
{
	if (--sb->refs)
		return;
	if (sb->root) {
		dentry_unlink_all(sb->root);
		dentry_put(sb->root);
	}
	if (sb->ops && sb->ops->put_super)
		sb->ops->put_super(sb);
	kfree(sb);
}

void mount_get(struct mount *m)
{
	m->refs++;
}

void mount_put(struct mount *m)
{
	if (--m->refs)
		return;
	dentry_put(m->root);
	super_put(m->sb);
	kfree(m->source);
	kfree(m->options);
	kfree(m);
}

struct mount *mount_next(struct mount *m)
{
	struct list *next = m ? m->node.next : mounts.next;

	return next == &mounts ? NULL : list_entry(next, struct mount, node);
}

void mount_cross(struct path *p)
{
	while (p->dentry->mounted) {
		struct mount *m = p->dentry->mounted;

		/* Through a bind mount the same dentry is seen without its mount. */
		if (m->parent != p->mnt)
			return;
		mount_get(m);
		dentry_get(m->root);
		path_put(p);
		*p = (struct path){ m, m->root };
	}
}

bool mount_readonly(const struct path *p)
{
	return (p->mnt && p->mnt->flags & MS_RDONLY) || p->dentry->sb->flags & MS_RDONLY;
}

/* Takes over one reference each of sb and root. */
static struct mount *mount_new(struct super_block *sb, struct dentry *root,
			       const char *source, const char *options, u32 flags)
{
	struct mount *m = kzalloc(sizeof *m);

	if (!m)
		return NULL;
	m->sb = sb;
	m->root = root;
	m->source = kstrdup(source);
	m->options = kstrdup(options ? options : "");
	m->flags = flags & MOUNT_FLAGS;
	m->refs = 1;
	if (m->source && m->options)
		return m;
	kfree(m->source);
	kfree(m->options);
	kfree(m);
	return NULL;
}

static void attach(struct mount *m, const struct path *at)
{
	m->parent = at->mnt;
	m->mountpoint = at->dentry;
	path_get(at);
	at->dentry->mounted = m;
	list_add_tail(&m->node, &mounts);
}

static void detach(struct mount *m)
{
	struct path at = { m->parent, m->mountpoint };

	list_del(&m->node);
	m->mountpoint->mounted = NULL;
	m->mountpoint = NULL;
	m->parent = NULL;
	path_put(&at);
}

/* Can `from` be seen at `at` from now on?  Pipes have no place in the tree of mounts, and a
 * directory that bind mounts show at several places has one mount at most. */
static int may_attach(const struct path *at, const struct dentry *from)
{
	if (!at->mnt)
		return -EINVAL;
	if (S_ISDIR(at->dentry->inode->mode) != S_ISDIR(from->inode->mode))
		return -ENOTDIR;
	if (at->dentry->unlinked)
		return -ENOENT;
	return at->dentry->mounted ? -EBUSY : 0;
}

static int mount_type(const char *source, const struct path *at, const char *name,
		      u32 flags, const char *options)
{
	struct file_system_type *type = filesystem_find(name);
	struct super_block *sb;
	struct mount *m;
	int error;

	if (!type)
		return -ENODEV;
	sb = type->mount(type, source, flags, options);
	if (is_err(sb))
		return (int)ptr_err(sb);
	sb->refs++;
	dentry_get(sb->root);
	error = may_attach(at, sb->root);
	m = error ? NULL : mount_new(sb, sb->root, source ? source : "none", options, flags);
	if (m) {
		attach(m, at);
		return 0;
	}
	dentry_put(sb->root);
	super_put(sb);
	return error ? error : -ENOMEM;
}

static int mount_bind(const char *source, const struct path *at, u32 flags)
{
	struct path from;
	struct mount *m;
	int error = path_lookup(NULL, source, LOOKUP_FOLLOW, &from);

	if (error)
		return error;
	error = from.mnt ? may_attach(at, from.dentry) : -EINVAL;
	m = error ? NULL : mount_new(from.mnt->sb, from.dentry, from.mnt->source,
				     from.mnt->options, flags);
	if (m) {
		from.mnt->sb->refs++;
		dentry_get(from.dentry);
		attach(m, at);
	} else if (!error) {
		error = -ENOMEM;
	}
	path_put(&from);
	return error;
}

static int mount_move(const char *source, const struct path *at)
{
	struct path from;
	struct mount *m;
	int error = path_lookup(NULL, source, LOOKUP_FOLLOW, &from);

	if (error)
		return error;
	m = from.mnt;
	path_put(&from);
	if (!m || m->root != from.dentry || !m->mountpoint)
		return -EINVAL;
	error = may_attach(at, m->root);
	if (error)
		return error;
	for (const struct mount *up = at->mnt; up; up = up->parent)
		if (up == m)
			return -ELOOP;
	detach(m);
	attach(m, at);
	return 0;
}

static int remount(const struct path *at, u32 flags)
{
	u32 writers;

	if (!at->mnt || at->dentry != at->mnt->root)
		return -EINVAL;
	writers = flags & MS_BIND ? at->mnt->writers : at->mnt->sb->writers;
	if (flags & MS_RDONLY && !(at->mnt->flags & MS_RDONLY) && writers)
		return -EBUSY;
	at->mnt->flags = (at->mnt->flags & ~(u32)MOUNT_FLAGS) | (flags & MOUNT_FLAGS);
	return 0;
}

/* What a mount or an unmount is about; root's alone. */
static int find_target(const char *target, struct path *at)
{
	return capable(CAP_SYS_ADMIN) ? path_lookup(NULL, target, LOOKUP_FOLLOW, at) : -EPERM;
}

int vfs_mount(const char *source, const char *target, const char *type, u32 flags,
	      const char *options)
{
	struct path at;
	int error;

	error = find_target(target, &at);
	if (error)
		return error;
	if (flags & MS_REMOUNT)
		error = remount(&at, flags);
	else if ((flags & (MS_BIND | MS_MOVE)) && !source)
		error = -EINVAL;
	else if (flags & MS_BIND)
		error = mount_bind(source, &at, flags);
	else if (flags & MS_MOVE)
		error = mount_move(source, &at);
	else if (!type)
		error = -EINVAL;
	else
		error = mount_type(source, &at, type, flags, options);
	path_put(&at);
	return error;
}

static bool has_children(const struct mount *m)
{
	list_each(node, &mounts)
		if (list_entry(node, struct mount, node)->parent == m)
			return true;
	return false;
}

int vfs_umount(const char *target, u32 flags)
{
	struct path at;
	struct mount *m;
	int error;

	error = find_target(target, &at);
	if (error)
		return error;
	m = at.mnt;
	if (!m) {                       /* a pipe, by /proc/self/fd/N */
		path_put(&at);
		return -EINVAL;
	}
	mount_get(m);
	path_put(&at);
	if (m->root != at.dentry || !m->mountpoint)
		error = -EINVAL;
	else if (has_children(m) || (!(flags & MNT_DETACH) && m->refs > 2))
		error = -EBUSY;
	else {
		detach(m);
		mount_put(m);
	}
	mount_put(m);
	return error;
}

/* The first mount: nothing is below it. */
void mnt_init(void)
{
	static struct fs_struct fs = { .refs = 1, .umask = 022 };
	struct super_block *sb;
	struct mount *m;

	if (init_rootfs())
		return;
	sb = rootfs_fs_type.mount(&rootfs_fs_type, "rootfs", 0, NULL);
	if (is_err(sb))
		return;
	sb->refs++;
	dentry_get(sb->root);
	m = mount_new(sb, sb->root, "rootfs", NULL, 0);
	if (!m)
		return;
	list_add_tail(&m->node, &mounts);
	fs.root = fs.cwd = (struct path){ m, sb->root };
	path_get(&fs.root);
	path_get(&fs.cwd);
	current->fs = &fs;
	current->files = files_new();
}

void vfs_caches_init(void)
{
	inode_init();
	dcache_init();
	files_init();
	mnt_init();
	devtmpfs_init();
	proc_init();
	ext2_init();
	disks_init();
}
