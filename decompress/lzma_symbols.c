/* lzma_symbols.c - LZMA's symbols, from the format's description in the LZMA SDK
 * (lzma-specification). */
#include "decompress/range_coder.h"

enum {
	STATES         = 12,            /* what the last symbols were; below 7: a literal */
	STATE_LITERALS = 7,
	POS_STATES     = 16,            /* 2^pb of them are used */
	LEN_MIN        = 2,
	LEN_LOW = 8, LEN_MID = 8, LEN_HIGH = 256,
	LEN_STATES     = 4,             /* lengths that pick their own distance tree */
	SLOT_BITS      = 6,
	SLOT_DIRECT    = 4,             /* slots below: the distance itself */
	SLOT_ALIGN     = 14,            /* slots from here: equal bits, then the align tree */
	ALIGN_BITS     = 4,
	REVERSE_BITS   = 5,             /* slot 13 */
	LITERAL_PROBS  = 0x300,         /* 0x100 plain, 0x200 told by the byte at rep0 */
};

#define END_MARKER 0xffffffffu          /* as a distance */
#define NOINLINE   __attribute__((noinline))

struct length_model {
	prob choice[2];
	prob low[POS_STATES][LEN_LOW];
	prob mid[POS_STATES][LEN_MID];
	prob high[LEN_HIGH];
};

/* What may come next, by what came before. */
struct state_model {
	prob is_match[POS_STATES], is_rep0_long[POS_STATES];
	prob is_rep, is_rep0, is_rep1, is_rep2;
};

/* Trees have their root at index 1. */
struct lzma_model {
	struct state_model state[STATES];
	prob slot[LEN_STATES][1 << SLOT_BITS];
	/* The tree of slot s starts at index (lowest distance of s) - s. */
	prob special[1 + 128 - SLOT_ALIGN];
	prob align[1 << ALIGN_BITS];
	struct length_model match_len, rep_len;
	prob literal[][LITERAL_PROBS];
};
_Static_assert(sizeof(struct lzma_model) + sizeof(prob[LITERAL_PROBS]) <= LZMA_MODEL_BYTES(0, 0),
	       "LZMA_MODEL_BYTES is too small");

/* A number below 2^bits whose last bit comes first. */
INLINE u32 rc_reverse_tree(struct range_coder *rc, prob *tree, u32 bits)
{
	static const u8 reversed[1 << REVERSE_BITS] = {
		0, 16, 8, 24, 4, 20, 12, 28, 2, 18, 10, 26, 6, 22, 14, 30,
		1, 17, 9, 25, 5, 21, 13, 29, 3, 19, 11, 27, 7, 23, 15, 31,
	};
	u32 limit = 1u << bits;

	return reversed[(rc_tree(rc, tree, limit) - limit) << (REVERSE_BITS - bits)];
}

INLINE void put_literal(struct lzma_decoder *d)
{
	struct range_coder *rc = &d->rc;
	static const u8 next[STATES] = { 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 4, 5 };
	/* Chosen by the position's last lp bits and the byte before's first lc bits. */
	u32 at = (u32)(d->to - d->out);
	u32 context = (at << 8 | (at ? d->to[-1] : 0)) & d->literal_mask;
	prob *tree = d->model->literal[context >> d->literal_shift];
	size_t node = 1;

	/* Behind a match, the byte at rep0 is known to be wrong, or the match would have
	 * gone on. */
	if (d->state < STATE_LITERALS ||
	    !rc_matched_byte(rc, tree, d->to[-(ptrdiff_t)d->rep0 - 1], &node))
		node = rc_byte(rc, tree, node);
	*d->to++ = (u8)node;
	d->state = next[d->state];
}

INLINE u32 get_length(struct range_coder *rc, struct length_model *m, u32 pos_state)
{
	u32 limit = LEN_LOW, base = LEN_MIN;
	prob *tree = m->low[pos_state];

	if (rc_bit(rc, &m->choice[0])) {
		base += LEN_LOW;
		tree = m->mid[pos_state];
		if (rc_bit(rc, &m->choice[1])) {
			base += LEN_MID;
			tree = m->high;
			limit = LEN_HIGH;
		}
	}
	return rc_tree(rc, tree, limit) - limit + base;
}

/* A distance minus 1. */
INLINE u32 get_distance(struct range_coder *rc, struct lzma_model *m, u32 length)
{
	prob *tree = m->slot[MIN(length - LEN_MIN, LEN_STATES - 1)];
	u32 slot = rc_tree(rc, tree, 1 << SLOT_BITS) - (1 << SLOT_BITS);
	u32 bits = slot / 2 - 1, base;

	if (slot < SLOT_DIRECT)
		return slot;
	base = (2 | (slot & 1)) << bits;
	if (slot < SLOT_ALIGN) {
		tree = m->special + (base - slot);
	} else {
		base += rc_direct(rc, bits - ALIGN_BITS) << ALIGN_BITS;
		tree = m->align;
		bits = ALIGN_BITS;
	}
	return base + rc_reverse_tree(rc, tree, bits);
}

