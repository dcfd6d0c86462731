/* gzip.c - gzip (RFC 1952) around a deflate stream: one member, which is the whole file. */
#include "base/error.h"
#include "common/crc32.h"
#include "common/ondisk.h"
#include "mem/heap.h"
#include "unpack/inflate.h"
#include "unpack/unpack.h"

enum { FHCRC = 2, FEXTRA = 4, FNAME = 8, FCOMMENT = 16, FLAGS_MAX = 31 };

struct gzip_head {
	u8   magic[3], flags;
	u8   unused[6];                 /* when it was packed, on what */
	le16 extra;                     /* with FEXTRA: bytes that follow */
};
ONDISK(struct gzip_head, 12);

struct gzip_tail {
	le32 crc, size;                 /* of what was packed, modulo 2^32 */
};
ONDISK(struct gzip_tail, 8);

/* Step over the header.  It may seem to end behind the tail: then nothing is left. */
static void skip_head(struct unpack *u, const u8 *end)
{
	const struct gzip_head *h = (const struct gzip_head *)u->at;
	size_t at = offsetof(struct gzip_head, extra), size = (size_t)(end - u->at);

	if (h->flags & FEXTRA)
		at += sizeof h->extra + get16(h->extra);
	for (u8 text = FNAME; text <= FCOMMENT; text *= 2)
		if (h->flags & text)
			while (at < size && u->at[at++])
				;
	if (h->flags & FHCRC)
		at += 2;
	u->at += MIN(at, size);
}

static err_t gunzip(struct unpack *u)
{
	const struct gzip_tail *tail = (const struct gzip_tail *)u->end - 1;
	struct inflate *s;
	err_t err = NULL;

	if (u->end - u->at < (ptrdiff_t)(sizeof(struct gzip_head) + sizeof *tail))
		return "the file is cut off";
	if (!u->out) {
		u->size = get32(tail->size);
		return NULL;
	}
	s = heap_zalloc(sizeof *s);
	if (!s)
		return ERR_NO_MEMORY;
	skip_head(u, (const u8 *)tail);
	s->in = u->at;
	s->in_end = (const u8 *)tail;
	s->out = s->to = u->out;
	s->out_end = u->out + u->size;
	if (!inflate(s))
		err = "the file is damaged, or its end is";
	else if (s->in != s->in_end || s->to != s->out_end ||
		 get32(tail->crc) != crc32(0, u->out, (size_t)u->size))
		err = "the check sum is wrong";
	u->at = s->in;
	heap_free(s);
	return err;
}

const struct unpacker gzip_unpacker = { "gzip", 3, { 0x1f, 0x8b, 8 }, gunzip };
