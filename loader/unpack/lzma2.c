/* lzma2.c - LZMA2: chunks of LZMA symbols, or of plain bytes.  (No text defines it: it is
 * what xz writes.) */
#include "unpack/lzma2.h"
#include "common/str.h"

enum {
	CHUNK_END = 0,
	CHUNK_FIRST_PLAIN = 1,          /* forget the dictionary */
	CHUNK_PLAIN = 2,
	/* Symbols; bits 0-4 are bits 16-20 of the size.  What is to forget: */
	CHUNK_SYMBOLS = 0x80,           /* nothing */
	CHUNK_RESET = 0xa0,             /* the state and the probabilities */
	CHUNK_PROPERTIES = 0xc0,        /* the same, and there are new properties */
	CHUNK_FIRST = 0xe0,             /* the dictionary, too */
	PLAIN_HEAD = 3, SYMBOLS_HEAD = 5,
};

/* Both sizes are one more than they say, and have the higher byte first. */
struct chunk {
	u8 control;
	u8 size[2];
	u8 packed[2];                   /* from here: of symbols only */
	u8 properties;                  /* of CHUNK_PROPERTIES and CHUNK_FIRST */
};

static size_t size_of(const u8 size[2])
{
	return (size_t)(size[0] << 8 | size[1]) + 1;
}

/* Unpack the symbols of a chunk, which are at `in`, to d.end. */
static bool unpack_symbols(struct lzma2 *z, const struct chunk *c, const u8 *in)
{
	struct lzma_decoder *d = &z->d;
	size_t packed = size_of(c->packed);

	if (c->control >= CHUNK_PROPERTIES) {
		if (c->properties >= LZMA_PROPERTIES)
			return false;
		z->model_bytes = lzma_properties(d, c->properties);
	}
	if (z->model_bytes - 1 >= LZMA2_MODEL_BYTES)
		return false;
	if (c->control >= CHUNK_RESET) {
		lzma_forget(d->model, z->model_bytes);
		d->rep0 = d->rep1 = d->rep2 = d->rep3 = d->state = 0;
	}
	return packed >= sizeof(struct lzma_start) && !in[0] &&
	       !lzma_symbols(d, (const struct lzma_start *)in, packed) &&
	       d->to == d->end && d->rc.in == d->in_end;
}

static bool unpack_chunk(struct unpack *u, struct lzma2 *z, const struct chunk *c)
{
	struct lzma_decoder *d = &z->d;
	size_t room = (size_t)(u->end - u->at), head = PLAIN_HEAD, size, packed;
	bool symbols = c->control >= CHUNK_SYMBOLS;

	if (symbols)
		head = SYMBOLS_HEAD + (c->control >= CHUNK_PROPERTIES);
	else if (c->control > CHUNK_PLAIN)
		return false;
	if (room < head)
		return false;
	size = packed = size_of(c->size);
	if (symbols) {
		size += (c->control & 0x1fu) << 16;
		packed = size_of(c->packed);
	}
	if (packed > room - head)
		return false;
	if (!u->out) {
		u->size += size;
	} else {
		if (size > (size_t)(u->out + u->size - d->to))
			return false;
		if (c->control == CHUNK_FIRST_PLAIN || c->control >= CHUNK_FIRST)
			d->out = d->to;
		d->stop = d->end = d->to + size;
		if (symbols && !unpack_symbols(z, c, u->at + head))
			return false;
		if (!symbols)
			d->to = (u8 *)memcpy(d->to, u->at + head, size) + size;
	}
	u->at += head + packed;
	return true;
}

err_t lzma2_unpack(struct unpack *u, struct lzma2 *z)
{
	while (u->at < u->end && *u->at != CHUNK_END)
		if (!unpack_chunk(u, z, (const struct chunk *)u->at))
			return LZMA_DAMAGED;
	u->at++;
	return NULL;
}
