/* fat_dir.c - directories and paths of FAT. */
#include "base/error.h"
#include "common/date.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/fat.h"
#include "fs/path.h"

enum { DELETED = 0xe5 };

static struct fat *start_scan(struct file *dir)
{
	struct fat *fat = (struct fat *)dir->fs;

	fat->at = 0;
	fat->long_name.expected = FAT_NO_NAME;
	return fat;
}

/* The next entry, a volume's label too, with its names in the struct fat; NULL behind the
 * last. */
static err_t next_entry(struct file *dir, const struct fat_entry **out)
{
	struct fat *fat = (struct fat *)dir->fs;
	struct fat_entry *e;

	do {
		e = &fat->entries[fat->at % SECTOR / sizeof *e];
		if (fat->at % SECTOR == 0) {
			struct run run;

			if (fat->at == FAT_DIR_MAX)
				return errf("fat: directory at cluster %u does not end",
					    (u32)dir->inode);
			TRY(fat_map(dir, fat->at, &run));
			e->name[0] = 0;         /* at the chain's end, too */
			if (run.bytes)
				TRY(block_read_bytes(dir->fs->dev, run.disk, SECTOR, e));
		}
		*out = NULL;
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
			    .size = get32(e->size),
			    .mtime = unix_time(get16(e->date), get16(e->time)) };
	if (fat->bits == 32)
		f->inode |= (get16(e->cluster_high) & 0xfffu) << 16;
	if (e->attributes & FAT_DIR) {
		f->kind = FILE_DIR;
		f->size = FAT_DIR_MAX;
		if (f->inode == 0)
			f->inode = fat->root_cluster;
	}
}

static void open_root(struct fat *fat, struct file *f)
{
	*f = (struct file){ .fs = &fat->fs, .kind = FILE_DIR, .size = FAT_DIR_MAX,
			    .inode = fat->root_cluster };
}

/* Is `name` the first component of the path? */
static bool is_first(const char *path, const char *name)
{
	for (; *name && ascii_lower(*name) == ascii_lower(*path); name++)
		path++;
	return !*name && (!*path || *path == '/');
}

/* `f` is an open directory and becomes its child, the first component of the path.  Files
 * with long names have short ones, too. */
static err_t enter(struct file *f, const char *path)
{
	struct fat *fat = start_scan(f);
	const struct fat_entry *e;

	do {
		TRY(next_entry(f, &e));
		if (!e)
			return ERR_NOT_FOUND;
	} while ((e->attributes & FAT_LABEL) ||
		 !(is_first(path, fat->name) || is_first(path, fat->short_name)));
	fill_file(fat, e, f);
	if (f->kind != FILE_DIR && (u32)f->size >> fat->shift > fat->clusters)
		return "fat: file is larger than its filesystem";
	return NULL;
}

err_t fat_open(struct fs *fs, const char *path, struct file *f)
{
	struct fat *fat = (struct fat *)fs;
	struct span name;

	open_root(fat, f);
	while (path_next(&path, &name)) {
		if (f->kind != FILE_DIR)
			return ERR_NOT_FOUND;
		if (f->inode == fat->root_cluster &&
		    (is_first(name.p, ".") || is_first(name.p, "..")))
			continue;
		TRY(enter(f, name.p));
	}
	return NULL;
}

err_t fat_list(struct file *dir, list_fn *each, void *context)
{
	struct fat *fat = start_scan(dir);
	const struct fat_entry *e;
	struct file info;

	do {
		TRY(next_entry(dir, &e));
		if (!e)
			break;
		fill_file(fat, e, &info);
		if (info.kind == FILE_DIR)
			info.size = 0;          /* not known without following the chain */
	} while ((e->attributes & FAT_LABEL) || each(context, fat->name, &info));
	return NULL;
}

void fat_read_label(struct fat *fat)
{
	const struct fat_entry *e;
	struct file root;
	unsigned n = sizeof e->name;

	open_root(fat, &root);
	start_scan(&root);
	do
		if (next_entry(&root, &e) || !e)
			return;
	while (!(e->attributes & FAT_LABEL));
	while (n > 0 && e->name[n - 1] == ' ')
		n--;
	memcpy(fat->fs.label, e->name, n);
}
