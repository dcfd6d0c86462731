/* initramfs.c - cpio archives to files, as the bytes come in. */
#include "fs/inflate.h"
#include "fs/initramfs.h"
#include "fs/internal.h"
#include "fs/ramfs.h"
#include "mm/slab.h"

/* The header's numbers, each 8 hexadecimal digits behind the 6 of the magic. */
enum {
	C_INO, C_MODE, C_UID, C_GID, C_NLINK, C_MTIME, C_SIZE, C_MAJOR, C_MINOR, C_RMAJOR,
	C_RMINOR, C_NAMESIZE, C_CHECK, C_FIELDS, HEADER = 6 + 8 * C_FIELDS,
};

/* A file that has more names, or a directory whose time is to be set in the end. */
struct seen {
	struct seen *next;
	u32 ino, major, minor, mtime;
	struct inode *inode;            /* with a reference */
	char name[];                    /* the first one */
};

enum state { BETWEEN, IN_HEADER, IN_NAME, IN_DATA, IN_TARGET };

struct cpio {
	enum state state;
	u32  field[C_FIELDS];
	char *text;                     /* PATH_MAX + 4: header, name, target */
	size_t need, have;              /* of text, or of the data, with padding */
	char *name;                     /* of a symlink, while its target comes in */
	struct inode *inode;            /* where data goes, or NULL: nowhere */
	struct seen *links, *dirs;
};

