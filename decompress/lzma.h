/* lzma.h - LZMA decoder: the .lzma ("LZMA-alone") format that `xz --format=lzma` writes. */
#ifndef DECOMPRESS_LZMA_H
#define DECOMPRESS_LZMA_H

#include "common/ondisk.h"

/* The one error: a check sum says what is damaged before this can. */
#define LZMA_DAMAGED "lzma stream is damaged"

enum {
	LZMA_PROPERTIES = 9 * 5 * 5,    /* (pb * 5 + lp) * 9 + lc */
	LZMA_POSITIONS  = 16,           /* what the low bits of a place in out[] say: 2^pb of them */
	LZMA_STATES     = 12,           /* what the last symbols were; the first ones: literals */
	/* More than any symbol takes from the input: at most 22 bits with a probability,
	 * a byte each, 26 without, a byte for eight, and one byte to see the end. */
	LZMA_SYMBOL_BYTES = 32,
};

/* A probability that the next bit is 0, of 2^PROB_BITS; it learns from each bit.  Stays
 * within 31..2017, so a step leaves range > 0, and one byte of input makes up for it. */
typedef u32 prob;

enum { PROB_BITS = 11, PROB_HALF = 1 << (PROB_BITS - 1), PROB_SHIFT = 5 };

/* Which of its nodes a tree uses: see lzma_run.asm. */
typedef prob lzma_tree[256];

/* What may come next, by what came before. */
struct lzma_state {
	prob is_match[LZMA_POSITIONS], is_rep0_long[LZMA_POSITIONS];
	prob is_rep, is_rep0, is_rep1, is_rep2;
};

struct lzma_length {
	prob is_longer, is_long;
	lzma_tree low, middle;          /* the trees of all positions, one in another */
	lzma_tree high;
};

struct lzma_model {
	struct lzma_state state[LZMA_STATES];
	lzma_tree slot[4];              /* by the length */
	lzma_tree special[2];           /* by the slot's last bit; its trees of all depths, one in
					 * another */
	lzma_tree align;
	struct lzma_length match_length, repeat_length;
};

/* Of a literal: plain, and told by the bits of the byte at rep0. */
typedef lzma_tree lzma_literal[3];

/* Always: out <= to <= end; only from distances checked against `to - out` is copied.
 * code < range, unless the stream is damaged.  lzma.inc knows this, too. */
struct lzma_decoder {
	u32 range, code;
	const u8 *in, *in_stop, *in_end;        /* in_stop: from here on, look at in_end */
	u8 *out, *to, *end;             /* start of the dictionary, next byte, end */
	u8 *stop;                       /* the caller's: where to pause; at most `end` */
	u32 state;
	u32 rep0, rep1, rep2, rep3;     /* distances, below 0 */
	u32 length, position, base, bits;       /* inside a symbol */
	u32 position_mask, literal_mask, literal_shift; /* what lc, lp and pb stand for */
	u32 size_known;                 /* not 0: no end marker is needed */
	u8  tail[2 * LZMA_SYMBOL_BYTES];
	prob after_0[1 << PROB_BITS];   /* what a bit of 0 makes of each */
	struct lzma_model model;
	lzma_literal literal[];         /* 2^(lc + lp) of them */
};

/* Memory for a decoder of streams with these properties. */
#define LZMA_DECODER_BYTES(lc, lp) \
	(sizeof(struct lzma_decoder) + (sizeof(lzma_literal) << ((lc) + (lp))))

/* Make ready to unpack the stream in[0..in_size), 13-byte header first, to out[0..out_size),
 * in the d_size bytes at *d.
 *
 * One byte in front of out[] can be read: it counts as what came before, and is 0.  out is a
 * multiple of LZMA_POSITIONS.  The header's size may be known, with or without an end marker, or
 * unknown (all ones); what follows the end of the stream is not looked at.  The header's dictionary
 * size is not used: out[] itself is the dictionary.  Afterwards d->end is the end of what is to be
 * made, or of out[] if the size is unknown, and so is d->stop: the caller may pull that nearer. */
err_t lzma_open(struct lzma_decoder *d, size_t d_size, const u8 *in, size_t in_size, u8 *out,
		size_t out_size) MUST_CHECK;

/* Unpack up to d->stop, and some bytes more if that is not d->end; d->to tells.  The caller may
 * then put d->stop farther away and go on.  (regparm)
 *
 * Whatever the stream says, nothing else is read and nothing outside out[] written.  On damage
 * out[] has unspecified contents, and the decoder has come to its end. */
enum lzma_ran { LZMA_FINE, LZMA_WRONG };
enum lzma_ran lzma_run(struct lzma_decoder *d) MUST_CHECK;

#endif
