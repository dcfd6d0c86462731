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

/* What is gathered. */
struct text {
	char *text;
	u32   size, room;
};
struct rock {
	struct iso_scan *scan;
	struct text name, target;
	bool slash;                     /* one is to come before the target's next component */
};

static void append(struct text *t, const void *text, u32 n)
{
	n = MIN(n, t->room - t->size);
	memcpy(t->text + t->size, text, n);
	t->size += n;
}

/* The components of a symlink's target, or some more of them. */
static void take_link(struct rock *r, const struct entry *e)
{
	const u8 *p = e->u.name.text, *end = (const u8 *)e + e->size;

	while (end - p >= 2 && end - p >= 2 + p[1]) {
		if (r->slash)
			append(&r->target, "/", 1);
		append(&r->target, "..", p[0] & SL_PARENT ? 2 : p[0] & SL_HERE ? 1 : 0);
		append(&r->target, p + 2, p[1]);
		r->slash = !(p[0] & SL_CONTINUE);
		p += 2 + p[1];
	}
}

static void take_entry(struct rock *r, const struct entry *e)
{
	struct file *info = &r->scan->info;

	switch (get16(e->tag)) {
	case TAG('N', 'M'):
		if (e->size > 5 && !(e->u.name.flags & NM_DOTS))
			append(&r->name, e->u.name.text, e->size - 5u);
		break;
	case TAG('S', 'L'):
		take_link(r, e);
		break;
	case TAG('P', 'X'):
		if (e->size >= 8)
			info->kind = file_kind(get32(e->u.mode));
		break;
	case TAG('C', 'L'):
		if (e->size < 8)
			break;
		/* The folder was moved: the first record there is its own. */
		info->kind = FILE_DIR;
		info->inode = (u64)get32(e->u.more.block) * ISO_BLOCK;
	}
}

/* All entries, from the end of the record's name on. */
static err_t take_all(struct rock *r)
{
	struct iso_scan *s = r->scan;
	u32 skip = offsetof(struct iso_record, name) + (s->record.name_size | 1u) +
		   (u32)s->iso->skip;
	u32 left = MAX(s->record.size, skip) - skip, next_left = 0;
	u64 at = s->at + skip, next = 0;
	struct entry e;

	for (unsigned areas = 0; areas < AREAS_MAX; ) {
		e.size = 0;
		if (left >= 4)
			TRY(block_read_bytes(s->iso->fs.dev, at, MIN(left, sizeof e), &e));
		if (e.size < 4 || e.size > left || get16(e.tag) == TAG('S', 'T')) {
			/* The area ends; the next one was named somewhere in it, or none. */
			at = next;
			left = next_left;
			next_left = 0;
			areas = left ? areas + 1 : AREAS_MAX;
			continue;
		}
		at += e.size;
		left -= e.size;
		if (get16(e.tag) != TAG('C', 'E') || e.size < 28) {
			take_entry(r, &e);
			continue;
		}
		next = (u64)get32(e.u.more.block) * ISO_BLOCK + get32(e.u.more.at);
		next_left = MIN(get32(e.u.more.size), (u32)ISO_BLOCK);
	}
	return NULL;
}

err_t iso_rock(struct iso_scan *s)
{
	struct rock r = {
		.scan = s, .name = { s->name, 0, ISO_NAME - 1 },
		.target = { s->iso->target, 0, TARGET_MAX },
	};

	TRY(take_all(&r));
	if (r.name.size) {
		s->name[r.name.size] = '\0';
		s->info.alias = NULL;   /* case counts */
	}
	if (s->info.kind == FILE_SYMLINK) {
		s->info.size = r.target.size;
		s->info.unpacked = (u8 *)r.target.text;
	}
	return NULL;
}
