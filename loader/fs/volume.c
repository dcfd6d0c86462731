/* volume.c - (hd0,msdos1), UUIDs and labels to mounted filesystems. */
#include "base/error.h"
#include "common/fmt.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/volume.h"
#include "mem/heap.h"

enum { PARTITIONS_MAX = 256 };

/* What is known of one drive: its whole volume, then its partitions, one heap block. */
struct disk_volumes {
	struct volume  whole;
	struct volume *part;            /* heap */
	unsigned       parts;
	bool           scanned;
	err_t          why;             /* what is wrong with the table; heap or NULL */
};

static const struct fs_driver *const *fs_drivers;
static struct disk_volumes *known[DRIVES_MAX];  /* by index in disks_all() */

void volumes_init(const struct fs_driver *const *drivers)
{
	fs_drivers = drivers;
}

/* An error sentence for later; the buffers of errf() are used again soon. */
static err_t keep(err_t err)
{
	const char *copy = err ? heap_strdup(err) : NULL;

	return copy ? copy : err ? ERR_NO_MEMORY : NULL;
}

static void drop(err_t kept)
{
	if (kept != ERR_NO_MEMORY)
		heap_free((void *)kept);
}

static void forget_fs(struct volume *v)
{
	if (v->fs)
		v->fs->driver->unmount(v->fs);
	drop(v->why);
}

void volumes_forget(void)
{
	for (unsigned i = 0; i < DRIVES_MAX; i++) {
		struct disk_volumes *d = known[i];

		if (!d)
			continue;
		forget_fs(&d->whole);
		for (unsigned p = 0; p < d->parts; p++)
			forget_fs(&d->part[p]);
		heap_free(d->part);
		drop(d->why);
		heap_free(d);
		known[i] = NULL;
	}
}

static struct disk_volumes *disk_volumes(struct disk *disk)
{
	unsigned n, i = (unsigned)(disk - disks_all(&n));

	if (!known[i]) {
		known[i] = heap_zalloc(sizeof *known[i]);
		if (known[i]) {
			known[i]->whole.disk = disk;
			memcpy(known[i]->whole.name, disk->name, sizeof disk->name);
		}
	}
	return known[i];
}

static void add_parts(struct disk_volumes *d, const struct partition *p, unsigned n)
{
	struct disk *disk = d->whole.disk;

	d->part = heap_zalloc(n * sizeof *d->part);
	if (!d->part)
		return;
	for (; d->parts < n; d->parts++, p++) {
		struct volume *v = &d->part[d->parts];

		fmt(v->name, sizeof v->name, "%s,%s%u", disk->name, part_scheme_name(p->scheme),
		    p->number);
		v->disk = disk;
		v->is_partition = true;
		v->part = *p;
		slice_init(&v->slice, &disk->dev, p->lba, p->sectors);
	}
}

/* Only hard disks have tables; asking an empty floppy drive takes seconds. */
static void scan_parts(struct disk_volumes *d)
{
	struct partition *p;
	unsigned n = 0;

	if (d->scanned || d->whole.disk->drive.kind != DRIVE_HARD)
		return;
	p = heap_alloc(PARTITIONS_MAX * sizeof *p);
	if (!p)
		return;
	d->scanned = true;
	d->why = keep(partitions_scan(&d->whole.disk->dev, p, PARTITIONS_MAX, &n));
	add_parts(d, p, n);
	heap_free(p);
}

/* ",msdos1" or ",1" behind a disk's name. */
static err_t find_part(struct disk_volumes *d, const char *name, struct volume **out)
{
	const char *p = name, *after;
	int scheme = -1;
	u64 number = 0;

	scan_parts(d);
	for (int s = PART_MSDOS; s <= PART_GPT; s++) {
		after = str_after(p, part_scheme_name((enum part_scheme)s));
		if (after) {
			p = after;
			scheme = s;
			break;
		}
	}
	if (!str_number(&p, 10, &number) || (*p && *p != ')'))
		return errf("partition name '%s' is not msdosN, gptN or N", name);
	for (unsigned i = 0; i < d->parts; i++) {
		struct volume *v = &d->part[i];

		if (v->part.number == number && (scheme < 0 || (int)v->part.scheme == scheme)) {
			*out = v;
			return NULL;
		}
	}
	return errf("%s has no partition %.*s%s%s", d->whole.name, (int)(p - name), name,
		    d->why ? ": " : "", d->why ? d->why : "");
}

err_t volume_by_name(const char *device, struct volume **out)
{
	struct disk_volumes *d;
	struct disk *disk;
	const char *end;

	if (*device == '(')
		device++;
	for (end = device; *end && *end != ',' && *end != ')'; )
		end++;
	disk = disk_by_name(device, (size_t)(end - device));
	if (!disk)
		return ERR_NO_DEVICE;
	d = disk_volumes(disk);
	if (!d)
		return ERR_NO_MEMORY;
	if (*end == ',')
		return find_part(d, end + 1, out);
	*out = &d->whole;
	return NULL;
}

struct volume *volume_next(struct volume *v)
{
	struct disk_volumes *d;
	unsigned n, i = 0;
	struct disk *disks = disks_all(&n);

	if (v) {
		d = disk_volumes(v->disk);
		scan_parts(d);
		i = v->is_partition ? (unsigned)(v - d->part) + 1 : 0;
		if (i < d->parts)
			return &d->part[i];
		i = (unsigned)(v->disk - disks) + 1;
	}
	d = i < n ? disk_volumes(&disks[i]) : NULL;
	return d ? &d->whole : NULL;
}

err_t volume_mount(struct volume *v)
{
	err_t err;

	if (v->fs || v->why)
		return v->why;
	err = fs_mount(fs_drivers, v->is_partition ? &v->slice.dev : &v->disk->dev, &v->fs);
	v->why = keep(err);
	return v->why;
}
