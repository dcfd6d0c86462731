/* no_files.c - fs/file.h of a machine without a file. */
#include "base/error.h"
#include "fs/file.h"

err_t file_open(const char *path, const char *root, struct file *f)
{
	(void)path, (void)root, (void)f;
	return ERR_NOT_FOUND;
}

err_t file_error(const char *path, const char *root, err_t err)
{
	(void)path, (void)root;
	return err;
}

err_t file_unpack(struct file *f)
{
	(void)f;
	return NULL;
}
