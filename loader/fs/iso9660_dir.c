/* iso9660_dir.c - directories, names and places of ISO 9660. */
#include "base/error.h"
#include "common/date.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/iso9660.h"
#include "fs/utf16.h"

enum {
	FLAG_DIR = 2, FLAG_ASSOCIATED = 4, FLAG_MORE = 0x80,
	RECORD_MIN = offsetof(struct iso_record, name) + 1,
};

static err_t damaged(u64 at)
{
	return errf("iso9660: directory record at byte %llu is damaged",
		    (unsigned long long)at);
}

/* Read the record at s->at, or the first one behind it; none has size 0. */
static err_t read_record(struct iso_scan *s)
{
	struct iso_record *r = &s->record;

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

/* From the record of a file on. */
static void start(struct iso_scan *s, const struct file *f, u32 blocks)
{
	s->iso = (struct iso *)f->fs;
	s->at = f->inode;
	s->end = s->at + blocks * ISO_BLOCK;
}

/* Where the data of the record that was read starts. */
static u64 place(const struct iso_scan *s)
{
	return ((u64)get32(s->record.block) + s->record.attribute_blocks) * ISO_BLOCK;
}

/* From the first record in a directory on. */
static err_t start_scan(struct iso_scan *s, const struct file *dir)
{
	u32 bytes;

	start(s, dir, 1);
	TRY(read_record(s));
	bytes = get32(s->record.bytes);
	if (bytes > ISO_DIR_MAX)
		return damaged(s->at);
	s->at = place(s);
	s->end = s->at + bytes;
	return NULL;
}

/* Units of UTF-16, big-endian, up to a ';'. */
static void joliet_name(const u8 *units, unsigned n, char *to)
{
	struct utf16 u = { .start = to + ISO_NAME - 1 };
	unsigned end = 0;

	while (end < n && (units[2 * end] | (units[2 * end + 1] ^ ';')))
		end++;
	*u.start = '\0';
	while (end-- > 0)
		utf16_put(&u, (u32)units[2 * end] << 8 | units[2 * end + 1]);
	memmove(to, u.start, (size_t)(to + ISO_NAME - u.start));
}

/* The record's own name, which Rock Ridge may replace.  "NAME.;1" is NAME. */
static void plain_name(struct iso_scan *s)
{
	const struct iso_record *r = &s->record;
	char *to = s->name;
	unsigned n = r->name_size;

	if (n == 1 && r->name[0] <= 1) {
		memcpy(to, "..", 3);
		to[1 + r->name[0]] = '\0';
	} else if (s->iso->joliet) {
		joliet_name(r->name, n / 2, to);
	} else {
		for (unsigned i = 0; i < n && r->name[i] != ';'; i++)
			*to++ = ascii_lower((char)r->name[i]);
		if (to > s->name && to[-1] == '.')
			to--;
		*to = '\0';
	}
}

static void fill_info(struct iso_scan *s)
{
	const struct iso_record *r = &s->record;
	struct date d = { .year = r->year + 1900u };

	memcpy(&d.month, r->date, sizeof r->date);
	s->info = (struct file){
		.fs = &s->iso->fs, .size = get32(r->bytes), .inode = s->at,
		.alias = s->name, .kind = r->flags & FLAG_DIR ? FILE_DIR : FILE_REGULAR,
		.mtime = date_seconds(&d) - (signed char)r->zone * 15 * 60,
	};
}

/* The next name and what it is to s->name and info; without one the record has size 0. */
static err_t next_name(struct iso_scan *s)
{
	const struct iso_record *r = &s->record;
	unsigned parts = 0;

	do {
		TRY(read_record(s));
		if (r->size == 0)
			return NULL;
		fill_info(s);
		plain_name(s);
		if (s->iso->skip >= 0)
			TRY(iso_rock(s));
		s->at += r->size;
		/* The other parts of a big file. */
		while (r->flags & FLAG_MORE) {
			TRY(read_record(s));
			if (r->size == 0 || ++parts == ISO_PARTS_MAX)
				return damaged(s->at);
			s->info.size += get32(r->bytes);
			s->at += r->size;
		}
	} while (r->flags & FLAG_ASSOCIATED);
	return NULL;
}

err_t iso_map(struct file *f, struct run *run)
{
	u64 offset = run->offset;
	struct iso_scan s;
	u32 bytes;

	start(&s, f, ISO_PARTS_MAX);
	do {
		TRY(read_record(&s));
		if (s.record.unit | s.record.gap)
			return "iso9660: the file is interleaved";
		bytes = get32(s.record.bytes);
		if (offset < bytes) {
			run->disk = place(&s) + offset;
			run->bytes = bytes - offset;
			break;
		}
		offset -= bytes;
		s.at += s.record.size;
	} while (s.record.size && (s.record.flags & FLAG_MORE));
	return NULL;
}

err_t iso_find_rock(struct iso *iso)
{
	static const u8 mark[] = { 'S', 'P', 7, 1, 0xbe, 0xef };
	struct file root = { .fs = &iso->fs, .inode = iso->fs.root };
	struct iso_scan s;
	const u8 *use = s.record.name + 1;

	TRY(start_scan(&s, &root));
	TRY(read_record(&s));
	if (s.record.size >= RECORD_MIN + 7 && !memcmp(use, mark, sizeof mark))
		iso->skip = use[sizeof mark];
	return NULL;
}

err_t iso_list(struct file *dir, list_fn *each, void *context)
{
	struct iso_scan s;

	TRY(start_scan(&s, dir));
	do {
		TRY(next_name(&s));
	} while (s.record.size && each(context, s.name, &s.info));
	return NULL;
}
