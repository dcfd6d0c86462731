/* iso9660_dir.c - directories, names and places of ISO 9660. */
#include "base/error.h"
#include "common/date.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/iso9660.h"
#include "fs/utf16.h"
#include "fs/walk.h"

enum {
	FLAG_DIR = 2, FLAG_ASSOCIATED = 4, FLAG_MORE = 0x80,
	RECORD_MIN = offsetof(struct iso_record, name) + 1,
};

/* Records one after the other. */
struct scan {
	struct iso *iso;
	u64 at, end;                    /* of the record in iso->record; bytes on the device */
};

static err_t damaged(u64 at)
{
	return errf("iso9660: directory record at byte %llu is damaged",
		    (unsigned long long)at);
}

/* Read the record at s->at, or the first one behind it; none has size 0. */
static err_t read_record(struct scan *s)
{
	struct iso_record *r = &s->iso->record;

	for (;;) {
		u32 left = ISO_BLOCK - ((u32)s->at & (ISO_BLOCK - 1));

		r->size = 0;
		if (s->at >= s->end)
			return NULL;
		TRY(block_read_bytes(s->iso->fs.dev, s->at, MIN(sizeof *r, left), r));
		if (r->size >= RECORD_MIN && r->size <= left &&
		    r->name_size <= r->size - RECORD_MIN + 1)
			return NULL;
		if (r->size)
			return damaged(s->at);
		s->at += left;
	}
}

/* Where the data of the record that was read starts. */
static u64 place(const struct iso_record *r)
{
	return ((u64)get32(r->block) + r->attribute_blocks) * ISO_BLOCK;
}

static err_t start_scan(struct file *dir, struct scan *s)
{
	struct iso_record *r = &((struct iso *)dir->fs)->record;

	*s = (struct scan){ (struct iso *)dir->fs, dir->inode, UINT64_MAX };
	TRY(read_record(s));
	if (get32(r->bytes) > ISO_DIR_MAX)
		return damaged(dir->inode);
	s->at = place(r);
	s->end = s->at + get32(r->bytes);
	return NULL;
}

void iso_joliet(const u8 *units, unsigned n, char *to, unsigned size)
{
	struct utf16 u = { .start = to + size - 1 };
	unsigned end = 0;

	while (end < n && (units[2 * end] | (units[2 * end + 1] ^ ';')))
		end++;
	*u.start = '\0';
	while (end-- > 0)
		utf16_put(&u, (u32)units[2 * end] << 8 | units[2 * end + 1]);
	memmove(to, u.start, (size_t)(to + size - u.start));
}

/* The record's own name, which Rock Ridge may replace.  "NAME.;1" is NAME. */
static void plain_name(struct iso *iso)
{
	const struct iso_record *r = &iso->record;
	char *to = iso->name;
	unsigned n = r->name_size;

	iso->rock_name = false;
	if (n == 1 && r->name[0] <= 1) {
		memcpy(to, "..", 3);
		to[1 + r->name[0]] = '\0';
	} else if (iso->joliet) {
		iso_joliet(r->name, n / 2, to, ISO_NAME);
	} else {
		for (unsigned i = 0; i < n && r->name[i] != ';'; i++)
			*to++ = ascii_lower((char)r->name[i]);
		if (to > iso->name && to[-1] == '.')
			to--;
		*to = '\0';
	}
}

static void fill_info(struct iso *iso, u64 at)
{
	const struct iso_record *r = &iso->record;
	struct date d = {
		.year = r->year + 1900u, .month = r->month & 15, .day = r->day,
		.hour = r->hour, .minute = r->minute, .second = r->second,
	};

	iso->info = (struct file){
		.fs = &iso->fs, .size = get32(r->bytes), .inode = at,
		.kind = r->flags & FLAG_DIR ? FILE_DIR : FILE_REGULAR,
		.mtime = r->month ? date_seconds(&d) - (signed char)r->zone * 15 * 60 : 0,
	};
}

/* The next name and what it is to iso->name and info; *end: there is no other. */
static err_t next_name(struct scan *s, bool *end)
{
	struct iso *iso = s->iso;
	const struct iso_record *r = &iso->record;
	unsigned parts = 0;

	do {
		TRY(read_record(s));
		*end = r->size == 0;
		if (*end)
			return NULL;
		fill_info(iso, s->at);
		plain_name(iso);
		if (iso->skip >= 0)
			TRY(iso_rock(iso, s->at, NULL));
		s->at += r->size;
		/* The other parts of a big file. */
		while (r->flags & FLAG_MORE) {
			TRY(read_record(s));
			if (r->size == 0 || ++parts == ISO_PARTS_MAX)
				return damaged(iso->info.inode);
			iso->info.size += get32(r->bytes);
			s->at += r->size;
		}
	} while (r->flags & FLAG_ASSOCIATED);
	return NULL;
}

err_t iso_map(struct file *f, u64 offset, struct run *out)
{
	struct iso *iso = (struct iso *)f->fs;
	const struct iso_record *r = &iso->record;
	struct scan s = { iso, f->inode, f->inode + ISO_PARTS_MAX * ISO_BLOCK };

	out->kind = RUN_DISK;
	out->bytes = 0;
	do {
		TRY(read_record(&s));
		if (r->size == 0)
			return NULL;
		if (r->unit | r->gap)
			return "iso9660: the file is interleaved";
		if (offset < get32(r->bytes)) {
			out->disk = place(r) + offset;
			out->bytes = get32(r->bytes) - offset;
			return NULL;
		}
		offset -= get32(r->bytes);
		s.at += r->size;
	} while (r->flags & FLAG_MORE);
	return NULL;
}

err_t iso_find_rock(struct iso *iso)
{
	static const u8 mark[] = { 'S', 'P', 7, 1, 0xbe, 0xef };
	struct file root = { .fs = &iso->fs, .inode = iso->root };
	const u8 *use = iso->record.name + 1;
	struct scan s;

	TRY(start_scan(&root, &s));
	TRY(read_record(&s));
	if (iso->record.size >= RECORD_MIN + 7 && !memcmp(use, mark, sizeof mark))
		iso->skip = use[sizeof mark];
	return NULL;
}

static err_t root(struct file *f)
{
	f->kind = FILE_DIR;
	f->inode = ((struct iso *)f->fs)->root;
	return NULL;
}

static bool is_name(const struct iso *iso, struct span name)
{
	const char *p = iso->name;

	for (; name.p < name.end && *p; name.p++, p++)
		if (*name.p != *p && (iso->rock_name || ascii_lower(*name.p) != ascii_lower(*p)))
			return false;
	return name.p == name.end && !*p;
}

static err_t enter(struct file *f, struct span name)
{
	struct scan s;
	bool end;

	TRY(start_scan(f, &s));
	do {
		TRY(next_name(&s, &end));
		if (end)
			return ERR_NOT_FOUND;
	} while (!is_name(s.iso, name));
	*f = s.iso->info;
	return NULL;
}

static err_t target(struct file *f, char *to)
{
	struct scan s = { (struct iso *)f->fs, f->inode, UINT64_MAX };

	TRY(read_record(&s));
	s.iso->info = *f;
	return iso_rock(s.iso, s.at, to);
}

err_t iso_open(struct fs *fs, const char *path, struct file *f)
{
	static const struct walk_ops ops = { root, enter, target };

	return walk(&ops, fs, path, f);
}

err_t iso_list(struct file *dir, list_fn *each, void *context)
{
	struct scan s;
	bool end;

	TRY(start_scan(dir, &s));
	do {
		TRY(next_name(&s, &end));
	} while (!end && each(context, s.iso->name, &s.iso->info));
	return NULL;
}
