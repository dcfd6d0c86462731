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
	PROB_ROUND     = (1 << PROB_BITS) - (1 << PROB_SHIFT) + 1,
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

/* What may come next, by what came before. */
struct state_model {
	prob is_match[POS_STATES], is_rep0_long[POS_STATES];
	prob is_rep, is_rep0, is_rep1, is_rep2;
};

/* Trees have their root at index 1. */
struct model {
	struct state_model state[STATES];
	prob slot[LEN_STATES][1 << SLOT_BITS];
	/* The tree of slot s starts at index (lowest distance of s) - s. */
	prob special[1 + 128 - SLOT_ALIGN];
	prob align[1 << ALIGN_BITS];
	struct length_model match_len, rep_len;
	prob literal[][LITERAL_PROBS];
};
_Static_assert(sizeof(struct model) + sizeof(prob[LITERAL_PROBS]) <= LZMA_MODEL_BYTES(0, 0),
	       "LZMA_MODEL_BYTES is too small");

/* `at` counts on behind `size` when the input has run out; the missing bytes read as 0.
 * code < range, unless the stream is damaged. */
struct range_coder {
	const u8 *in;
	u32 at, size;
	u32 range, code;
};

static void normalize(struct range_coder *rc)
{
	if (rc->range >= RANGE_MIN)
		return;
	rc->range <<= 8;
	rc->code <<= 8;
	if (rc->at < rc->size)
		rc->code |= rc->in[rc->at];
	rc->at++;
}

/* Walk down a tree from `node` to a node >= limit, at each step to node * 2 or to
 * node * 2 + 1, most likely as the node's probability says, which learns from it:
 *
 *	do {
 *		normalize(rc);
 *		bound = (rc->range >> PROB_BITS) * tree[node];
 *		if (rc->code < bound) {
 *			rc->range = bound;
 *			tree[node] += ((1 << PROB_BITS) - tree[node]) >> PROB_SHIFT;
 *			node = node * 2;
 *		} else {
 *			rc->range -= bound;
 *			rc->code -= bound;
 *			tree[node] -= tree[node] >> PROB_SHIFT;
 *			node = node * 2 + 1;
 *		}
 *	} while (node < limit);
 *
 * Most of the decoder's time goes by in here.  By hand it fits the seven registers of
 * i386, which makes it a third faster and half as long as what gcc makes of the above.
 * Works on 32 and 64 bits, so that the tests run it, too. */
static NOINLINE u32 rc_tree(struct range_coder *rc, prob *tree, size_t node, u32 limit)
{
	u32 range = rc->range, code = rc->code;
	size_t bound, chance;

	__asm__ volatile(
		"1:	cmpl %[range_min], %[range]\n"
		"	jae 2f\n"
		"	shll $8, %[range]\n"
		"	shll $8, %[code]\n"
		"	movl %[at], %k[bound]\n"
		"	incl %[at]\n"
		"	cmpl %[size], %k[bound]\n"
		"	jae 2f\n"
		"	mov %[in], %[chance]\n"
		"	movzbl (%[chance], %[bound]), %k[chance]\n"
		"	orl %k[chance], %[code]\n"
		"2:	movzwl (%[tree], %[node], 2), %k[chance]\n"
		"	movl %[range], %k[bound]\n"
		"	shrl %[bits], %k[bound]\n"
		"	imull %k[chance], %k[bound]\n"
		"	cmpl %k[bound], %[code]\n"
		"	jae 3f\n"
		"	movl %k[bound], %[range]\n"
		"	leal %c[round](%[chance]), %k[bound]\n"
		"	sarl %[shift], %k[bound]\n"
		"	subl %k[bound], %k[chance]\n"
		"	movw %w[chance], (%[tree], %[node], 2)\n"
		"	addl %k[node], %k[node]\n"
		"	cmpl %[limit], %k[node]\n"
		"	jb 1b\n"
		"	jmp 4f\n"
		"3:	subl %k[bound], %[range]\n"
		"	subl %k[bound], %[code]\n"
		"	movl %k[chance], %k[bound]\n"
		"	shrl %[shift], %k[bound]\n"
		"	subl %k[bound], %k[chance]\n"
		"	movw %w[chance], (%[tree], %[node], 2)\n"
		"	leal 1(%[node], %[node]), %k[node]\n"
		"	cmpl %[limit], %k[node]\n"
		"	jb 1b\n"
		"4:"
		: [range] "+r"(range), [code] "+r"(code), [node] "+r"(node),
		  [bound] "=&r"(bound), [chance] "=&r"(chance), [at] "+m"(rc->at)
		: [tree] "r"(tree), [limit] "m"(limit), [size] "m"(rc->size), [in] "m"(rc->in),
		  [range_min] "i"(RANGE_MIN), [bits] "i"(PROB_BITS), [shift] "i"(PROB_SHIFT),
		  [round] "i"(-PROB_ROUND)
		: "cc", "memory");
	rc->range = range;
	rc->code = code;
	return (u32)node;
}

