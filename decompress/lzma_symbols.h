/* lzma_symbols.h - LZMA's symbols: what .lzma, .xz and .7z have in common. */
#ifndef DECOMPRESS_LZMA_SYMBOLS_H
#define DECOMPRESS_LZMA_SYMBOLS_H

#include "common/ondisk.h"

/* Memory the decoder needs for a stream with these properties, in bytes. */
#define LZMA_MODEL_BYTES(lc, lp) (4 * (1847u + (768u << ((lc) + (lp)))))

/* The one error: a check sum says what is damaged before this can. */
#define LZMA_DAMAGED "lzma stream is damaged"

enum {
	LZMA_PROPERTIES = 9 * 5 * 5,    /* (pb * 5 + lp) * 9 + lc */
	/* More than any symbol takes from the input: at most 22 bits with a probability,
	 * a byte each, 26 without, a byte for eight, and one byte to see the end. */
	LZMA_SYMBOL_BYTES = 32,
};

/* A probability that the next bit is 0, of 2^PROB_BITS; it learns from each bit.  Stays
 * within 31..2017, so a step leaves range > 0, and one byte of input makes up for it. */
typedef u32 prob;

enum { PROB_BITS = 11, PROB_HALF = 1 << (PROB_BITS - 1) };

struct lzma_model;

/* Reads in[] without looking for its end.  code < range, unless the stream is damaged. */
struct range_coder {
	u32 range, code;
	const u8 *in;
};

/* What a run of symbols starts with. */
struct lzma_start {
	u8 zero;                        /* the range coder's first byte is always 0 */
	u8 code[4];                     /* the next four, highest first */
};
ONDISK(struct lzma_start, 5);

/* Always: out <= to <= end, stop <= end; reps are distances minus 1, and only distances
 * checked against `to - out` are copied from. */
struct lzma_decoder {
	struct range_coder rc;
	struct lzma_model *model;       /* the caller's, aligned for u32 */
	u8 *out, *to, *end;             /* the caller's: start of the dictionary, next byte, end */
	u8 *stop;                       /* the caller's: where to pause; at most `end` */
	u32 literal_mask, literal_shift, pos_mask;
	bool size_known;                /* the caller's: see lzma_symbols() */
	u32 rep0, rep1, rep2, rep3;     /* all 0 to start with */
	u32 state;
	const u8 *in_stop, *in_end;     /* see refill() */
	u8 tail[2 * LZMA_SYMBOL_BYTES];
};

/* Take the properties' byte, below LZMA_PROPERTIES: the bytes of model that it needs. */
static inline size_t lzma_properties(struct lzma_decoder *d, u32 byte)
{
	u32 lc = byte % 9, lp = byte / 9 % 5;

	d->literal_mask = (0x100u << lp) - 1;
	d->literal_shift = 8 - lc;
	d->pos_mask = (1u << byte / 45) - 1;
	return LZMA_MODEL_BYTES(lc, lp);
}

/* Forget what was learned. */
static inline void lzma_forget(struct lzma_model *model, size_t bytes)
{
	size_t probs = bytes / sizeof(prob);

	__asm__ volatile("rep stosl" : "+D"(model), "+c"(probs) : "a"(PROB_HALF) : "memory");
}

/* Byte by byte, upwards: to[] may begin inside from[].  Returns the end of to[]. */
static inline u8 *lzma_copy(u8 *to, const u8 *from, size_t n)
{
	__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
	return to;
}

/* Make the range coder ready: the symbols are in `size` bytes, at least 5, from `start`. */
void lzma_begin(struct lzma_decoder *d, const struct lzma_start *start, size_t size);

/* Decode symbols, from where it paused, to d->to, which goes on up to d->stop.  If that is
 * not d->end, the last symbol may take it some bytes further.
 * size_known: there are enough for d->end, and perhaps an end marker behind; else the
 * marker ends them, which is not later.
 *
 * Whatever the symbols say, nothing outside of them, out[] and the model is touched. */
err_t lzma_symbols(struct lzma_decoder *d) MUST_CHECK;

#endif
