/* lzma.c - LZMA decoder, from the format's description in the LZMA SDK (lzma-specification). */
#include "common/ondisk.h"
#include "decompress/lzma.h"

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
	LITERAL_PROBS  = 0x300,         /* 0x100 plain, 0x200 told by the byte at rep0 */
	PROB_BITS      = 11,
	PROB_HALF      = 1 << (PROB_BITS - 1),
	PROB_SHIFT     = 5,             /* how fast a probability learns */
	RANGE_MIN      = 1 << 24,
	PROPERTIES     = 9 * 5 * 5,     /* (pb * 5 + lp) * 9 + lc */
};

struct lzma_header {
	u8   properties;
	le32 dictionary;
	le32 size, size_high;           /* all ones: unknown, an end marker follows */
	u8   zero;                      /* the range coder's first byte is always 0 */
	u8   code[4];                   /* the next four, highest first */
};
ONDISK(struct lzma_header, 18);

#define END_MARKER   0xffffffffu        /* as a distance */
#define UNKNOWN_SIZE 0xffffffffu        /* both halves of it */
#define TOO_SHORT    "lzma stream ends too early"
#define TOO_LONG     "lzma stream unpacks to more than it should"
#define NOINLINE     __attribute__((noinline))
#define INLINE       static inline __attribute__((always_inline))

/* A probability that the next bit is 0, of 2^PROB_BITS. */
typedef u16 prob;

struct length_model {
	prob choice[2];
	prob low[POS_STATES][LEN_LOW];
	prob mid[POS_STATES][LEN_MID];
	prob high[LEN_HIGH];
};

struct model {
	prob is_match[STATES][POS_STATES];
	prob is_rep[STATES];
	prob is_rep0[STATES];
	prob is_rep1[STATES];
	prob is_rep2[STATES];
	prob is_rep0_long[STATES][POS_STATES];
	prob slot[LEN_STATES][1 << SLOT_BITS];
	/* For slot s the tree starts at distance base - s; root at index 1. */
	prob special[1 + 128 - SLOT_ALIGN];
	prob align[1 << ALIGN_BITS];
	struct length_model match_len, rep_len;
	prob literal[][LITERAL_PROBS];
};
_Static_assert(sizeof(struct model) + sizeof(prob[LITERAL_PROBS]) <= LZMA_MODEL_BYTES(0, 0),
	       "LZMA_MODEL_BYTES is too small");

/* Where the coder stands: code < range unless the stream is damaged. */
struct interval {
	u32 range, code;
};

/* Always: p <= end.  `starved` counts the bytes that were wanted when p == end; they
 * read as 0. */
struct range_coder {
	struct interval now;
	const u8 *p, *end;
	u32 starved;
};

/* The functions below copy `now` to registers, decode a whole number and put it back:
 * one copy of the step for each kind of number is small, and a step in registers fast. */
INLINE void normalize(struct range_coder *rc, struct interval *now)
{
	if (now->range < RANGE_MIN) {
		now->range <<= 8;
		now->code <<= 8;
		if (rc->p != rc->end)
			now->code |= *rc->p++;
		else
			rc->starved++;
	}
}

/* One bit, most likely as `p` says; `p` learns from it. */
INLINE bool step(struct range_coder *rc, struct interval *now, prob *p)
{
	u32 chance = *p, bound;

	normalize(rc, now);
	bound = (now->range >> PROB_BITS) * chance;
	if (now->code < bound) {
		now->range = bound;
		*p = (prob)(chance + (((1 << PROB_BITS) - chance) >> PROB_SHIFT));
		return false;
	}
	now->range -= bound;
	now->code -= bound;
	*p = (prob)(chance - (chance >> PROB_SHIFT));
	return true;
}

static NOINLINE bool rc_bit(struct range_coder *rc, prob *p)
{
	struct interval now = rc->now;
	bool bit = step(rc, &now, p);

	rc->now = now;
	return bit;
}

/* A number below `limit`, a power of two, first bit first.  Returns limit + number. */
static NOINLINE u32 rc_tree(struct range_coder *rc, prob *tree, u32 limit)
{
	struct interval now = rc->now;
	u32 node = 1;

	do {
		if (step(rc, &now, &tree[node]))
			node = node * 2 + 1;
		else
			node = node * 2;
	} while (node < limit);
	rc->now = now;
	return node;
}

