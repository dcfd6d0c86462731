/* from_disk.c - a system on a disk image, read with the loader's own filesystems. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "fs/file.h"
#include "mem/heap.h"
#include "tools/emu_world.h"
#include "tools/mkconfig/mkconfig.h"

enum { TEXT_MAX = 1 << 20 };

static struct volume *root, *boot;
static void (*listed)(const char *name);

static bool list_one(void *context, const char *name, const struct file *info)
{
	(void)context;
	if (info->kind != FILE_DIR && name[0] != '.')
		listed(name);
	return true;
}

static void list_folder(const struct volume *v, const char *folder, void (*each)(const char *name))
{
	err_t err;

	listed = each;
	err = dir_list(folder, v->name, list_one, NULL);
	(void)err;                      /* it is not there: nothing to list */
}

static void list(const struct origin *s, void (*each)(const char *name))
{
	list_folder(boot, *s->boot ? s->boot : "/", each);
}

static void list_root(const struct origin *s, const char *folder, void (*each)(const char *name))
{
	(void)s;
	if (root)
		list_folder(root, folder, each);
}

static char *read_file(const struct origin *s, const char *path)
{
	struct span text;
	char *copy;

	(void)s;
	if (!root || file_read_all(path, root->name, TEXT_MAX, &text))
		return NULL;
	copy = keep(text.p);
	heap_free((void *)(size_t)text.p);
	return copy;
}

static unsigned kernels;

static void count_kernel(const char *name)
{
	kernels += strncmp(name, "vmlinuz-", 8) == 0 || strncmp(name, "kernel-", 7) == 0;
}

static bool has_kernels(const struct volume *v, const char *folder)
{
	kernels = 0;
	list_folder(v, folder, count_kernel);
	return kernels;
}

static bool is_root(const struct volume *v)
{
	struct file f;

	return !file_stat("/etc/fstab", v->name, &f) || !file_stat("/etc/os-release", v->name, &f) ||
	       !file_stat("/etc/default/grub", v->name, &f);
}

struct origin origin_disk(const char *path)
{
	static struct world w;
	struct emu e = { .disk = { path }, .disks = 1, .memory = 512ull * MiB, .read_only = true };
	struct origin s = { .list = list, .list_root = list_root, .read = read_file, .where = path };

	if (access(path, R_OK))
		die(path, strerror(errno));
	emu_output(stderr, false);
	emu_start(&w, &e);
	for (struct volume *v = volume_next(NULL); v; v = volume_next(v)) {
		if (volume_mount(v))
			continue;
		if (!root && is_root(v))
			root = v;
		if (!boot && has_kernels(v, "/boot")) {
			boot = v;
			s.boot = "/boot";
		} else if (!boot && has_kernels(v, "/")) {
			boot = v;
			s.boot = "";
		}
	}
	if (!boot)
		die(path, "no partition has a vmlinuz-VERSION in /boot or in /");
	if (!root)
		fprintf(stderr, "fl-mkconfig: %s: no partition has an /etc: root= is the kernels' own\n", path);
	snprintf(s.uuid, sizeof s.uuid, "%s", boot->fs->uuid);
	snprintf(s.root_uuid, sizeof s.root_uuid, "%s", (root ? root : boot)->fs->uuid);
	return s;
}
