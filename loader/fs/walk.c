/* walk.c - from a path to a file, where directories are searched and symlinks followed. */
#include "base/error.h"
#include "common/str.h"
#include "fs/path.h"
#include "fs/walk.h"
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

/* Replace what is left of the path by the symlink's target and what is left; *text: what
 * *rest points into after the first symlink, on the heap. */
static err_t follow(const struct walk_ops *ops, struct file *link, char **text,
		    const char **rest)
{
	size_t left = strlen(*rest), n = (size_t)link->size;
	char *longer;
	err_t err;

	if (link->size - 1 >= TARGET_MAX || left > TARGET_MAX)
		return errf("a symlink has %llu bytes", (unsigned long long)link->size);
	longer = heap_alloc(n + left + 1);
	if (!longer)
		return ERR_NO_MEMORY;
	err = ops->target(link, longer);
	memcpy(longer + n, *rest, left + 1);
	heap_free(*text);
	*rest = *text = longer;
	return err;
}

static err_t walk_path(const struct walk_ops *ops, struct file *f, const char *rest,
		       char **text)
{
	unsigned symlinks = 0;
	struct span name;

	TRY(ops->root(f));
	while (path_next(&rest, &name)) {
		struct file parent = *f;

		if (f->kind != FILE_DIR)
			return ERR_NOT_FOUND;
		if (path_is(name, "."))
			continue;
		TRY(ops->enter(f, name));
		if (f->kind != FILE_SYMLINK)
			continue;
		if (++symlinks > SYMLINKS_MAX)
			return errf("more than %u symlinks on the path", SYMLINKS_MAX);
		TRY(follow(ops, f, text, &rest));
		*f = parent;
		if (*rest == '/')
			TRY(ops->root(f));
	}
	return NULL;
}

err_t walk(const struct walk_ops *ops, struct fs *fs, const char *path, struct file *f)
{
	char *text = NULL;
	err_t err;

	*f = (struct file){ .fs = fs };
	err = walk_path(ops, f, path, &text);
	heap_free(text);
	return err;
}
