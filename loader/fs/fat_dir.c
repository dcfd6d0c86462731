/* fat_dir.c - directories and paths of FAT. */
#include "base/error.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/fat.h"
#include "fs/path.h"
#include "mem/heap.h"

enum { DELETED = 0xe5, CHUNK = 4096 };

/* Called for each entry, a volume's label too; false ends the scan. */
typedef bool entry_fn(void *context, const struct fat_entry *e, const char *name);

struct scan {
	entry_fn *each;
	void     *context;
	bool      done;
	struct fat_long_name long_name;
	char      name[FAT_NAME];
	u8        chunk[CHUNK];
};

static void scan_entry(struct scan *s, const struct fat_entry *e)
{
	if (e->name[0] == 0) {
		s->done = true;
	} else if (e->name[0] == DELETED) {
		s->long_name.pieces = 0;
	} else if ((e->attributes & FAT_LONG_MASK) == FAT_LONG) {
		fat_long_piece(&s->long_name, (const struct fat_long_entry *)e);
	} else {
		if (!fat_long_finish(&s->long_name, e, s->name))
			fat_short_name(e, s->name);
		s->done = !s->each(s->context, e, s->name);
	}
}

static err_t scan_chunks(struct scan *s, struct file *dir)
{
	for (u64 at = 0; at < FAT_DIR_MAX && !s->done; ) {
		struct run run;
		size_t n;

		TRY(fat_map_or_end(dir, at, &run));
		if (run.bytes == 0)
			return NULL;
		n = (size_t)MIN(run.bytes, CHUNK);
		TRY(block_read_bytes(dir->fs->dev, run.disk, n, s->chunk));
		for (size_t i = 0; i < n && !s->done; i += sizeof(struct fat_entry))
			scan_entry(s, (const struct fat_entry *)(s->chunk + i));
		at += n;
	}
	if (!s->done)
		return errf("fat: directory at cluster %llu does not end",
			    (unsigned long long)dir->inode);
	return NULL;
}

static err_t scan(struct file *dir, entry_fn *each, void *context)
{
	struct scan *s = heap_alloc(sizeof *s);
	err_t err;

	if (!s)
		return ERR_NO_MEMORY;
	s->each = each;
	s->context = context;
	s->done = false;
	s->long_name.pieces = 0;
	err = scan_chunks(s, dir);
	heap_free(s);
	return err;
}

/* Seconds since 1970 of a local time that is taken for UTC. */
static i64 unix_time(u32 date, u32 time)
{
	static const u16 before[12] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
	u32 year = date >> 9, month = (date >> 5 & 15) - 1, day = date & 31, days;

	if (month >= 12 || day == 0)
		return 0;
	/* 1980 was a leap year, 2100 (year 120) is none. */
	days = 3652 + year * 365 + (year + 3) / 4 - (year > 120) + before[month] + day - 1;
	if (month >= 2 && year % 4 == 0 && year != 120)
		days++;
	return (i64)days * 86400 + (time >> 11) * 3600 + (time >> 5 & 63) * 60 + (time & 31) * 2;
}

static void fill_file(struct fat *fat, const struct fat_entry *e, struct file *f)
{
	f->fs = &fat->fs;
	f->kind = e->attributes & FAT_DIR ? FILE_DIR : FILE_REGULAR;
	f->size = f->kind == FILE_DIR ? FAT_DIR_MAX : get32(e->size);
	f->inode = get16(e->cluster_low);
	if (fat->bits == 32)
		f->inode |= (get16(e->cluster_high) & 0xfffu) << 16;
	if (f->kind == FILE_DIR && f->inode == 0)
		f->inode = fat->root_cluster;
	f->mtime = unix_time(get16(e->date), get16(e->time));
}

static const struct fat_entry root_entry = { .attributes = FAT_DIR };

struct lookup {
	struct fat   *fat;
	const char   *name;
	struct file  *found;            /* filled in */
	bool          there;
};

/* Files with long names have short ones, too. */
static bool lookup_one(void *context, const struct fat_entry *e, const char *name)
{
	struct lookup *l = context;
	char alias[13];

	fat_short_name(e, alias);
	if ((e->attributes & FAT_LABEL) ||
	    (!str_equal_nocase(name, l->name) && !str_equal_nocase(alias, l->name)))
		return true;
	fill_file(l->fat, e, l->found);
	l->there = true;
	return false;
}

static void set_node(struct file *f)
{
	*(struct fat_node *)f->state = (struct fat_node){ .first = (u32)f->inode };
}

/* `f` is an open directory and becomes its child. */
static err_t enter(struct file *f, const char *name)
{
	struct fat *fat = (struct fat *)f->fs;
	struct file child = *f;
	struct lookup l = { .fat = fat, .name = name, .found = &child };

	if (f->kind != FILE_DIR)
		return ERR_NOT_FOUND;
	TRY(scan(f, lookup_one, &l));
	if (!l.there)
		return ERR_NOT_FOUND;
	if (child.kind == FILE_REGULAR && child.size > (u64)fat->clusters << fat->shift)
		return errf("fat: file of %llu bytes is larger than its filesystem",
			    (unsigned long long)child.size);
	*f = child;
	set_node(f);
	return NULL;
}

static err_t walk(struct fat *fat, const char *path, struct file *f)
{
	struct span name;

	fill_file(fat, &root_entry, f);
	set_node(f);
	while (path_next(&path, &name)) {
		bool in_root = f->inode == fat->root_cluster;
		char *text;
		err_t err;

		if (f->kind == FILE_DIR &&
		    (path_is(name, ".") || (in_root && path_is(name, ".."))))
			continue;
		text = heap_strndup(name.p, span_size(name));
		if (!text)
			return ERR_NO_MEMORY;
		err = enter(f, text);
		heap_free(text);
		TRY(err);
	}
	return NULL;
}

err_t fat_open(struct fs *fs, const char *path, struct file *f)
{
	err_t err;

	*f = (struct file){ .fs = fs, .state = heap_alloc(sizeof(struct fat_node)) };
	if (!f->state)
		return ERR_NO_MEMORY;
	err = walk((struct fat *)fs, path, f);
	if (err)
		fat_close(f);
	return err;
}

void fat_close(struct file *f)
{
	heap_free(f->state);
	f->state = NULL;
}

struct listing {
	struct fat *fat;
	list_fn    *each;
	void       *context;
};

static bool list_one(void *context, const struct fat_entry *e, const char *name)
{
	struct listing *l = context;
	struct file info = { .fs = NULL };

	if (e->attributes & FAT_LABEL)
		return true;
	fill_file(l->fat, e, &info);
	if (info.kind == FILE_DIR)
		info.size = 0;          /* not known without following the chain */
	return l->each(l->context, name, &info);
}

err_t fat_list(struct file *dir, list_fn *each, void *context)
{
	struct listing l = { (struct fat *)dir->fs, each, context };

	return scan(dir, list_one, &l);
}

static bool label_one(void *context, const struct fat_entry *e, const char *name)
{
	char *label = context;
	unsigned n = sizeof e->name;

	(void)name;
	if (!(e->attributes & FAT_LABEL))
		return true;
	while (n > 0 && e->name[n - 1] == ' ')
		n--;
	memcpy(label, e->name, n);
	label[n] = '\0';
	return false;
}

err_t fat_read_label(struct fat *fat)
{
	struct fat_node node;
	struct file root = { .state = &node };

	fill_file(fat, &root_entry, &root);
	set_node(&root);
	return scan(&root, label_one, fat->fs.label);
}
