/* no_disk.c - the rest of fs/file.h, for commands without a disk: paths stay as they are. */
#include <stdio.h>
#include "base/error.h"
#include "fs/file.h"

err_t path_with_device(char *to, size_t size, const char *path, const char *root)
{
	(void)root;
	snprintf(to, size, "%s", path);
	return NULL;
}

err_t file_read_all(const char *path, const char *root, u32 limit, struct span *out)
{
	(void)path, (void)root, (void)limit, (void)out;
	return ERR_NOT_FOUND;
}
