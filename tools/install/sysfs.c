/* sysfs.c - what Linux says of a block device in /sys/dev/block/MAJOR:MINOR/. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "tools/install/install.h"

const char *host_root = "";

void sys_path(u64 device, const char *name, char *to, size_t size)
{
	snprintf(to, size, "%s/sys/dev/block/%u:%u/%s", host_root, major(device), minor(device),
		 name);
}

bool sys_exists(u64 device, const char *name)
{
	char path[PATH_MAX];

	sys_path(device, name, path, sizeof path);
	return access(path, F_OK) == 0;
}

void read_line(const char *path, char *to, size_t size)
{
	FILE *f = fopen(path, "re");
	size_t length;

	if (!f || !fgets(to, (int)size, f))
		to[0] = '\0';
	if (f)
		fclose(f);
	length = strcspn(to, "\n");
	while (length && to[length - 1] == ' ')
		length--;
	to[length] = '\0';
}

void sys_read(u64 device, const char *name, char *to, size_t size)
{
	char path[PATH_MAX];

	sys_path(device, name, path, sizeof path);
	read_line(path, to, size);
}

bool sys_number(u64 device, const char *name, u64 *number)
{
	char line[64];
	unsigned a, b;

	sys_read(device, name, line, sizeof line);
	if (sscanf(line, "%u:%u", &a, &b) != 2)
		return false;
	*number = makedev(a, b);
	return true;
}

bool sys_name(u64 device, char *to, size_t size)
{
	char path[PATH_MAX], real[PATH_MAX], *slash;

	sys_path(device, "", path, sizeof path);
	if (!realpath(path, real) || !(slash = strrchr(real, '/')))
		return false;
	snprintf(to, size, "%s", slash + 1);
	for (char *c = to; *c; c++)
		if (*c == '!')          /* what stands for / in "cciss/c0d0" */
			*c = '/';
	return true;
}