/* A literal where `match` is known to be wrong: until the first bit that differs, each
 * bit of `match` picks one of two more trees.  Returns 0x100 + literal. */
static NOINLINE u32 rc_matched_literal(struct range_coder *rc, prob *tree, u32 match)
{
	struct interval now = rc->now;
	u32 node = 1, same = 0x100;

	do {
		u32 match_bit;

		match <<= 1;
		match_bit = match & same;
		if (step(rc, &now, &tree[same + match_bit + node])) {
			node = node * 2 + 1;
			same = match_bit;
		} else {
			node = node * 2;
			same ^= match_bit;
		}
	} while (node < 0x100);
	rc->now = now;
	return node;
}

/* A number below 2^bits, last bit first. */
static NOINLINE u32 rc_reverse_tree(struct range_coder *rc, prob *tree, u32 bits)
{
	struct interval now = rc->now;
	u32 node = 1, value = 0;

	for (u32 i = 0; i < bits; i++) {
		bool bit = step(rc, &now, &tree[node]);

		node = node * 2 + bit;
		value |= (u32)bit << i;
	}
	rc->now = now;
	return value;
}

/* `bits` bits, each as likely 0 as 1. */
static NOINLINE u32 rc_direct(struct range_coder *rc, u32 bits)
{
	u32 value = 0;

	do {
		normalize(rc, &rc->now);
		rc->now.range >>= 1;
		value *= 2;
		if (rc->now.code >= rc->now.range) {
			rc->now.code -= rc->now.range;
			value++;
		}
	} while (--bits);
	return value;
}

/* Always: out <= to <= end; reps are distances minus 1, and only distances checked
 * against `to - out` are copied from. */
struct decoder {
	struct range_coder rc;
	struct model *model;
	u8 *out, *to, *end;
	u32 lc, lp_mask, pb_mask;
	u32 rep0, rep1, rep2, rep3;
	u32 state;
};

