/* iso9660_rock.c - what Rock Ridge adds to ISO 9660: names, kinds, symlinks, deep folders. */
#include "base/error.h"
#include "common/str.h"
#include "fs/iso9660.h"

enum {
	AREAS_MAX = 32,                 /* that one record may be continued in */

	NM_CONTINUE = 1, NM_DOTS = 6,   /* "." or "..": the record's own name says so */
	SL_CONTINUE = 1, SL_HERE = 2, SL_PARENT = 4, SL_ROOT = 8,       /* of a component */
	MODE_DIR = 4, MODE_REGULAR = 8, MODE_SYMLINK = 10,      /* the highest 4 bits */
};

/* An entry of the system use area. */
struct entry {
	u8 tag[2], size, version;
	union {
		struct { u8 flags, text[250]; } name;           /* NM, SL */
		struct { le32 mode; } mode;                     /* PX */
		struct { le32 block, block_big, at, at_big, size; } more;       /* CE */
	} u;
};
ONDISK(struct entry, 255);

/* What is being read. */
struct reader {
	struct iso_scan *scan;
	char *target;                   /* of info.size bytes, or NULL */
	u32   target_size, name_size;   /* so far */
	bool  slash;                    /* one is to come before the next component */
};

static void put_target(struct reader *r, const void *text, unsigned n)
{
	/* The second time finds what the first found, unless the disk changes. */
	if (r->target && r->target_size + n <= r->scan->info.size)
		memcpy(r->target + r->target_size, text, n);
	r->target_size += n;
}

/* The components of a symlink's target, or some more of them. */
static void take_link(struct reader *r, const u8 *p, const u8 *end)
{
	while (end - p >= 2) {
		unsigned flags = p[0], n = p[1];
		const void *text = p + 2;

		if (n > (size_t)(end - p) - 2)
			return;
		p += 2 + n;
		if (flags & (SL_HERE | SL_PARENT | SL_ROOT)) {
			n = flags & SL_ROOT ? 0 : flags & SL_HERE ? 1 : 2;
			text = "..";
		}
		if (r->slash)
			put_target(r, "/", 1);
		put_target(r, text, n);
		r->slash = !(flags & SL_CONTINUE);
	}
}

static void take_name(struct reader *r, const struct entry *e, unsigned n)
{
	struct iso_scan *s = r->scan;

	if (e->u.name.flags & NM_DOTS)
		return;
	n = MIN(n, ISO_NAME - 1 - r->name_size);
	memcpy(s->name + r->name_size, e->u.name.text, n);
	r->name_size += n;
	s->name[r->name_size] = '\0';
	s->rock_name = true;
}

static void take_mode(struct file *info, le32 mode)
{
	unsigned kind = get32(mode) >> 12;

	info->kind = kind == MODE_DIR ? FILE_DIR : kind == MODE_REGULAR ? FILE_REGULAR :
		     kind == MODE_SYMLINK ? FILE_SYMLINK : FILE_OTHER;
}

static bool is_tag(const struct entry *e, const char *tag)
{
	return e->tag[0] == tag[0] && e->tag[1] == tag[1];
}

static void take_entry(struct reader *r, const struct entry *e)
{
	unsigned text = e->size - 5u;

	if (is_tag(e, "NM") && e->size >= 5)
		take_name(r, e, text);
	else if (is_tag(e, "SL") && e->size >= 5)
		take_link(r, e->u.name.text, e->u.name.text + text);
	else if (is_tag(e, "PX") && e->size >= 8)
		take_mode(&r->scan->info, e->u.mode.mode);
	if (is_tag(e, "CL") && e->size >= 8) {
		/* The folder was moved: the first record there is its own. */
		r->scan->info.kind = FILE_DIR;
		r->scan->info.inode = (u64)get32(e->u.more.block) * ISO_BLOCK;
	}
}

/* Where entries lie, and how many bytes of them. */
struct area {
	u64 at;
	u32 left;
};

/* Take the first entry off the area; at its end it has size 0. */
static err_t next_entry(const struct reader *r, struct area *a, struct entry *e)
{
	e->size = 0;
	if (a->left < 4)
		return NULL;
	TRY(block_read_bytes(r->scan->iso->fs.dev, a->at, MIN(a->left, sizeof *e), e));
	if (e->size < 4 || e->size > a->left || is_tag(e, "ST"))
		e->size = 0;
	a->at += e->size;
	a->left -= e->size;
	return NULL;
}

/* All entries of an area; *more: where they go on, if they do. */
static err_t read_area(struct reader *r, struct area area, struct area *more)
{
	struct entry e;

	for (;;) {
		TRY(next_entry(r, &area, &e));
		if (e.size == 0)
			return NULL;
		if (is_tag(&e, "CE") && e.size >= 28) {
			more->at = (u64)get32(e.u.more.block) * ISO_BLOCK + get32(e.u.more.at);
			more->left = MIN(get32(e.u.more.size), (u32)ISO_BLOCK);
		} else {
			take_entry(r, &e);
		}
	}
}

err_t iso_rock(struct iso_scan *s, char *target)
{
	u32 skip = offsetof(struct iso_record, name) + (s->record.name_size | 1u) +
		   (u32)s->iso->skip;
	struct reader r = { .scan = s, .target = target };
	struct area area = { s->at + skip, s->record.size - skip }, more;

	if (skip > s->record.size)
		return NULL;
	for (unsigned areas = 0; areas < AREAS_MAX; areas++) {
		more.left = 0;
		TRY(read_area(&r, area, &more));
		if (!more.left) {
			if (s->info.kind == FILE_SYMLINK)
				s->info.size = r.target_size;
			return NULL;
		}
		area = more;
	}
	return "iso9660: a record of Rock Ridge does not end";
}
