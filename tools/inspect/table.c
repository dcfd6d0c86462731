/* table.c - the partition table, as libfdisk reads it. */
#include <libfdisk/libfdisk.h>
#include <string.h>
#include "tools/inspect/inspect.h"

static void add_type(json_t *row, struct fdisk_partition *p)
{
	struct fdisk_parttype *type = fdisk_partition_get_type(p);
	const char *text = type ? fdisk_parttype_get_string(type) : NULL;
	const char *name = type ? fdisk_parttype_get_name(type) : NULL;

	if (text)
		add_text(row, "type", "%s", text);
	else
		add_text(row, "type", "%x", type ? fdisk_parttype_get_code(type) : 0);
	add_text(row, "type_name", "%s", name ? name : "unknown");
}

/* As people say it: "64 MiB". */
static void add_size(json_t *row, u64 sectors)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB" };
	double size = (double)sectors * SECTOR / KiB;
	size_t unit = 0;

	for (; size >= 1024 && unit + 1 < COUNT(units); unit++)
		size /= 1024;
	add_text(row, "size", "%.4g %s", size, units[unit]);
}

/* Whose boot sector a partition starts with, when somebody can tell. */
static void add_boot_code(json_t *report, json_t *row, struct target *t, u64 lba, u64 number)
{
	u8 sector[SECTOR];
	json_t *volume;

	if (block_read(&t->dev, lba, 1, sector) || !is_ldlinux_boot(sector))
		return;
	add_text(row, "boot_sector", "ldlinux");
	volume = add_row(add_list(report, "ldlinux"));
	add_number(volume, "partition", number);
	inspect_ldlinux(volume, t, lba, sector);
}

static void add_partition(json_t *report, json_t *list, struct target *t, struct fdisk_context *c,
			  struct fdisk_partition *p)
{
	json_t *row = add_row(list);
	u64 unit = fdisk_get_sector_size(c) / SECTOR, number = fdisk_partition_get_partno(p) + 1;
	u64 start = fdisk_partition_get_start(p) * unit, size = fdisk_partition_get_size(p) * unit;
	const char *name = fdisk_partition_get_name(p), *uuid = fdisk_partition_get_uuid(p);

	add_number(row, "number", number);
	add_number(row, "lba", start);
	add_number(row, "sectors", size);
	add_size(row, size);
	add_type(row, p);
	if (fdisk_partition_is_bootable(p) == 1)
		add_flag(row, "active", true);
	if (uuid)
		add_text(row, "uuid", "%s", uuid);
	if (name && name[0])
		add_text(row, "name", "%s", name);
	if (start >= t->dev.sectors || size > t->dev.sectors - start)
		add_text(row, "problem", "does not fit the disk");
	add_boot_code(report, row, t, start, number);
}

static void add_table(json_t *report, json_t *to, struct target *t, struct fdisk_context *c)
{
	json_t *list = add_list(report, "partitions");
	struct fdisk_label *label = fdisk_get_label(c, NULL);
	struct fdisk_table *table = NULL;
	struct fdisk_partition *p;
	struct fdisk_iter *iter = fdisk_new_iter(FDISK_ITER_FORWARD);
	char *id = NULL;

	add_text(to, "scheme", "%s", fdisk_label_get_name(label));
	if (!fdisk_get_disklabel_id(c, &id) && id)
		add_text(to, "id", "%s", id);
	free(id);
	if (iter && !fdisk_get_partitions(c, &table)) {
		fdisk_table_sort_partitions(table, fdisk_partition_cmp_partno);
		while (!fdisk_table_next_partition(table, iter, &p))
			if (fdisk_partition_has_start(p) && fdisk_partition_has_size(p) &&
			    fdisk_partition_has_partno(p))
				add_partition(report, list, t, c, p);
	}
	fdisk_free_iter(iter);
	fdisk_unref_table(table);
}

/* libfdisk takes the code of a boot sector without a table for one; the loader does not. */
static err_t loaders_opinion(struct target *t)
{
	static struct partitions found;

	found.dev = &t->dev;
	return partitions_scan(&found);
}

bool inspect_table(json_t *report, struct target *t)
{
	json_t *to = add_object(report, "partition_table");
	err_t damage = loaders_opinion(t);
	struct fdisk_context *c;

	add_problem(to, damage != ERR_NO_TABLE ? damage : NULL);
	c = damage == ERR_NO_TABLE ? NULL : fdisk_new_context();
	if (!c) {
		add_text(to, "scheme", "none");
		return false;
	}
	fdisk_disable_dialogs(c, 1);
	if (fdisk_assign_device_by_fd(c, t->fd, t->path, 1))
		add_text(to, "problem", "libfdisk cannot read this disk");
	else if (fdisk_has_label(c))
		add_table(report, to, t, c);
	else
		add_text(to, "scheme", "none");
	/* It would be closed with the context. */
	fdisk_deassign_device(c, 1);
	fdisk_unref_context(c);
	return true;
}
