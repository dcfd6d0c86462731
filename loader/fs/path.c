/* path.c - taking paths apart, and giving them their device. */
#include "base/error.h"
#include "common/fmt.h"
#include "common/str.h"
#include "fs/file.h"
#include "fs/path.h"

bool path_next(const char **path, struct span *name)
{
	const char *p = *path;

	while (*p == '/')
		p++;
	name->p = p;
	while (*p && *p != '/')
		p++;
	name->end = *path = p;
	return !span_empty(*name);
}

bool path_is(struct span name, const char *string)
{
	size_t n = strlen(string);

	return span_size(name) == n && !memcmp(name.p, string, n);
}

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
