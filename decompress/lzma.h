/* lzma.h - LZMA decoder: the .lzma ("LZMA-alone") format that `xz --format=lzma` writes. */
#ifndef DECOMPRESS_LZMA_H
#define DECOMPRESS_LZMA_H

#include "decompress/lzma_symbols.h"

/* Make ready to unpack the stream in[0..in_size), 13-byte header first, to
 * out[0..out_size), all of which stay with *d until that is done, as do model[] and *d.
 *
 * in_size is below 4 GiB.  `model` is aligned for u32.  The header's size may be known,
 * with or without an end marker, or unknown (all ones); what follows the end of the stream
 * is not looked at.  The header's dictionary size is not used: out[] itself is the
 * dictionary.  Afterwards d->end is the end of what is to be made, or of out[] if the size
 * is unknown, and so is d->stop: the caller may pull that nearer. */
err_t lzma_open(struct lzma_decoder *d, const u8 *in, size_t in_size, u8 *out, size_t out_size,
		void *model, size_t model_size) MUST_CHECK;

/* Unpack up to d->stop (an error if the stream announces less), and some bytes more if that
 * is not d->end; d->to tells.  The caller may then put d->stop farther away and go on.
 *
 * Whatever the stream says, nothing outside in[], out[] and model[] is touched.  On an
 * error out[] has unspecified contents. */
err_t lzma_go_on(struct lzma_decoder *d) MUST_CHECK;

/* All at once: *made gets the number of bytes unpacked; on an error it is not written. */
static inline err_t lzma_decode(const u8 *in, size_t in_size, u8 *out, size_t out_size,
				void *model, size_t model_size, size_t *made)
{
	struct lzma_decoder d;

	TRY(lzma_open(&d, in, in_size, out, out_size, model, model_size));
	TRY(lzma_go_on(&d));
	*made = (size_t)(d.to - d.out);
	return NULL;
}

#endif
