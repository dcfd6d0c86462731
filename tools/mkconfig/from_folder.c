/* from_folder.c - a system that is mounted, or lies in a folder. */
#include <blkid/blkid.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "tools/mkconfig/mkconfig.h"

static char root[PATH_MAX];             /* without a / at its end; "" is / */
static char kernels[PATH_MAX];
static bool only_boot;                  /* there is no / */

static void list_folder(const char *path, void (*each)(const char *name))
{
	DIR *dir = opendir(path);
	struct dirent *e;

	while (dir && (e = readdir(dir)))
		if (e->d_name[0] != '.')
			each(e->d_name);
	if (dir)
		closedir(dir);
}

static void list(const struct origin *s, void (*each)(const char *name))
{
	(void)s;
	list_folder(kernels, each);
}

static void list_root(const struct origin *s, const char *folder, void (*each)(const char *name))
{
	char path[2 * PATH_MAX];

	(void)s;
	snprintf(path, sizeof path, "%s%s", root, folder);
	if (!only_boot)
		list_folder(path, each);
}

static char *read_file(const struct origin *s, const char *name)
{
	char path[2 * PATH_MAX], *text = NULL;
	size_t size = 0;
	FILE *f;

	(void)s;
	snprintf(path, sizeof path, "%s%s", root, name);
	f = only_boot ? NULL : fopen(path, "r");
	if (!f)
		return NULL;
	if (getdelim(&text, &size, '\0', f) < 0) {
		free(text);
		text = keep("");
	}
	fclose(f);
	return text;
}

static dev_t device_of(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		die(path, strerror(errno));
	return st.st_dev;
}

static void find_uuid(char *to, size_t size, const char *path, const char *given, const char *option)
{
	char *name = NULL, *uuid = NULL, why[128];

	if (given) {
		snprintf(to, size, "%s", given);
		return;
	}
	name = blkid_devno_to_devname(device_of(path));
	if (name)
		uuid = blkid_get_tag_value(NULL, "UUID", name);
	if (!uuid) {
		snprintf(why, sizeof why, "its filesystem has no UUID that blkid knows; give one with %s",
			 option);
		die(path, why);
	}
	snprintf(to, size, "%s", uuid);
	free(name);
	free(uuid);
}

/* The path of `folder` in its own filesystem: what is left behind its mount point. */
static const char *path_inside(const char *folder)
{
	char above[PATH_MAX];
	dev_t device = device_of(folder);
	size_t at = strlen(folder);

	while (at) {
		size_t up = at;

		while (up && folder[--up] != '/')
			;
		snprintf(above, sizeof above, "%.*s", (int)MAX(up, (size_t)1), folder);
		if (device_of(above) != device)
			break;
		at = up;
	}
	return keep(folder + at);
}

static struct origin make(const char *uuid, const char *where)
{
	struct origin s = {
		.list = list, .list_root = list_root, .read = read_file, .where = where,
		.boot = uuid ? keep(kernels + strlen(root)) : path_inside(kernels),
	};

	find_uuid(s.uuid, sizeof s.uuid, kernels, uuid, "--boot-uuid");
	return s;
}

struct origin origin_folder(const char *folder, const char *uuid, const char *root_uuid)
{
	char path[PATH_MAX + 8];
	struct origin s;

	if (!realpath(folder, root))
		die(folder, strerror(errno));
	if (strcmp(root, "/") == 0)
		root[0] = '\0';
	snprintf(path, sizeof path, "%s/boot", root);
	if (!realpath(path, kernels))
		die(path, strerror(errno));
	s = make(uuid, folder);
	find_uuid(s.root_uuid, sizeof s.root_uuid, *root ? root : "/",
		  root_uuid ? root_uuid : uuid, "--root-uuid");
	return s;
}

struct origin origin_boot(const char *folder, const char *uuid, const char *root_uuid)
{
	struct origin s;

	only_boot = true;
	if (!root_uuid)
		die(folder, "--boot alone does not tell where / is: add --root-uuid UUID");
	if (!realpath(folder, kernels))
		die(folder, strerror(errno));
	snprintf(root, sizeof root, "%s", kernels);
	s = make(uuid, folder);
	snprintf(s.root_uuid, sizeof s.root_uuid, "%s", root_uuid);
	return s;
}