static int number(const char *p, u32 *value)
{
	u32 v = 0;

	for (int i = 0; i < 8; i++) {
		char c = p[i];

		if (c >= '0' && c <= '9')
			v = v << 4 | (u32)(c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			v = v << 4 | (u32)((c | 32) - 'a' + 10);
		else
			return -EINVAL;
	}
	*value = v;
	return 0;
}

static struct seen *seen_add(struct seen **list, const struct cpio *c, struct inode *inode,
			     const char *name)
{
	size_t len = strlen(name) + 1;
	struct seen *s = kmalloc(sizeof *s + len);

	if (!s)
		return NULL;
	s->ino = c->field[C_INO];
	s->major = c->field[C_MAJOR];
	s->minor = c->field[C_MINOR];
	s->mtime = c->field[C_MTIME];
	s->inode = inode;
	inode_get(inode);
	memcpy(s->name, name, len);
	s->next = *list;
	*list = s;
	return s;
}

static void seen_free(struct seen **list)
{
	while (*list) {
		struct seen *s = *list;

		*list = s->next;
		inode_put(s->inode);
		kfree(s);
	}
}

static void set_attributes(const struct cpio *c, struct inode *inode)
{
	inode->mode = (inode->mode & S_IFMT) | (c->field[C_MODE] & 07777);
	inode->uid = c->field[C_UID];
	inode->gid = c->field[C_GID];
	inode->mtime = c->field[C_MTIME] * 1000000000ull;
}

/* Something of another kind stands where the entry goes: it makes room. */
static void clear_way(const char *name, u32 mode)
{
	struct path old;
	u32 type;

	if (path_lookup(NULL, name, 0, &old))
		return;
	type = old.dentry->inode->mode & S_IFMT;
	path_put(&old);
	if (type != (mode & S_IFMT) || (type != S_IFDIR && type != S_IFREG))
		vfs_unlink(NULL, name, type == S_IFDIR);
}

static struct seen *seen_find(const struct cpio *c)
{
	struct seen *s = c->links;

	while (s && (s->ino != c->field[C_INO] || s->major != c->field[C_MAJOR] ||
		     s->minor != c->field[C_MINOR]))
		s = s->next;
	return s;
}

/* The regular file `name`: where its data goes, or NULL. */
static struct inode *make_file(struct cpio *c, const char *name)
{
	struct seen *first = c->field[C_NLINK] > 1 ? seen_find(c) : NULL;
	struct inode *inode;
	struct file *f;

	if (first) {
		vfs_unlink(NULL, name, false);
		if (vfs_link(NULL, first->name, NULL, name, 0))
			return NULL;
		inode = first->inode;
		inode_get(inode);
		if (c->field[C_SIZE])
			vfs_truncate(inode, 0);
		return inode;
	}
	f = vfs_open(NULL, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_LARGEFILE,
		     0600);
	if (is_err(f))
		return NULL;
	inode = f->inode;
	inode_get(inode);
	file_put(f);
	if (c->field[C_NLINK] > 1)
		seen_add(&c->links, c, inode, name);
	set_attributes(c, inode);
	return inode;
}

static void make_node(struct cpio *c, const char *name)
{
	u32 mode = c->field[C_MODE];
	struct path path;

	vfs_mknod(NULL, name, mode, makedev(c->field[C_RMAJOR], c->field[C_RMINOR]));
	if (path_lookup(NULL, name, 0, &path))
		return;
	set_attributes(c, path.dentry->inode);
	if (S_ISDIR(mode))
		seen_add(&c->dirs, c, path.dentry->inode, "");
	path_put(&path);
}

/* Expect `need` more bytes of text, padded to 4. */
static void expect(struct cpio *c, enum state state, size_t need)
{
	c->state = state;
	c->need = need;
	c->have = 0;
}

/* An entry cannot be made (its directory is missing, say): its data is read over, the
 * others are made. */
static int entry(struct cpio *c)
{
	u32 size = c->field[C_SIZE], mode = c->field[C_MODE];
	const char *name = c->text;

	if (str_equal(name, "TRAILER!!!")) {
		seen_free(&c->links);
		c->state = BETWEEN;
		return size ? -EINVAL : 0;
	}
	clear_way(name, mode);
	c->inode = NULL;
	if (S_ISLNK(mode)) {
		if (!size || size >= PATH_MAX)
			return -EINVAL;
		c->name = kstrdup(name);
		expect(c, IN_TARGET, ALIGN_UP((size_t)size, 4));
		return c->name ? 0 : -ENOMEM;
	}
	if (S_ISREG(mode))
		c->inode = make_file(c, name);
	else
		make_node(c, name);
	expect(c, IN_DATA, ALIGN_UP((size_t)size, 4));
	return 0;
}

static void end_data(struct cpio *c)
{
	if (c->inode) {
		c->inode->mtime = c->field[C_MTIME] * 1000000000ull;
		inode_put(c->inode);
	}
	c->inode = NULL;
	c->state = BETWEEN;
}

static int header(struct cpio *c)
{
	u32 n;

	if (memcmp(c->text, "07070", 5) || (c->text[5] != '1' && c->text[5] != '2'))
		return -EINVAL;
	for (int i = 0; i < C_FIELDS; i++)
		if (number(c->text + 6 + 8 * i, &c->field[i]))
			return -EINVAL;
	n = c->field[C_NAMESIZE];
	if (!n || n > PATH_MAX)
		return -EINVAL;
	/* Header and name together are padded. */
	expect(c, IN_NAME, ALIGN_UP((size_t)HEADER + n, 4) - HEADER);
	return 0;
}

static int symlink_entry(struct cpio *c)
{
	struct path path;

	c->text[c->field[C_SIZE]] = 0;
	vfs_symlink(c->text, NULL, c->name);
	if (!path_lookup(NULL, c->name, 0, &path)) {
		set_attributes(c, path.dentry->inode);
		path_put(&path);
	}
	kfree(c->name);
	c->name = NULL;
	c->state = BETWEEN;
	return 0;
}

/* The text that was expected is complete. */
static int text_done(struct cpio *c)
{
	switch (c->state) {
	case IN_HEADER:
		return header(c);
	case IN_NAME:
		if (c->text[c->field[C_NAMESIZE] - 1])
			return -EINVAL;
		return entry(c);
	default:
		return symlink_entry(c);
	}
}

/* Data that came in: how much of it was the file's, or -errno. */
static long data(struct cpio *c, const u8 *p, size_t n)
{
	size_t size = c->field[C_SIZE], part = MIN(n, c->need - c->have);
	size_t real = c->have < size ? MIN(part, size - c->have) : 0;

	if (c->inode && real) {
		long put = ramfs_append(c->inode, p, real, c->have);

		if (put != (long)real)
			return put < 0 ? put : -ENOSPC;
	}
	c->have += part;
	return (long)part;
}

/* The bytes taken, all but when something else than an archive begins; or -errno. */
static long feed(struct cpio *c, const u8 *p, size_t n)
{
	size_t at = 0;

	for (;;) {
		long part;
		int error;

		if (c->state == IN_DATA && c->have == c->need)
			end_data(c);
		if (at == n)
			return (long)n;
		if (c->state == BETWEEN) {
			while (at < n && !p[at])
				at++;
			if (at == n || p[at] != '0')
				return (long)at;
			expect(c, IN_HEADER, HEADER);
		}
		if (c->state == IN_DATA) {
			part = data(c, p + at, n - at);
			if (part < 0)
				return part;
			at += (size_t)part;
			continue;
		}
		part = (long)MIN(n - at, c->need - c->have);
		memcpy(c->text + c->have, p + at, (size_t)part);
		c->have += (size_t)part;
		at += (size_t)part;
		if (c->have < c->need)
			continue;
		error = text_done(c);
		if (error)
			return error;
	}
}

static long feed_all(void *ctx, const void *data_in, size_t n)
{
	long taken = feed(ctx, data_in, n);

	return taken < 0 ? taken : taken == (long)n ? 0 : -EINVAL;
}

static int unpack(struct cpio *c, const u8 *p, size_t size)
{
	while (size) {
		long used;

		if (size >= 2 && p[0] == 0x1f && p[1] == 0x8b)
			used = gunzip(p, size, feed_all, c);
		else
			used = feed(c, p, size);
		if (used < 0)
			return (int)used;
		/* An archive ends before another format begins. */
		if (!used || c->state != BETWEEN)
			return -EINVAL;
		p += used;
		size -= (size_t)used;
	}
	return 0;
}

int unpack_initramfs(const void *data_in, size_t size)
{
	struct cpio c = { .state = BETWEEN };
	u32 umask = current->fs->umask;
	int error;

	c.text = kmalloc(PATH_MAX + 8);
	if (!c.text)
		return -ENOMEM;
	current->fs->umask = 0;
	error = unpack(&c, data_in, size);
	current->fs->umask = umask;
	if (c.inode)
		inode_put(c.inode);
	for (const struct seen *s = c.dirs; s; s = s->next)
		s->inode->mtime = s->mtime * 1000000000ull;
	seen_free(&c.dirs);
	seen_free(&c.links);
	kfree(c.name);
	kfree(c.text);
	return error;
}
