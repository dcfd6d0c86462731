/* walk.c - from a path to a file: directories are searched and symlinks followed. */
#include "base/error.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/file.h"
#include "mem/heap.h"

enum file_kind file_kind(u32 mode)
{
	enum { DIR = 4, REGULAR = 8, SYMLINK = 10 };    /* the highest 4 bits */

	switch (mode >> 12) {
	case DIR:
		return FILE_DIR;
	case REGULAR:
		return FILE_REGULAR;
	case SYMLINK:
		return FILE_SYMLINK;
	default:
		return FILE_OTHER;
	}
}

/* What a directory is searched for. */
struct search {
	const char  *name;              /* NULL: it was found */
	struct file *found;
};

static bool compare(void *context, const char *name, const struct file *info)
{
	struct search *s = context;
	const char *alias = info->alias;

	if (alias ? !str_equal_nocase(s->name, name) && !str_equal_nocase(s->name, alias)
		  : !str_equal(s->name, name))
		return true;
	*s->found = *info;
	s->name = NULL;
	return false;
}

/* Cut the next component of *path off, which then points behind it; empty at the end. */
static char *next_name(char **path)
{
	char *p = *path, *name;

	while (*p == '/')
		p++;
	name = p;
	while (*p && *p != '/')
		p++;
	if (*p)
		*p++ = '\0';
	*path = p;
	return name;
}

/* Replace what is left of the path by the symlink's target and what is left; *text: what
 * *rest points into, on the heap. */
static err_t follow(struct file *link, char **text, char **rest)
{
	size_t left = strlen(*rest) + 1, n = (size_t)link->size;
	char *longer;
	err_t err;

	if (link->size - 1 >= TARGET_MAX || left > TARGET_MAX)
		return errf("a symlink has %llu bytes", (unsigned long long)link->size);
	longer = heap_alloc(n + 1 + left);
	if (!longer)
		return ERR_NO_MEMORY;
	err = file_read(link, 0, n, longer);
	longer[n] = '/';
	memcpy(longer + n + 1, *rest, left);
	heap_free(*text);
	*rest = *text = longer;
	return err;
}

static err_t root(struct fs *fs, struct file *f)
{
	*f = (struct file){ .fs = fs, .kind = FILE_DIR, .inode = fs->root };
	return fs->driver->stat(f);
}

static err_t walk(struct fs *fs, char **text, struct file *f)
{
	unsigned symlinks = 0;
	char *rest = *text;

	TRY(root(fs, f));
	for (;;) {
		struct file parent = *f;
		struct search s = { next_name(&rest), f };

		if (!*s.name)
			return NULL;
		if (f->kind != FILE_DIR)
			return ERR_NOT_FOUND;
		if (str_equal(s.name, ".") || (f->inode == fs->root && str_equal(s.name, "..")))
			continue;
		TRY(fs->driver->list(&parent, compare, &s));
		if (s.name)
			return ERR_NOT_FOUND;
		TRY(fs->driver->stat(f));
		if (f->kind != FILE_SYMLINK)
			continue;
		if (++symlinks > SYMLINKS_MAX)
			return errf("more than %u symlinks on the path", SYMLINKS_MAX);
		TRY(follow(f, text, &rest));
		*f = parent;
		if (*rest == '/')
			TRY(root(fs, f));
	}
}

err_t fs_open(struct fs *fs, const char *path, struct file *f)
{
	char *text = heap_strdup(path);
	err_t err = text ? walk(fs, &text, f) : ERR_NO_MEMORY;

	heap_free(text);
	return err;
}