INLINE void put_literal(struct decoder *d)
{
	struct range_coder *rc = &d->rc;
	u32 at = (u32)(d->to - d->out);
	u32 before = at ? d->to[-1] : 0;
	prob *tree = d->model->literal[((at & d->lp_mask) << d->lc) + (before >> (8 - d->lc))];

	if (d->state < STATE_LITERALS)
		*d->to = (u8)rc_tree(rc, tree, 0x100);
	else
		*d->to = (u8)rc_matched_literal(rc, tree, d->to[-(ptrdiff_t)d->rep0 - 1]);
	d->to++;
	d->state = d->state < 4 ? 0 : d->state < 10 ? d->state - 3 : d->state - 6;
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
INLINE u32 get_distance(struct range_coder *rc, struct model *m, u32 length)
{
	prob *tree = m->slot[MIN(length - LEN_MIN, LEN_STATES - 1)];
	u32 slot = rc_tree(rc, tree, 1 << SLOT_BITS) - (1 << SLOT_BITS);
	u32 bits = slot / 2 - 1, base;

	if (slot < SLOT_DIRECT)
		return slot;
	base = (2 | (slot & 1)) << bits;
	tree = m->special + base - slot;
	if (slot >= SLOT_ALIGN) {
		base += rc_direct(rc, bits - ALIGN_BITS) << ALIGN_BITS;
		tree = m->align;
		bits = ALIGN_BITS;
	}
	return base + rc_reverse_tree(rc, tree, bits);
}

/* One of the last four distances again; it moves to the front. */
INLINE void repeat_distance(struct decoder *d)
{
	struct range_coder *rc = &d->rc;
	u32 distance = d->rep1;

	if (rc_bit(rc, &d->model->is_rep1[d->state])) {
		distance = d->rep2;
		if (rc_bit(rc, &d->model->is_rep2[d->state])) {
			distance = d->rep3;
			d->rep3 = d->rep2;
		}
		d->rep2 = d->rep1;
	}
	d->rep1 = d->rep0;
	d->rep0 = distance;
}

/* Read a match: rep0 becomes its distance minus 1, the result is its length. */
INLINE u32 get_match(struct decoder *d, u32 pos_state)
{
	struct range_coder *rc = &d->rc;
	struct model *m = d->model;
	u32 state = d->state, length;
	bool after_literal = state < STATE_LITERALS;

	if (!rc_bit(rc, &m->is_rep[state])) {
		d->rep3 = d->rep2;
		d->rep2 = d->rep1;
		d->rep1 = d->rep0;
		d->state = after_literal ? 7 : 10;
		length = get_length(rc, &m->match_len, pos_state);
		d->rep0 = get_distance(rc, m, length);
		return length;
	}
	if (rc_bit(rc, &m->is_rep0[state])) {
		repeat_distance(d);
	} else if (!rc_bit(rc, &m->is_rep0_long[state][pos_state])) {
		d->state = after_literal ? 9 : 11;
		return 1;
	}
	d->state = after_literal ? 8 : 11;
	return get_length(rc, &m->rep_len, pos_state);
}

INLINE err_t copy_match(struct decoder *d, u32 length)
{
	const u8 *from;

	if (d->rep0 >= (size_t)(d->to - d->out))
		return "lzma stream copies from before its start";
	if (length > (size_t)(d->end - d->to))
		return TOO_LONG;
	from = d->to - d->rep0 - 1;
	do
		*d->to++ = *from++;
	while (--length);
	return NULL;
}

/* Has the stream ended without a marker?  The encoder's last bytes leave code 0 then. */
INLINE bool ended(struct range_coder *rc)
{
	normalize(rc, &rc->now);
	return rc->now.code == 0;
}

/* Decode up to the end.  Each round but the last fills at least one byte of out[], so
 * running on when the input is starved also ends. */
INLINE err_t decode_symbols(struct decoder *d, bool size_known)
{
	for (;;) {
		u32 pos_state = (u32)(d->to - d->out) & d->pb_mask;

		if (d->to == d->end && size_known && ended(&d->rc))
			return NULL;
		if (rc_bit(&d->rc, &d->model->is_match[d->state][pos_state])) {
			u32 length = get_match(d, pos_state);

			if (d->rep0 == END_MARKER)
				return ended(&d->rc) ? NULL : "lzma stream has a damaged end";
			TRY(copy_match(d, length));
		} else {
			if (d->to == d->end)
				return TOO_LONG;
			put_literal(d);
		}
	}
}

static void model_init(struct model *model, size_t bytes)
{
	prob *p = (prob *)model;

	for (size_t i = 0; i < bytes / sizeof *p; i++)
		p[i] = PROB_HALF;
}

err_t lzma_decode(const u8 *in, size_t in_size, u8 *out, size_t out_size,
		  void *model, size_t model_size, size_t *made)
{
	const struct lzma_header *h = (const struct lzma_header *)in;
	struct decoder d = { .model = model, .out = out, .to = out, .end = out + out_size };
	u32 size, high, lp;
	bool size_known;
	err_t err;

	if (in_size < sizeof *h)
		return TOO_SHORT;
	if (h->properties >= PROPERTIES || h->zero)
		return "not an lzma stream";
	d.lc = h->properties % 9;
	lp = h->properties / 9 % 5;
	d.lp_mask = (1u << lp) - 1;
	d.pb_mask = (1u << h->properties / 45) - 1;
	if (LZMA_MODEL_BYTES(d.lc, lp) > model_size)
		return "lzma stream needs a larger model (lc + lp)";
	size = get32(h->size);
	high = get32(h->size_high);
	size_known = (size & high) != UNKNOWN_SIZE;
	if (size_known) {
		if (high || size > out_size)
			return TOO_LONG;
		d.end = out + size;
	}
	model_init(d.model, LZMA_MODEL_BYTES(d.lc, lp));
	d.rc = (struct range_coder){
		.now = { 0xffffffff, (u32)h->code[0] << 24 | (u32)h->code[1] << 16 |
				     (u32)h->code[2] << 8 | h->code[3] },
		.p = in + sizeof *h, .end = in + in_size,
	};
	err = decode_symbols(&d, size_known);
	if (d.rc.starved)
		return TOO_SHORT;
	TRY(err);
	if (size_known && d.to != d.end)
		return "lzma stream is shorter than it says";
	*made = (size_t)(d.to - d.out);
	return NULL;
}