/* One of the last four distances again; it moves to the front. */
INLINE void repeat_distance(struct lzma_decoder *d, struct state_model *s)
{
	struct range_coder *rc = &d->rc;
	u32 distance = d->rep1;

	if (rc_bit(rc, &s->is_rep1)) {
		distance = d->rep2;
		if (rc_bit(rc, &s->is_rep2)) {
			distance = d->rep3;
			d->rep3 = d->rep2;
		}
		d->rep2 = d->rep1;
	}
	d->rep1 = d->rep0;
	d->rep0 = distance;
}

/* Read a match: rep0 becomes its distance minus 1, the result is its length. */
INLINE u32 get_match(struct lzma_decoder *d, struct state_model *s,
		     u32 pos_state)
{
	struct range_coder *rc = &d->rc;
	struct length_model *lengths = &d->model->rep_len;
	bool after_match = d->state >= STATE_LITERALS;
	u32 is_rep = rc_bit(rc, &s->is_rep), length;

	if (!is_rep) {
		lengths = &d->model->match_len;
		d->rep3 = d->rep2;
		d->rep2 = d->rep1;
		d->rep1 = d->rep0;
	} else if (rc_bit(rc, &s->is_rep0)) {
		repeat_distance(d, s);
	} else if (!rc_bit(rc, &s->is_rep0_long[pos_state])) {
		d->state = after_match ? 11 : 9;
		return 1;
	}
	length = get_length(rc, lengths, pos_state);
	if (is_rep) {
		d->state = after_match ? 11 : 8;
	} else {
		d->state = after_match ? 10 : 7;
		d->rep0 = get_distance(rc, d->model, length);
	}
	return length;
}

/* Has the stream ended without a marker?  The encoder's last bytes leave code 0 then. */
INLINE bool ended(struct range_coder *rc)
{
	rc_normalize(rc);
	return rc->code == 0;
}

/* The last LZMA_SYMBOL_BYTES of the input are read from a copy with zeros behind it, so that
 * no symbol has to look for the end; whether it went past it is found before the next. */
static NOINLINE bool refill(struct lzma_decoder *d)
{
	if (d->in_stop > d->in_end)
		return false;
	d->in_end = lzma_copy(d->tail, d->rc.in, (size_t)(d->in_end - d->rc.in));
	d->in_stop = d->in_end + 1;
	d->rc.in = d->tail;
	return true;
}

/* Decode up to the stop.  Each round but the last fills at least one byte of out[]. */
static err_t decode_symbols(struct lzma_decoder *d)
{
	struct range_coder *rc = &d->rc;

	for (;;) {
		struct state_model *s = &d->model->state[d->state];
		u32 position = (u32)(d->to - d->out), pos_state = position & d->pos_mask;
		u32 length;

		if (rc->in >= d->in_stop && !refill(d))
			return LZMA_DAMAGED;
		if (d->to >= d->stop) {
			if (d->stop != d->end)
				return NULL;
			if (ended(rc) && d->size_known)
				return NULL;
			/* Nothing may follow but an end marker, which is a match. */
			if (rc->code < (rc->range >> PROB_BITS) * s->is_match[pos_state])
				return LZMA_DAMAGED;
		}
		if (!rc_bit(rc, &s->is_match[pos_state])) {
			put_literal(d);
			continue;
		}
		length = get_match(d, s, pos_state);
		if (d->rep0 >= position) {
			if (d->rep0 != END_MARKER)
				return LZMA_DAMAGED;
			return ended(rc) ? NULL : LZMA_DAMAGED;
		}
		if (length > (size_t)(d->end - d->to))
			return LZMA_DAMAGED;
		d->to = lzma_copy(d->to, d->to - d->rep0 - 1, length);
	}
}

void lzma_begin(struct lzma_decoder *d, const struct lzma_start *start, size_t size)
{
	d->in_end = (const u8 *)start + size;
	d->in_stop = d->in_end - MIN(size - sizeof *start, LZMA_SYMBOL_BYTES);
	d->rc = (struct range_coder){
		.range = 0xffffffff, .in = (const u8 *)(start + 1),
		.code = (u32)start->code[0] << 24 | (u32)start->code[1] << 16 |
			(u32)start->code[2] << 8 | start->code[3],
	};
}

err_t lzma_symbols(struct lzma_decoder *d)
{
	err_t err = decode_symbols(d);

	return d->rc.in > d->in_end ? LZMA_DAMAGED : err;
}
