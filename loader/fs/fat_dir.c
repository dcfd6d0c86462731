/* fat_dir.c - directories of FAT. */
#include "base/error.h"
#include "common/date.h"
#include "fs/fat.h"

enum { DELETED = 0xe5 };

/* The next entry, a volume's label too, with its names in the struct fat; NULL behind the
 * last. */
static err_t next_entry(struct file *dir, const struct fat_entry **out)
{
	struct fat *fat = (struct fat *)dir->fs;
	struct fat_entry *e;

	*out = NULL;
	do {
		e = &fat->entries[fat->at % SECTOR / sizeof *e];
		if (fat->at % SECTOR == 0) {
			struct run run = { .offset = fat->at };

			if (fat->at == FAT_DIR_MAX)
				return errf("fat: directory at cluster %u does not end",
					    (u32)dir->inode);
			TRY(fat_map(dir, &run));
			e->name[0] = 0;         /* at the chain's end, too */
			if (run.bytes)
				TRY(block_read_bytes(dir->fs->dev, run.disk, SECTOR, e));
		}
		if (e->name[0] == 0)
			return NULL;
		fat->at += sizeof *e;
		if (e->name[0] == DELETED)
			fat->long_name.expected = FAT_NO_NAME;
		else if ((e->attributes & FAT_LONG_MASK) == FAT_LONG)
			fat_long_piece(&fat->long_name, (const struct fat_long_entry *)e);
		else
			*out = e;
	} while (!*out);
	fat_short_name(e, fat->short_name);
	fat->name = fat_long_finish(&fat->long_name, e);
	if (!fat->name)
		fat->name = fat->short_name;
	return NULL;
}

/* Seconds since 1970 of a local time that is taken for UTC. */
static i64 unix_time(u32 date, u32 time)
{
	struct date d = {
		.year = (date >> 9) + 1980, .month = date >> 5 & 15, .day = date & 31,
		.hour = (u8)(time >> 11), .minute = time >> 5 & 63, .second = (time & 31) * 2,
	};

	return date ? date_seconds(&d) : 0;
}

static void fill_file(struct fat *fat, const struct fat_entry *e, struct file *f)
{
	*f = (struct file){ .fs = &fat->fs, .inode = get16(e->cluster_low),
			    .size = get32(e->size), .alias = fat->short_name,
			    .mtime = unix_time(get16(e->date), get16(e->time)) };
	if (fat->bits == 32)
		f->inode |= (get16(e->cluster_high) & 0xfffu) << 16;
	if (e->attributes & FAT_DIR) {
		f->kind = FILE_DIR;
		f->size = 0;            /* not known without following the chain */
		if (f->inode == 0)
			f->inode = fat->fs.root;
	}
}

err_t fat_stat(struct file *f)
{
	const struct fat *fat = (const struct fat *)f->fs;

	return (u32)f->size >> fat->shift > fat->clusters ?
	       "fat: file is larger than its filesystem" : NULL;
}

err_t fat_list(struct file *dir, list_fn *each, void *context)
{
	struct fat *fat = (struct fat *)dir->fs;
	const struct fat_entry *e;
	struct file info;

	dir->size = FAT_DIR_MAX;
	fat->at = 0;
	fat->long_name.expected = FAT_NO_NAME;
	for (;;) {
		TRY(next_entry(dir, &e));
		if (!e)
			return NULL;
		fill_file(fat, e, &info);
		if (!(e->attributes & FAT_LABEL)) {
			if (!each(context, fat->name, &info))
				return NULL;
		} else if (dir->inode == fat->fs.root) {
			fs_set_label(&fat->fs, e->name, sizeof e->name);
		}
	}
}
