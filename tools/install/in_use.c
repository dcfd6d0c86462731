/* in_use.c - what Linux does with a disk right now: mounts, swap, loop devices. */
#include <dirent.h>
#include <limits.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include "base/error.h"
#include "tools/install/install.h"

/* The first line of a file, without its newline; "" when there is none. */
static void read_line(const char *path, char *to, int size)
{
	FILE *f = fopen(path, "re");

	if (!f || !fgets(to, size, f))
		to[0] = '\0';
	to[strcspn(to, "\n")] = '\0';
	if (f)
		fclose(f);
}

/* Is `device` this disk, or a partition of it?  The kernel shows a partition's folder
 * inside its disk's. */
static bool belongs_to(u64 disk, u64 device)
{
	char path[PATH_MAX], parent[64];
	unsigned a, b;

	if (device == disk)
		return true;
	snprintf(path, sizeof path, "/sys/dev/block/%u:%u/partition", major(device), minor(device));
	read_line(path, parent, sizeof parent);
	if (!parent[0])
		return false;
	snprintf(path, sizeof path, "/sys/dev/block/%u:%u/../dev", major(device), minor(device));
	read_line(path, parent, sizeof parent);
	return sscanf(parent, "%u:%u", &a, &b) == 2 && makedev(a, b) == disk;
}

static bool names_disk(u64 disk, const char *device)
{
	struct stat st;

	return stat(device, &st) == 0 && S_ISBLK(st.st_mode) && belongs_to(disk, st.st_rdev);
}

static err_t mounted(u64 disk)
{
	FILE *f = setmntent("/proc/self/mounts", "re");
	struct mntent *m;
	err_t err = NULL;

	if (!f)
		return "cannot read /proc/self/mounts";
	while (!err && (m = getmntent(f)))
		if (names_disk(disk, m->mnt_fsname))
			err = errf("%s is mounted at %s", m->mnt_fsname, m->mnt_dir);
	endmntent(f);
	return err;
}

static err_t swapped(u64 disk)
{
	FILE *f = fopen("/proc/swaps", "re");
	char line[PATH_MAX], *end;
	err_t err = NULL;

	while (f && !err && fgets(line, sizeof line, f)) {
		end = strpbrk(line, " \t");
		if (!end)
			continue;
		*end = '\0';
		if (names_disk(disk, line))
			err = errf("%s is swap space in use", line);
	}
	if (f)
		fclose(f);
	return err;
}

err_t disk_in_use(u64 device)
{
	TRY(mounted(device));
	return swapped(device);
}

err_t image_in_use(const char *path)
{
	char real[PATH_MAX], file[PATH_MAX], backing[PATH_MAX];
	DIR *blocks = opendir("/sys/block");
	struct dirent *entry;
	err_t err = NULL;

	if (!blocks || !realpath(path, real))
		real[0] = '\0';
	while (blocks && !err && real[0] && (entry = readdir(blocks))) {
		if (strncmp(entry->d_name, "loop", 4))
			continue;
		snprintf(file, sizeof file, "/sys/block/%s/loop/backing_file", entry->d_name);
		read_line(file, backing, sizeof backing);
		if (!strcmp(backing, real))
			err = errf("it is attached to /dev/%s", entry->d_name);
	}
	if (blocks)
		closedir(blocks);
	return err;
}
