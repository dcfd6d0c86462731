/* file.c - open by path, and what is done with whole files. */
#include "base/error.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/file.h"
#include "mem/heap.h"

err_t file_error(const char *path, const char *root, err_t err)
{
	if (!err)
		return NULL;
	return *path == '(' || !root ? errf("%s: %s", path, err)
				     : errf("(%s)%s: %s", root, path, err);
}

static err_t find(const char *path, const char *root, struct file *f)
{
	const char *rest = path;
	struct volume *v;
	struct fs *fs;

	if (*path == '(') {
		root = path;
		rest = strchr(path, ')');
		if (!rest)
			return "no ) behind the device";
		rest++;
	}
	if (!root || !*root)
		return ERR_NO_ROOT;
	TRY(volume_by_name(root, &v));
	fs = &v->raw;
	if (*rest == '/') {
		TRY(volume_mount(v));
		fs = v->fs;
	}
	return fs->driver->open(fs, rest, f);
}

err_t file_stat(const char *path, const char *root, struct file *f)
{
	return file_error(path, root, find(path, root, f));
}

/* file_stat() of a file that is a directory, or must not be. */
static err_t open_kind(const char *path, const char *root, struct file *f, bool dir)
{
	TRY(file_stat(path, root, f));
	if (f->kind == (dir ? FILE_DIR : FILE_REGULAR))
		return NULL;
	return file_error(path, root, dir ? "not a directory" : ERR_NOT_FILE);
}

err_t file_open(const char *path, const char *root, struct file *f)
{
	return open_kind(path, root, f, false);
}

err_t file_read_all(const char *path, const char *root, u32 limit, struct span *out)
{
	struct file f;
	char *text;
	u32 size;
	err_t err;

	TRY(file_open(path, root, &f));
	size = (u32)f.size;
	text = NULL;
	if (f.size > limit) {
		err = errf("file is larger than %u bytes", limit);
	} else {
		err = ERR_NO_MEMORY;
		text = heap_alloc((size_t)size + 1);
		if (text)
			err = file_read(&f, 0, size, text);
	}
	if (err) {
		heap_free(text);
		return file_error(path, root, err);
	}
	text[size] = '\0';
	*out = (struct span){ text, text + size };
	return NULL;
}

err_t dir_list(const char *path, const char *root, list_fn *each, void *context)
{
	struct file f;

	TRY(open_kind(path, root, &f, true));
	return file_error(path, root, f.fs->driver->list(&f, each, context));
}
