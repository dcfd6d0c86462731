/* file.c - what kind of file it is: a kernel, core.img, a boot sector; all else is a disk. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "base/error.h"
#include "tools/inspect/inspect.h"

enum { HEAD = 4 * KiB, IMAGE_MAX = 256 * MiB };

typedef bool is_fn(const u8 *file, size_t size);

static bool is_boot_sector(const u8 *file, size_t size)
{
	return size == SECTOR && boot_code_is_signed(file);
}

static void inspect_boot(json_t *report, const u8 *file, size_t size)
{
	(void)size;
	inspect_boot_sector(report, file);
}

static void inspect_our_core(json_t *report, const u8 *file, size_t size)
{
	inspect_core(report, &(struct gathered){ .bytes = (u8 *)(size_t)file, .size = size });
}

static void inspect_grubs_core(json_t *report, const u8 *file, size_t size)
{
	inspect_grub_core(report, &(struct gathered){ .bytes = (u8 *)(size_t)file, .size = size });
}

static const struct kind {
	const char *name;
	is_fn      *is_it;
	void      (*inspect)(json_t *report, const u8 *file, size_t size);
} kinds[] = {
	{ "kernel", is_kernel, inspect_kernel },
	{ "core.img", is_core, inspect_our_core },
	{ "core.img", is_grub_core, inspect_grubs_core },
	{ "boot sector", is_boot_sector, inspect_boot },
};

static const struct kind *kind_of(const u8 *file, size_t size)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (kinds[i].is_it(file, size))
			return &kinds[i];
	return NULL;
}

/* The kind of an ordinary file, by its first bytes; NULL: a disk. */
static err_t sniff(const char *path, off_t size, const struct kind **kind)
{
	u8 head[HEAD] = { 0 };
	FILE *f = fopen(path, "rbe");
	size_t n;

	if (!f)
		return errf("cannot open %s: %s", path, strerror(errno));
	n = fread(head, 1, sizeof head, f);
	fclose(f);
	*kind = kind_of(head, size <= HEAD ? n : HEAD);
	return NULL;
}

static err_t inspect_whole_file(const struct kind *kind, const char *path, off_t limit,
				json_t *report)
{
	u8 *bytes;
	size_t size;

	if (limit > IMAGE_MAX)
		return errf("%s: more than %d bytes", path, IMAGE_MAX);
	TRY(file_load(path, (size_t)limit, &bytes, &size));
	add_number(report, "bytes", size);
	/* It may have changed meanwhile. */
	if (kind->is_it(bytes, size))
		kind->inspect(report, bytes, size);
	free(bytes);
	return NULL;
}

static err_t inspect_as_disk(const char *path, json_t *report)
{
	struct target t;

	TRY(target_open(&t, path, TARGET_YES | TARGET_SYSTEM));
	add_number(report, "bytes", t.dev.sectors * SECTOR);
	inspect_disk(report, &t);
	target_close(&t);
	return NULL;
}

err_t inspect_file(const char *path, json_t *report)
{
	const struct kind *kind = NULL;
	struct stat st;

	if (stat(path, &st))
		return errf("cannot open %s: %s", path, strerror(errno));
	if (S_ISREG(st.st_mode))
		TRY(sniff(path, st.st_size, &kind));
	if (S_ISREG(st.st_mode) && !kind && st.st_size < SECTOR)
		return errf("%s: %lld bytes are too few for a disk", path, (long long)st.st_size);
	add_text(report, "file", "%s", path);
	add_text(report, "kind", "%s", kind ? kind->name : "disk");
	return kind ? inspect_whole_file(kind, path, st.st_size, report) :
		      inspect_as_disk(path, report);
}
