/* lzma.c - the .lzma format's header. */
#include "decompress/lzma.h"

struct lzma_header {
	u8   properties;
	le32 dictionary;
	le32 size, size_high;           /* all ones: unknown, an end marker follows */
	u8   zero;                      /* the range coder's first byte is always 0 */
	u8   code[4];                   /* the next four, highest first */
};
ONDISK(struct lzma_header, 18);

_Static_assert(LZMA_FINE == 0 && LZMA_WRONG == 1, "lzma_run.asm knows it otherwise");
_Static_assert(offsetof(struct lzma_decoder, in) == 8 &&
	       offsetof(struct lzma_decoder, state) == 8 + 7 * sizeof(void *) &&
	       offsetof(struct lzma_decoder, tail) == offsetof(struct lzma_decoder, state) + 4 * 13 &&
	       offsetof(struct lzma_decoder, model) == offsetof(struct lzma_decoder, tail) +
	       2 * LZMA_SYMBOL_BYTES + (4 << PROB_BITS), "lzma.inc knows it otherwise");

/* Take lc, lp and pb out of the header's byte.  Returns lc + lp: 2 to that power is how many
 * lzma_literal there are. */
static u32 take_properties(struct lzma_decoder *d, u32 byte)
{
	u32 lc = byte % 9, lp = byte / 9, pb = lp / 5;

	lp %= 5;
	d->position_mask = (1u << pb) - 1;
	d->literal_mask = (0x100u << lp) - 1;
	d->literal_shift = 8 - lc;
	return lc + lp;
}

/* Nothing was learned yet. */
static void forget(struct lzma_decoder *d, u32 literals)
{
	struct lzma_model *model = &d->model;
	size_t probs = (sizeof *model + (sizeof(lzma_literal) << literals)) / sizeof(prob);

	for (u32 p = 0; p < COUNT(d->after_0); p++)
		d->after_0[p] = p + ((COUNT(d->after_0) - p) >> PROB_SHIFT);
	__asm__ volatile("rep stosl" : "+D"(model), "+c"(probs) : "a"(PROB_HALF) : "memory");
}

err_t lzma_open(struct lzma_decoder *d, size_t d_size, const u8 *in, size_t in_size, u8 *out,
		size_t out_size)
{
	const struct lzma_header *h = (const struct lzma_header *)in;
	u32 size, high, literals;

	if (in_size < sizeof *h || h->properties >= LZMA_PROPERTIES || h->zero)
		return LZMA_DAMAGED;
	size = get32(h->size);
	high = get32(h->size_high);
	literals = take_properties(d, h->properties);
	if (d_size < LZMA_DECODER_BYTES(literals, 0))
		return LZMA_DAMAGED;
	d->size_known = ~(size & high);
	if (d->size_known) {
		if (high || size > out_size)
			return LZMA_DAMAGED;
		out_size = size;
	}
	d->stop = d->end = out + out_size;
	d->in = in + sizeof *h;
	d->in_end = in + in_size;
	d->in_stop = d->in_end - LZMA_SYMBOL_BYTES;     /* of a short one: before `in` */
	d->out = d->to = out;
	d->code = (u32)h->code[0] << 24 | (u32)h->code[1] << 16 | (u32)h->code[2] << 8 | h->code[3];
	d->range = d->rep0 = d->rep1 = d->rep2 = d->rep3 = -1u;
	d->state = 0;
	forget(d, literals);
	return NULL;
}
