/* lzma.c - the .lzma format's header. */
#include "decompress/lzma.h"

struct lzma_header {
	u8   properties;
	le32 dictionary;
	le32 size, size_high;
	u8   zero;                      /* the range coder's first byte is always 0 */
	u8   code[4];                   /* the next four, highest first */
};
ONDISK(struct lzma_header, 18);

_Static_assert(offsetof(struct lzma_decoder, in) == 8 &&
	       offsetof(struct lzma_decoder, state) == 8 + 6 * sizeof(void *) &&
	       offsetof(struct lzma_decoder, model) == offsetof(struct lzma_decoder, state) +
	       4 * (9 + (1 << PROB_BITS)), "lzma.inc knows it otherwise");

err_t lzma_open(struct lzma_decoder *d, const u8 *in, size_t in_size, u8 *out, size_t out_size)
{
	const struct lzma_header *h = (const struct lzma_header *)in;
	struct lzma_model *model = &d->model;
	size_t probs = sizeof *model / sizeof(prob);

	if (in_size < sizeof *h || h->properties != LZMA_PROPERTIES || h->zero ||
	    get32(h->size) > out_size || get32(h->size_high))
		return LZMA_DAMAGED;
	d->in = in + sizeof *h;
	d->in_end = in + in_size;
	d->out = d->to = out;
	d->stop = d->end = out + get32(h->size);
	d->code = (u32)h->code[0] << 24 | (u32)h->code[1] << 16 | (u32)h->code[2] << 8 | h->code[3];
	d->range = d->rep0 = d->rep1 = d->rep2 = d->rep3 = -1u;
	d->state = 0;
	for (u32 p = 0; p < COUNT(d->after_0); p++)
		d->after_0[p] = p + ((COUNT(d->after_0) - p) >> PROB_SHIFT);
	__asm__ volatile("rep stosl" : "+D"(model), "+c"(probs) : "a"(PROB_HALF) : "memory");
	return NULL;
}
