/* ask.c - what a person sees of a disk before it is written to, and what they say. */
#include <blkid/blkid.h>
#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "base/error.h"
#include "tools/install/install.h"

/* A disk's own words: it may have sent anything. */
static void print_words(const char *before, const char *text, const char *after)
{
	if (!*text)
		return;
	fputs(before, stdout);
	for (; *text; text++)
		putchar(isprint((unsigned char)*text) ? *text : '?');
	fputs(after, stdout);
}

static void print_size(u64 device)
{
	char line[64];
	double mib;

	sys_read(device, "size", line, sizeof line);
	mib = (double)strtoull(line, NULL, 10) * SECTOR / MiB;
	if (mib < 1024)
		printf("%.1f MiB", mib);
	else
		printf("%.1f GiB", mib / 1024);
}

static const char *bus(u64 device)
{
	static const char *const names[][2] = {
		{ "/usb", "USB" }, { "/nvme", "NVMe" }, { "/mmc", "memory card" },
		{ "/virtio", "virtio" }, { "/ata", "ATA" }, { "/loop", "loop device" },
	};
	char path[PATH_MAX], real[PATH_MAX];

	sys_path(device, "", path, sizeof path);
	if (!realpath(path, real))
		return NULL;
	for (size_t i = 0; i < COUNT(names); i++)
		if (strstr(real, names[i][0]))
			return names[i][1];
	return NULL;
}

static bool says_yes(u64 device, const char *name)
{
	char line[64];

	sys_read(device, name, line, sizeof line);
	return !strcmp(line, "1");
}

/* "/dev/sdb: SanDisk Ultra, 28.7 GiB, USB, removable" */
static void show_head(u64 device, const char *name)
{
	static const char *const models[] = {
		"device/vendor", "device/model", "device/name", "loop/backing_file", "dm/name",
	};
	const char *on = bus(device);
	bool known = false;
	char line[PATH_MAX];

	printf("/dev/%s:", name);
	for (size_t i = 0; i < COUNT(models); i++) {
		sys_read(device, models[i], line, sizeof line);
		if (!line[0] || !strncmp(line, "0x", 2))        /* a number of virtio's */
			continue;
		print_words(" ", line, "");
		known = true;
	}
	fputs(known ? ", " : " ", stdout);
	print_size(device);
	if (on)
		printf(", %s", on);
	printf("%s%s\n", says_yes(device, "removable") ? ", removable" : "",
	       says_yes(device, "ro") ? ", write-protected" : "");
}

/* Its filesystem and that one's label, where we may read it. */
static void show_content(const char *name)
{
	char path[PATH_MAX];
	const char *value;
	blkid_probe probe;

	snprintf(path, sizeof path, "%s/dev/%s", host_root, name);
	probe = blkid_new_probe_from_filename(path);
	if (!probe)
		return;
	if (blkid_do_safeprobe(probe) == 0) {
		if (blkid_probe_lookup_value(probe, "TYPE", &value, NULL) == 0)
			print_words("  ", value, "");
		if (blkid_probe_lookup_value(probe, "LABEL", &value, NULL) == 0)
			print_words(" \"", value, "\"");
	}
	blkid_free_probe(probe);
}

static void show_partition(u64 device)
{
	char name[NAME_MAX + 1];
	bool system;
	err_t used;

	if (!sys_name(device, name, sizeof name))
		return;
	printf("  %s  ", name);
	print_size(device);
	show_content(name);
	used = disk_in_use(device, &system);
	printf("%s%s\n", used ? "; " : "", used ? used : "");
}

static void show_partitions(u64 device)
{
	struct dirent **entries;
	char path[PATH_MAX];
	int count;
	u64 part;

	sys_path(device, "", path, sizeof path);
	count = scandir(path, &entries, NULL, versionsort);
	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof path, "%s/partition", entries[i]->d_name);
		if (sys_exists(device, path)) {
			snprintf(path, sizeof path, "%s/dev", entries[i]->d_name);
			if (sys_number(device, path, &part))
				show_partition(part);
		}
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

void show_disk(u64 device)
{
	char name[NAME_MAX + 1];

	if (!sys_name(device, name, sizeof name))
		return;
	show_head(device, name);
	show_partitions(device);
	fflush(stdout);
}

err_t ask_for_name(const char *path)
{
	char name[PATH_MAX], line[PATH_MAX] = "";
	struct stat st;

	/* /dev/disk/by-id/... may lead to any disk: the kernel's name says which. */
	if (stat(path, &st) || !S_ISBLK(st.st_mode) || !sys_name(st.st_rdev, name, sizeof name))
		snprintf(name, sizeof name, "%s", basename(path));
	printf("Type %s to write to it: ", name);
	fflush(stdout);
	if (!fgets(line, sizeof line, stdin))
		putchar('\n');
	line[strcspn(line, "\n")] = '\0';
	return strcmp(line, name) ? "not confirmed, so nothing was written" : NULL;
}
