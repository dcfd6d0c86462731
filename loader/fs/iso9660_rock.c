/* iso9660_rock.c - what Rock Ridge adds to ISO 9660: names, kinds, symlinks, deep folders. */
#include "common/str.h"
#include "fs/iso9660.h"

enum {
	AREAS_MAX = 32,                 /* that one record may be continued in */

	NM_DOTS = 6,                    /* flags: "." or "..", as the record's own name says */
	SL_CONTINUE = 1, SL_HERE = 2, SL_PARENT = 4,    /* of a component; SL_ROOT is empty */
};

#define TAG(a, b) ((a) | (b) << 8)

/* An entry of the system use area. */
struct entry {
	le16 tag;
	u8   size, version;
	union {
		struct { u8 flags, text[250]; } name;           /* NM, SL */
		le32 mode;                                      /* PX */
		struct { le32 block, block_big, at, at_big, size; } more;       /* CE, CL */
	} u;
};
ONDISK(struct entry, 255);

/* What is gathered, up to room for it. */
struct text { char *p, *end; };
struct rock {
	struct file *info;
	struct text name, target;
	bool slash;                     /* one is to come before the target's next component */
};

static void append(struct text *t, const void *text, size_t n)
{
	n = MIN(n, (size_t)(t->end - t->p));
	memcpy(t->p, text, n);
	t->p += n;
}

/* The components of a symlink's target, or some more of them. */
static void take_link(struct rock *r, const u8 *p, const u8 *end)
{
	for (; end - p >= 2 && end - p >= 2 + p[1]; p += 2 + p[1]) {
		if (r->slash)
			append(&r->target, "/", 1);
		append(&r->target, "..", p[0] & SL_PARENT ? 2 : p[0] & SL_HERE ? 1 : 0);
		append(&r->target, p + 2, p[1]);
		r->slash = !(p[0] & SL_CONTINUE);
	}
}

static void take_entry(struct rock *r, const struct entry *e)
{
	const u8 *end = (const u8 *)e + e->size;

	switch (get16(e->tag)) {
	case TAG('N', 'M'):
		if (e->size > 5 && !(e->u.name.flags & NM_DOTS))
			append(&r->name, e->u.name.text, e->size - 5u);
		break;
	case TAG('S', 'L'):
		take_link(r, e->u.name.text, end);
		break;
	case TAG('P', 'X'):
		if (e->size >= 8)
			r->info->kind = file_kind(get32(e->u.mode));
		break;
	case TAG('C', 'L'):
		if (e->size < 8)
			break;
		/* The folder was moved: the first record there is its own. */
		r->info->kind = FILE_DIR;
		r->info->inode = (u64)get32(e->u.more.block) * ISO_BLOCK;
	}
}

/* All entries, from the end of the record's name on. */
static err_t take_all(struct rock *r, struct iso *iso, const struct iso_record *record)
{
	const u8 *p = record->name + (record->name_size | 1u) + iso->skip;
	const u8 *end = (const u8 *)record + record->size;
	const struct entry *e, *more = NULL;

	for (unsigned areas = 0; areas < AREAS_MAX; areas++) {
		u64 at;
		u32 size;

		for (; end - p >= 4; p += e->size) {
			e = (const struct entry *)p;
			if (e->size < 4 || e->size > end - p || get16(e->tag) == TAG('S', 'T'))
				break;
			if (get16(e->tag) == TAG('C', 'E') && e->size >= 28)
				more = e;
			else
				take_entry(r, e);
		}
		/* The area ends; the next one was named somewhere in it, or none. */
		if (!more)
			break;
		at = (u64)get32(more->u.more.block) * ISO_BLOCK + get32(more->u.more.at);
		size = MIN(get32(more->u.more.size), (u32)ISO_BLOCK);
		more = NULL;
		p = iso->area;
		end = p + size;
		TRY(block_read_bytes(iso->fs.dev, at, size, iso->area));
	}
	return NULL;
}

err_t iso_rock(struct iso_scan *s)
{
	char *target = s->iso->target;
	struct rock r = {
		.info = &s->info, .name = { s->name, s->name + ISO_NAME - 1 },
		.target = { target, target + TARGET_MAX },
	};

	TRY(take_all(&r, s->iso, &s->record));
	if (r.name.p > s->name) {
		*r.name.p = '\0';
		s->info.alias = NULL;   /* case counts */
	}
	if (s->info.kind == FILE_SYMLINK) {
		s->info.size = (size_t)(r.target.p - target);
		s->info.unpacked = (u8 *)target;
	}
	return NULL;
}
