/* file.c - open by path, and what is done with whole files. */
#include "base/error.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/blocklist.h"
#include "fs/file.h"
#include "mem/heap.h"

/* The device in the path or else `root`; *rest is what follows it. */
static err_t find_device(const char *path, const char *root, struct volume **v,
			 const char **rest)
{
	*rest = path;
	if (*path == '(') {
		const char *end = strchr(path, ')');

		if (!end)
			return errf("no ) in '%s'", path);
		*rest = end + 1;
		return volume_by_name(path, v);
	}
	if (!root || !*root)
		return "no device is given and root is not set";
	return volume_by_name(root, v);
}

err_t file_stat(const char *path, const char *root, struct file *f)
{
	struct volume *v;
	const char *rest;
	err_t err;

	*f = (struct file){ .fs = NULL };
	TRY(find_device(path, root, &v, &rest));
	if (*rest == '+' || is_digit(*rest))
		return blocklist_open(v->is_partition ? &v->slice.dev : &v->disk->dev, rest, f);
	if (*rest != '/')
		return errf("file name '%s' does not start with / or (device)/", path);
	TRY(volume_mount(v));
	err = v->fs->driver->open(v->fs, rest, f);
	if (err)
		f->fs = NULL;
	return err;
}

err_t file_open(const char *path, const char *root, struct file *f)
{
	err_t err = file_stat(path, root, f);

	if (err || f->kind == FILE_REGULAR)
		return err;
	err = errf("%s is %s", path, f->kind == FILE_DIR ? "a directory" : "not a regular file");
	file_close(f);
	return err;
}

static err_t read_all(struct file *f, u64 limit, struct span *out)
{
	char *text;
	err_t err;

	if (f->size > limit)
		return errf("file of %llu bytes, at most %llu are read",
			    (unsigned long long)f->size, (unsigned long long)limit);
	text = f->size < SIZE_MAX ? heap_alloc((size_t)f->size + 1) : NULL;
	if (!text)
		return ERR_NO_MEMORY;
	err = file_read(f, 0, f->size, text);
	if (err) {
		heap_free(text);
		return err;
	}
	text[f->size] = '\0';
	*out = (struct span){ text, text + f->size };
	return NULL;
}

err_t file_read_all(const char *path, const char *root, u64 limit, struct span *out)
{
	struct file f;
	err_t err;

	TRY(file_open(path, root, &f));
	err = read_all(&f, limit, out);
	file_close(&f);
	return err;
}

err_t dir_list(const char *path, const char *root, list_fn *each, void *context)
{
	struct file f;
	err_t err;

	TRY(file_stat(path, root, &f));
	err = f.kind == FILE_DIR ? f.fs->driver->list(&f, each, context)
				 : errf("%s is not a directory", path);
	file_close(&f);
	return err;
}
