/* file.c - open by path, and what is done with whole files. */
#include "base/error.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/blocklist.h"
#include "fs/file.h"
#include "mem/heap.h"
#include "unpack/unpack.h"

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

	f->unpacked = NULL;
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
	if (*rest != '/')
		return blocklist_open(&v->raw, rest, f);
	TRY(volume_mount(v));
	return fs_open(v->fs, rest, f);
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

/* All of f and a NUL, in a block of the heap. */
static err_t read_whole(struct file *f, u32 limit, u8 **out)
{
	size_t size = (size_t)f->size;
	u8 *bytes = f->unpacked;
	err_t err = NULL;

	if (f->size > limit)
		return errf("file is larger than %u bytes", limit);
	if (!bytes) {
		bytes = heap_alloc(size + 1);
		err = bytes ? file_read(f, 0, size, bytes) : ERR_NO_MEMORY;
	}
	if (err) {
		heap_free(bytes);
		return err;
	}
	bytes[size] = '\0';
	*out = bytes;
	return NULL;
}

err_t file_unpack(struct file *f)
{
	u8 first[UNPACK_MAGIC] = { 0 }, *packed;
	const struct unpacker *by;
	u32 size;
	err_t err;

	TRY(file_read(f, 0, MIN(f->size, sizeof first), first));
	by = unpack_find(first);
	if (!by)
		return NULL;
	TRY(read_whole(f, (u32)heap_free_bytes(), &packed));
	err = unpack(by, packed, (u32)f->size, &f->unpacked, &size);
	heap_free(packed);
	if (!err)
		f->size = size;
	return err;
}

void file_close(struct file *f)
{
	heap_free(f->unpacked);
	f->unpacked = NULL;
}

err_t file_read_all(const char *path, const char *root, u32 limit, struct span *out)
{
	struct file f;
	u8 *text;
	err_t err;

	TRY(file_open(path, root, &f));
	err = file_unpack(&f);
	if (!err)
		err = read_whole(&f, limit, &text);
	if (err)
		file_close(&f);
	else
		*out = (struct span){ (char *)text, (char *)text + f.size };
	return file_error(path, root, err);
}

err_t dir_list(const char *path, const char *root, list_fn *each, void *context)
{
	struct file f;

	TRY(open_kind(path, root, &f, true));
	return file_error(path, root, fs_list(&f, each, context));
}