/* One bit: a tree of one node. */
INLINE u32 rc_bit(struct range_coder *rc, prob *p)
{
	return rc_tree(rc, p, 0, 0);
}

/* A number below 2^bits whose last bit comes first. */
INLINE u32 rc_reverse_tree(struct range_coder *rc, prob *tree, u32 bits)
{
	u32 node = rc_tree(rc, tree, 1, 1u << bits), value = 0;

	for (; node > 1; node >>= 1)
		value = value * 2 + (node & 1);
	return value;
}

/* `bits` bits, each as likely 0 as 1. */
INLINE u32 rc_direct(struct range_coder *rc, u32 bits)
{
	u32 value = 0;

	do {
		normalize(rc);
		rc->range >>= 1;
		value *= 2;
		if (rc->code >= rc->range) {
			rc->code -= rc->range;
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
	u32 node = 1;

	if (d->state >= STATE_LITERALS) {
		/* The byte at rep0 is known to be wrong, or the last match would have
		 * gone on: down to the first bit that differs it picks the tree. */
		u32 match = d->to[-(ptrdiff_t)d->rep0 - 1] | 0x100, bit;

		do {
			bit = (match >> 7) & 1;
			match <<= 1;
			node = node * 2 + rc_bit(rc, &tree[0x100 + (bit << 8) + node]);
		} while (node < 0x100 && (node & 1) == bit);
	}
	if (node < 0x100)
		node = rc_tree(rc, tree, node, 0x100);
	*d->to++ = (u8)node;
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
	return rc_tree(rc, tree, 1, limit) - limit + base;
}

/* A distance minus 1. */
INLINE u32 get_distance(struct range_coder *rc, struct model *m, u32 length)
{
	prob *tree = m->slot[MIN(length - LEN_MIN, LEN_STATES - 1)];
	u32 slot = rc_tree(rc, tree, 1, 1 << SLOT_BITS) - (1 << SLOT_BITS);
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
INLINE void repeat_distance(struct decoder *d, struct state_model *s)
{
	u32 distance = d->rep1;

	if (rc_bit(&d->rc, &s->is_rep1)) {
		distance = d->rep2;
		if (rc_bit(&d->rc, &s->is_rep2)) {
			distance = d->rep3;
			d->rep3 = d->rep2;
		}
		d->rep2 = d->rep1;
	}
	d->rep1 = d->rep0;
	d->rep0 = distance;
}

/* Read a match: rep0 becomes its distance minus 1, the result is its length. */
INLINE u32 get_match(struct decoder *d, struct state_model *s, u32 pos_state)
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

INLINE err_t copy_match(struct decoder *d, u32 length)
{
	const u8 *from;
	u8 *to;

	if (d->rep0 >= (size_t)(d->to - d->out))
		return "lzma stream copies from before its start";
	if (length > (size_t)(d->end - d->to))
		return TOO_LONG;
	to = d->to;
	from = to - d->rep0 - 1;
	d->to += length;
	do
		*to++ = *from++;
	while (--length);
	return NULL;
}

/* Has the stream ended without a marker?  The encoder's last bytes leave code 0 then. */
INLINE bool ended(struct range_coder *rc)
{
	normalize(rc);
	return rc->code == 0;
}

/* Decode up to the end.  Each round but the last fills at least one byte of out[], so
 * running on when the input is starved also ends. */
INLINE err_t decode_symbols(struct decoder *d, bool size_known)
{
	for (;;) {
		struct state_model *s = &d->model->state[d->state];
		u32 pos_state = (u32)(d->to - d->out) & d->pb_mask;

		if (d->to == d->end && size_known && ended(&d->rc))
			return NULL;
		if (rc_bit(&d->rc, &s->is_match[pos_state])) {
			u32 length = get_match(d, s, pos_state);

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
		.in = in, .at = sizeof *h, .size = (u32)in_size, .range = 0xffffffff,
		.code = (u32)h->code[0] << 24 | (u32)h->code[1] << 16 |
			(u32)h->code[2] << 8 | h->code[3],
	};
	err = decode_symbols(&d, size_known);
	if (d.rc.at > d.rc.size)
		return TOO_SHORT;
	TRY(err);
	if (size_known && d.to != d.end)
		return "lzma stream is shorter than it says";
	*made = (size_t)(d.to - d.out);
	return NULL;
}
