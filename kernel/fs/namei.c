/* namei.c - from names to places in the tree: the path walk. */
#include "common/fmt.h"
#include "fs/internal.h"
#include "mm/slab.h"

enum { LINKS_MAX = 40 };                /* symlinks on one path */

/* A walk under way.  Always: `at` holds references and has an inode; `rest` points into
 * `text` (of the innermost symlink) or, with text NULL, into the caller's name; whatever
 * lies on outer[] still has a component in it. */
struct walk {
	struct path at;
	const char *rest;
	char *text;
	bool  follow;                   /* a symlink at the end */
	bool  slash;                    /* one stood behind the end: a directory is wanted */
	char *last;                     /* parent wanted: the last component goes here */
	unsigned depth, links;
	struct { char *text; const char *rest; } outer[LINKS_MAX];
};

void path_get(const struct path *p)
{
	if (p->mnt)
		mount_get(p->mnt);
	dentry_get(p->dentry);
}

void path_put(const struct path *p)
{
	dentry_put(p->dentry);
	if (p->mnt)
		mount_put(p->mnt);
}

bool in_group(u32 gid)
{
	const struct cred *cred = &current->cred;

	if (gid == cred->fsgid)
		return true;
	for (u32 i = 0; i < cred->groups; i++)
		if (cred->group[i] == gid)
			return true;
	return false;
}

int permission(struct inode *inode, u32 mask)
{
	u32 mode = inode->mode;

	if (capable(CAP_DAC_OVERRIDE)) {
		/* All but execute what nobody may. */
		if (mask & 1 && !S_ISDIR(mode) && !(mode & 0111))
			return -EACCES;
		return 0;
	}
	if (inode->uid == current->cred.fsuid)
		mode >>= 6;
	else if (in_group(inode->gid))
		mode >>= 3;
	if (!(mask & ~mode & 7))
		return 0;
	return capable(CAP_DAC_READ_SEARCH) && (S_ISDIR(inode->mode) ? !(mask & 2) : mask == 4) ?
	       0 : -EACCES;
}

struct dentry *lookup_child(struct dentry *dir, const char *name, size_t len)
{
	struct dentry *d = dentry_find(dir, name, len), *other;
	int error = 0;

	/* Without a lookup, the names in memory are all there are. */
	if (d || !dir->inode->ops->lookup)
		return d ? d : err_ptr(-ENOENT);
	d = dentry_alloc(dir->sb, name, len);
	if (!d)
		return err_ptr(-ENOMEM);
	error = dir->inode->ops->lookup(dir->inode, d);
	/* A disk's lookup lets others run, who must not find the name before it is whole, and
	 * may have looked for it themselves. */
	other = error ? err_ptr(error) : dentry_find(dir, name, len);
	if (!other) {
		dentry_link(d, dir);
		return d;
	}
	dentry_put(d);
	return other;
}

static void walk_to(struct walk *w, struct mount *mnt, struct dentry *d)
{
	struct path to = { mnt, d };

	path_get(&to);
	path_put(&w->at);
	w->at = to;
}

static void walk_up(struct walk *w)
{
	const struct path *root = &current->fs->root;

	for (;;) {
		struct mount *mnt = w->at.mnt;

		if (w->at.dentry == root->dentry && mnt == root->mnt)
			return;
		if (!mnt || w->at.dentry != mnt->root) {
			walk_to(w, mnt, w->at.dentry->parent);
			break;
		}
		if (!mnt->mountpoint)
			return;
		walk_to(w, mnt->parent, mnt->mountpoint);
	}
	mount_cross(&w->at);
}

char *link_text(struct inode *inode)
{
	size_t size = inode->size ? inode->size : PATH_MAX - 1;
	char *text;
	long len;

	if (!inode->ops->readlink)
		return err_ptr(-EINVAL);
	if (size >= PATH_MAX)
		return err_ptr(-ENAMETOOLONG);
	text = kmalloc(size + 1);
	if (!text)
		return err_ptr(-ENOMEM);
	len = inode->ops->readlink(inode, text, size);
	if (len <= 0) {
		kfree(text);
		return err_ptr(len ? len : -ENOENT);
	}
	text[len] = 0;
	return text;
}

/* Go on in the symlink `d`, whose directory is w->at. */
static int walk_link(struct walk *w, struct dentry *d)
{
	struct inode *inode = d->inode;
	char *text;

	if (++w->links > LINKS_MAX)
		return -ELOOP;
	if (inode->ops->jump) {
		struct path to;
		int error = inode->ops->jump(inode, &to);

		if (error)
			return error;
		path_put(&w->at);
		w->at = to;
		return 0;
	}
	text = link_text(inode);
	if (is_err(text))
		return (int)ptr_err(text);
	if (*w->rest) {
		w->outer[w->depth].text = w->text;
		w->outer[w->depth++].rest = w->rest;
	} else {
		kfree(w->text);
	}
	w->text = text;
	w->rest = text;
	if (*text == '/')
		walk_to(w, current->fs->root.mnt, current->fs->root.dentry);
	return 0;
}

static int walk_child(struct walk *w, const char *name, size_t len, bool final)
{
	struct dentry *d = lookup_child(w->at.dentry, name, len);
	int error = 0;

	if (is_err(d))
		return (int)ptr_err(d);
	if (!d->inode) {
		error = -ENOENT;
	} else if (S_ISLNK(d->inode->mode) && (!final || w->follow || w->slash)) {
		error = walk_link(w, d);
	} else {
		dentry_put(w->at.dentry);
		w->at.dentry = d;
		mount_cross(&w->at);
		return 0;
	}
	dentry_put(d);
	return error;
}

