/* in_use.c - what Linux does with a disk right now: mounts, swap, loop devices. */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include "base/error.h"
#include "tools/install/install.h"

enum { LAYERS_MAX = 16 };               /* of devices made of devices */

static bool rests_on(u64 device, u64 disk, int layers);

/* LVM, encryption and RAID have the devices that they are made of in slaves/. */
static bool parts_rest_on(u64 device, u64 disk, int layers)
{
	char path[PATH_MAX];
	struct dirent *entry;
	bool found = false;
	DIR *slaves;
	u64 below;

	sys_path(device, "slaves", path, sizeof path);
	slaves = opendir(path);
	while (slaves && !found && (entry = readdir(slaves))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "slaves/%s/dev", entry->d_name);
		found = sys_number(device, path, &below) && rests_on(below, disk, layers);
	}
	if (slaves)
		closedir(slaves);
	return found;
}

/* Does what is written to `device` end up on `disk`, through however many layers?  In doubt
 * yes. */
static bool rests_on(u64 device, u64 disk, int layers)
{
	char file[PATH_MAX];
	struct stat st;
	u64 whole;

	if (device == disk || layers == LAYERS_MAX)
		return true;
	/* The kernel shows a partition's folder inside its disk's. */
	if (sys_exists(device, "partition"))
		return sys_number(device, "../dev", &whole) && rests_on(whole, disk, layers + 1);
	sys_read(device, "loop/backing_file", file, sizeof file);
	if (file[0] && stat(file, &st) == 0 && rests_on(st.st_dev, disk, layers + 1))
		return true;
	return parts_rest_on(device, disk, layers + 1);
}

/* The number of /dev/NAME. */
static bool number_of(const char *name, u64 *device)
{
	char path[PATH_MAX], real[PATH_MAX], line[64];
	unsigned a, b;
	struct stat st;

	snprintf(path, sizeof path, "%s%s", host_root, name);
	if (stat(path, &st) == 0 && S_ISBLK(st.st_mode)) {
		*device = st.st_rdev;
		return true;
	}
	/* No such node here, as in a container: the names of udev lead to the kernel's. */
	if (!realpath(path, real))
		snprintf(real, sizeof real, "%s", name);
	snprintf(path, sizeof path, "%s/sys/class/block/%s/dev", host_root, basename(real));
	read_line(path, line, sizeof line);
	if (sscanf(line, "%u:%u", &a, &b) != 2)
		return false;
	*device = makedev(a, b);
	return true;
}

/* The kernel writes blanks and backslashes in names as three octal digits. */
static void unescape(char *name)
{
	char *to = name;

	for (; *name; name++, to++) {
		unsigned code;

		*to = *name;
		if (*name == '\\' && sscanf(name + 1, "%3o", &code) == 1) {
			*to = (char)code;
			name += 3;
		}
	}
	*to = '\0';
}

static bool is_of_system(const char *folder)
{
	static const char *const folders[] = { "/", "/boot", "/boot/efi", "/efi", "/usr", "/var" };

	for (size_t i = 0; i < COUNT(folders); i++)
		if (!strcmp(folder, folders[i]))
			return true;
	return false;
}

/* A line of mountinfo: "36 35 98:0 /root /mount/point options... - type source options". */
static bool parse_mount(char *line, u64 *device, char **source, char **folder)
{
	char *tail = strstr(line, " - "), *save = NULL;
	unsigned a, b;

	if (!tail || sscanf(line, "%*u %*u %u:%u", &a, &b) != 2)
		return false;
	*tail = '\0';
	strtok_r(tail + 3, " ", &save);
	*source = strtok_r(NULL, " \n", &save);
	strtok_r(line, " ", &save);
	for (int field = 2; field <= 4; field++)
		strtok_r(NULL, " ", &save);
	*folder = strtok_r(NULL, " ", &save);
	if (!*source || !*folder)
		return false;
	unescape(*source);
	unescape(*folder);
	*device = makedev(a, b);
	/* Btrfs numbers its volumes itself; who is mounted stands by its name. */
	return a || number_of(*source, device);
}

static err_t mounted(u64 disk, bool *system)
{
	char path[PATH_MAX], *line = NULL, *source, *folder;
	size_t size = 0;
	err_t err = NULL;
	u64 device;
	FILE *f;

	snprintf(path, sizeof path, "%s/proc/self/mountinfo", host_root);
	f = fopen(path, "re");
	if (!f)
		return "cannot read /proc/self/mountinfo";
	while (!*system && getline(&line, &size, f) > 0) {
		if (!parse_mount(line, &device, &source, &folder) || !rests_on(device, disk, 0))
			continue;
		*system = is_of_system(folder);
		if (!err || *system)
			err = errf("%s is mounted at %s", source, folder);
	}
	free(line);
	fclose(f);
	return err;
}

static err_t swapped(u64 disk)
{
	char path[PATH_MAX], line[PATH_MAX];
	struct stat st;
	err_t err = NULL;
	u64 device;
	FILE *f;

	snprintf(path, sizeof path, "%s/proc/swaps", host_root);
	f = fopen(path, "re");
	while (f && !err && fgets(line, sizeof line, f)) {
		if (line[0] != '/')     /* the heading */
			continue;
		line[strcspn(line, " \t\n")] = '\0';
		unescape(line);
		if (stat(line, &st) == 0 && S_ISREG(st.st_mode))
			device = st.st_dev;
		else if (!number_of(line, &device))
			continue;
		if (rests_on(device, disk, 0))
			err = errf("%s is swap space in use", line);
	}
	if (f)
		fclose(f);
	return err;
}

err_t disk_in_use(u64 device, bool *system)
{
	err_t mount, swap;

	*system = false;
	mount = mounted(device, system);
	if (*system)
		return mount;
	swap = swapped(device);
	*system = swap;
	return swap ? swap : mount;
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
