/* fake_files.c - fs/file.h over buffers. */
#include "fake_files.h"
#include "base/error.h"
#include "common/fmt.h"
#include "common/str.h"

const struct fake_file *fake_files;

static const struct fake_file *find(const char *path)
{
	for (const struct fake_file *f = fake_files; f->path; f++)
		if (str_equal(f->path, path))
			return f;
	return NULL;
}

err_t path_with_device(char *to, size_t size, const char *path, const char *root)
{
	size_t n;

	if (path[0] != '(' && !root)
		return ERR_NO_DEVICE;
	n = path[0] == '(' ? fmt(to, size, "%s", path) : fmt(to, size, "(%s)%s", root, path);
	return n < size ? NULL : "path is too long";
}

err_t file_error(const char *path, const char *root, err_t err)
{
	(void)root;
	return err ? errf("%s: %s", path, err) : NULL;
}

err_t file_open(const char *path, const char *root, struct file *f)
{
	char full[256];
	const struct fake_file *found;

	TRY(path_with_device(full, sizeof full, path, root));
	found = find(full);
	if (!found)
		return file_error(full, NULL, ERR_NOT_FOUND);
	*f = (struct file){ .size = found->size, .inode = (size_t)found };
	return NULL;
}

err_t file_read(struct file *f, u64 offset, u64 size, void *to)
{
	const struct fake_file *file = (const void *)(size_t)f->inode;

	if (offset > f->size || size > f->size - offset)
		return "read past the end of the file";
	if (file->bad_from && offset + size > file->bad_from)
		return "injected read error";
	memcpy(to, (const u8 *)file->data + offset, size);
	return NULL;
}

err_t file_unpack(struct file *f)
{
	(void)f;
	return NULL;
}

void file_close(struct file *f)
{
	(void)f;
}
