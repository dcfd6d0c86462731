/* path.c - giving paths their device. */
#include "base/error.h"
#include "common/fmt.h"
#include "common/str.h"
#include "fs/file.h"

const char ERR_NO_ROOT[] = "no device is given and root is not set";

err_t path_with_device(char *to, size_t size, const char *path, const char *root)
{
	if (*path == '(')
		root = "";
	else if (!root || !*root)
		return ERR_NO_ROOT;
	while (path[0] == '/' && path[1] == '/')
		path++;
	return fmt(to, size, *root && *root != '(' ? "(%s)%s" : "%s%s", root, path) < size ? NULL
	       : "path is too long";
}
