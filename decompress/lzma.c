/* lzma.c - the .lzma format: a header and LZMA's symbols. */
#include "decompress/lzma.h"

struct lzma_header {
	u8   properties;
	le32 dictionary;
	le32 size, size_high;           /* all ones: unknown, an end marker follows */
	struct lzma_start start;
};
ONDISK(struct lzma_header, 18);

#define UNKNOWN_SIZE 0xffffffffu        /* both halves of it */

err_t lzma_open(struct lzma_decoder *d, const u8 *in, size_t in_size, u8 *out, size_t out_size,
		void *model, size_t model_size)
{
	const struct lzma_header *h = (const struct lzma_header *)in;
	u32 size, high;
	size_t model_bytes;

	if (in_size < sizeof *h)
		return LZMA_DAMAGED;
	if (h->properties >= LZMA_PROPERTIES || h->start.zero)
		return LZMA_DAMAGED;
	*d = (struct lzma_decoder){ .model = model, .out = out, .to = out };
	model_bytes = lzma_properties(d, h->properties);
	if (model_bytes > model_size)
		return LZMA_DAMAGED;
	size = get32(h->size);
	high = get32(h->size_high);
	d->size_known = (size & high) != UNKNOWN_SIZE;
	if (d->size_known) {
		if (high || size > out_size)
			return LZMA_DAMAGED;
		out_size = size;
	}
	d->stop = d->end = out + out_size;
	lzma_forget(model, model_bytes);
	lzma_begin(d, &h->start, in_size - offsetof(struct lzma_header, start));
	return NULL;
}

err_t lzma_go_on(struct lzma_decoder *d)
{
	if (d->stop > d->end)
		return LZMA_DAMAGED;
	TRY(lzma_symbols(d));
	/* An end marker before the end. */
	return d->size_known && d->to < d->stop ? LZMA_DAMAGED : NULL;
}
