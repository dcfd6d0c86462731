/* volume.c - (hd0,msdos1), UUIDs and labels to mounted filesystems. */
#include "base/error.h"
#include "common/fmt.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/blocklist.h"
#include "fs/volume.h"
#include "mem/heap.h"

static const struct fs_driver *const *fs_drivers;
static struct volume *volumes;          /* all that are known, in order */
static struct volume *removed;          /* what open files may still be on */

void volumes_init(const struct fs_driver *const *drivers)
{
	fs_drivers = drivers;
}

static void forget(struct volume **list)
{
	while (*list) {
		struct volume *v = *list;

		*list = v->next;
		heap_free(v->fs);
		heap_free((void *)v->why);
		heap_free((void *)v->damage);
		heap_free(v->owned);
		heap_free(v);
	}
}

void volumes_forget(void)
{
	forget(&volumes);
	forget(&removed);
}

/* A new volume behind `before`, NULL: in front of all. */
static struct volume *insert(struct volume *before, const char *name, struct blockdev *under,
			     u64 lba, u64 sectors)
{
	struct volume **at = before ? &before->next : &volumes, *v = heap_zalloc(sizeof *v);

	if (v) {
		v->next = *at;
		*at = v;
		fmt(v->name, sizeof v->name, "%s", name);
		v->kind = DRIVE_HARD;
		slice_init(&v->slice, under, lba, sectors);
		v->raw.driver = &blocklist_driver;
		v->raw.dev = &v->slice.dev;
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
		struct volume *v = insert(NULL, disk[n].name, &disk[n].dev, 0,
					  disk[n].dev.sectors);

		if (v) {
			v->kind = disk[n].drive.kind;
			/* Asking an empty floppy drive takes seconds: only hard disks, and
			 * what we were booted from, are looked at for tables. */
			v->scanned = v->kind != DRIVE_HARD && n != 0;
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
	if (err != ERR_NO_TABLE && err)         /* a disk may do without one */
		whole->damage = heap_strdup(err);
	for (unsigned i = 0; i < found->n && v; i++) {
		const struct partition *p = &found->at[i];
		char name[DEVICE_NAME];

		fmt(name, sizeof name, "%s,%s%u", whole->name, found->scheme, p->number);
		v = insert(v, name, whole->slice.under, p->lba, p->sectors);
		if (v) {
			v->kind = whole->kind;
			v->loops = whole->loops;
			v->scanned = true;
			memcpy(v->guid, p->guid, sizeof v->guid);
		}
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

err_t volume_add(const char *name, void *owned, u8 loops)
{
	struct blockdev *dev = owned;
	struct volume *last = first_volume(), *v;

	while (last && last->next)
		last = last->next;
	v = insert(last, name, dev, 0, dev->sectors);
	if (!v)
		return ERR_NO_MEMORY;
	v->owned = owned;
	v->loops = loops;
	return NULL;
}

void volume_remove(struct volume *whole)
{
	struct volume **at = &volumes, *last = whole;

	while (*at != whole)
		at = &(*at)->next;
	while (last->next && last->next->slice.under == whole->slice.under)
		last = last->next;
	*at = last->next;
	last->next = removed;
	removed = whole;
}

err_t volume_mount(struct volume *v)
{
	err_t err = v->why;

	if (!v->fs && !err) {
		err = fs_mount(fs_drivers, &v->slice.dev, &v->fs);
		if (err)
			v->why = heap_strdup(err);
	}
	return err;
}
