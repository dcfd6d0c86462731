/* volume.c - (hd0,msdos1), UUIDs and labels to mounted filesystems. */
#include "base/error.h"
#include "common/fmt.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/volume.h"
#include "mem/heap.h"

static const struct fs_driver *const *fs_drivers;
static struct volume *volumes;          /* all that are known, in order */

void volumes_init(const struct fs_driver *const *drivers)
{
	fs_drivers = drivers;
}

void volumes_forget(void)
{
	while (volumes) {
		struct volume *v = volumes;

		volumes = v->next;
		heap_free(v->fs);
		heap_free((void *)v->why);
		heap_free((void *)v->damage);
		heap_free(v);
	}
}

/* A new volume without a name behind `before`, NULL: in front of all. */
static struct volume *insert(struct volume *before, struct disk *disk, u64 lba, u64 sectors)
{
	struct volume **at = before ? &before->next : &volumes, *v = heap_zalloc(sizeof *v);

	if (v) {
		v->next = *at;
		*at = v;
		v->disk = disk;
		v->scanned = true;
		slice_init(&v->slice, &disk->dev, lba, sectors);
	}
	return v;
}

static struct volume *first_volume(void)
{
	unsigned n;
	struct disk *disk = disks_all(&n);

	if (volumes)
		return volumes;
	while (n-- > 0) {
		struct volume *v = insert(NULL, &disk[n], 0, disk[n].dev.sectors);

		if (v) {
			memcpy(v->name, disk[n].name, sizeof disk[n].name);
			/* Asking an empty floppy drive takes seconds: only hard disks, and
			 * what we were booted from, are looked at for tables. */
			v->scanned = disk[n].drive.kind != DRIVE_HARD && n != 0;
		}
	}
	return volumes;
}

static void scan_parts(struct volume *whole)
{
	struct partitions *found;
	struct volume *v = whole;
	err_t err;

	if (whole->scanned)
		return;
	found = heap_alloc(sizeof *found);
	if (!found)
		return;
	whole->scanned = true;
	found->dev = &whole->slice.dev;
	err = partitions_scan(found);
	if (err)
		whole->damage = heap_strdup(err);
	for (unsigned i = 0; i < found->n && v; i++) {
		const struct partition *p = &found->at[i];

		v = insert(v, whole->disk, p->lba, p->sectors);
		if (v)
			fmt(v->name, sizeof v->name, "%s,%s%u", whole->name, found->scheme,
			    p->number);
	}
	heap_free(found);
}

/* What follows a volume's name in `device`, or NULL.  "hd0,1" is "hd0,msdos1", too. */
static const char *after_name(const char *device, const char *name)
{
	for (; *name; name++, device++) {
		if (is_digit(*device) && name[-1] == ',')
			while (is_alpha(*name))
				name++;
		if (*name != *device)
			return NULL;
	}
	return device;
}

err_t volume_by_name(const char *device, struct volume **out)
{
	const struct volume *disk = NULL;
	const char *part = "", *end, *why;

	if (*device == '(')
		device++;
	for (struct volume *v = first_volume(); v; v = v->next) {
		const char *rest = after_name(device, v->name);

		if (!rest)
			continue;
		*out = v;
		if (!*rest || *rest == ')')
			return NULL;
		if (*rest == ',') {
			scan_parts(v);
			disk = v;
			part = rest + 1;
		}
	}
	if (!disk)
		return ERR_NO_DEVICE;
	end = strchr(part, ')');
	why = disk->damage;
	return errf(why ? "%s has no partition %.*s: %s" : "%s has no partition %.*s",
		    disk->name, end ? (int)(end - part) : 99, part, why);
}

struct volume *volume_next(struct volume *v)
{
	if (!v)
		return first_volume();
	scan_parts(v);
	return v->next;
}

err_t volume_mount(struct volume *v)
{
	err_t err = v->why;

	if (!v->fs && !err) {
		err = fs_mount(fs_drivers, &v->slice.dev, &v->fs);
		if (err) {
			v->fs = NULL;
			v->why = heap_strdup(err);
		}
	}
	return err;
}