/* One component; 1 at the end of the path. */
static int walk_step(struct walk *w)
{
	const char *name;
	size_t len;
	bool slash, final;
	int error;

	while (*w->rest == '/')
		w->rest++;
	if (!*w->rest) {
		if (!w->depth)
			return 1;
		kfree(w->text);
		w->text = w->outer[--w->depth].text;
		w->rest = w->outer[w->depth].rest;
		return 0;
	}
	for (name = w->rest; *w->rest && *w->rest != '/'; w->rest++)
		;
	len = (size_t)(w->rest - name);
	if (!S_ISDIR(w->at.dentry->inode->mode))
		return -ENOTDIR;
	error = permission(w->at.dentry->inode, 1);
	if (error)
		return error;
	if (len > NAME_MAX)
		return -ENAMETOOLONG;
	slash = *w->rest == '/';
	while (*w->rest == '/')
		w->rest++;
	final = !*w->rest && !w->depth;
	if (final)
		w->slash |= slash;
	if (final && w->last) {
		memcpy(w->last, name, len);
		w->last[len] = 0;
		return 1;
	}
	if (len == 1 && name[0] == '.')
		return 0;
	if (len == 2 && name[0] == '.' && name[1] == '.') {
		walk_up(w);
		return 0;
	}
	return walk_child(w, name, len, final);
}

/* On success w->at has references; on an error nobody has. */
static int walk(struct walk *w, const struct path *base, const char *name)
{
	int step;

	w->rest = name;
	w->text = NULL;
	w->depth = w->links = 0;
	w->slash = false;
	if (*name == '/')
		w->at = current->fs->root;
	else
		w->at = base ? *base : current->fs->cwd;
	path_get(&w->at);
	do
		step = walk_step(w);
	while (!step);
	kfree(w->text);
	while (w->depth)
		kfree(w->outer[--w->depth].text);
	if (step == 1)
		return 0;
	path_put(&w->at);
	return step;
}

int path_lookup(const struct path *base, const char *name, u32 flags, struct path *out)
{
	struct walk w;
	int error;

	if (!*name && !(flags & LOOKUP_EMPTY))
		return -ENOENT;
	w.last = NULL;
	w.follow = flags & LOOKUP_FOLLOW;
	error = walk(&w, base, name);
	if (error)
		return error;
	if ((w.slash || flags & LOOKUP_DIRECTORY) && !S_ISDIR(w.at.dentry->inode->mode)) {
		path_put(&w.at);
		return -ENOTDIR;
	}
	*out = w.at;
	return 0;
}

static int parent_walk(const struct path *base, const char *name, struct path *out,
		       char *last, bool *slash)
{
	struct walk w;
	int error;

	if (!*name)
		return -ENOENT;
	w.last = last;
	last[0] = 0;
	error = walk(&w, base, name);
	if (error)
		return error;
	*out = w.at;
	*slash = w.slash;
	return 0;
}

int path_parent(const struct path *base, const char *name, struct path *out, char *last)
{
	bool slash;

	return parent_walk(base, name, out, last, &slash);
}

struct dentry *lookup_last(const struct path *base, const char *name, struct path *parent,
			   bool *slash)
{
	char last[NAME_MAX + 1];
	struct dentry *d;
	int error = parent_walk(base, name, parent, last, slash);

	if (error)
		return err_ptr(error);
	/* What cannot be made: "/", "x/." and "x/..". */
	if (!last[0] || str_equal(last, ".") || str_equal(last, ".."))
		d = err_ptr(!last[0] ? -EBUSY : last[1] ? -ENOTEMPTY : -EINVAL);
	else
		d = lookup_child(parent->dentry, last, strlen(last));
	if (is_err(d) && ptr_err(d) == -ENOENT)
		d = dentry_new(parent->dentry, last, strlen(last));
	if (!d)
		d = err_ptr(-ENOMEM);
	if (is_err(d))
		path_put(parent);
	return d;
}

bool path_reachable(const struct path *p)
{
	const struct path *root = &current->fs->root;
	const struct mount *mnt = p->mnt;

	for (const struct dentry *d = p->dentry; d != root->dentry || mnt != root->mnt;) {
		if (d != mnt->root) {
			d = d->parent;
		} else if (mnt->mountpoint) {
			d = mnt->mountpoint;
			mnt = mnt->parent;
		} else {
			return false;
		}
	}
	return true;
}

char *path_name(const struct path *p, char *buf, size_t size)
{
	static const char deleted[] = " (deleted)";
	const struct path *root = &current->fs->root;
	struct mount *mnt = p->mnt;
	struct dentry *d = p->dentry;
	char *at = buf + size;

	if (!mnt) {
		if (S_ISFIFO(d->inode->mode))
			fmt(buf, size, "pipe:[%llu]", (unsigned long long)d->inode->ino);
		else
			fmt(buf, size, "anon_inode:[eventpoll]");
		return buf;
	}
	if (size < sizeof deleted + 1)
		return err_ptr(-ERANGE);
	*--at = 0;
	if (d->unlinked) {
		at -= sizeof deleted - 1;
		memcpy(at, deleted, sizeof deleted - 1);
	}
	while (d != root->dentry || mnt != root->mnt) {
		if (d == mnt->root) {
			if (!mnt->mountpoint)
				break;
			d = mnt->mountpoint;
			mnt = mnt->parent;
			continue;
		}
		if ((size_t)(at - buf) < d->name_len + 1u)
			return err_ptr(-ERANGE);
		at -= d->name_len;
		memcpy(at, d->name, d->name_len);
		*--at = '/';
		d = d->parent;
	}
	if (!*at || *at == ' ')
		*--at = '/';
	return at;
}
