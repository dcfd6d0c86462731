/* lzma2.h - LZMA2: chunks of LZMA symbols, or of plain bytes. */
#ifndef UNPACK_LZMA2_H
#define UNPACK_LZMA2_H

#include "common/lzma_symbols.h"
#include "unpack/unpack.h"

enum { LZMA2_MODEL_BYTES = LZMA_MODEL_BYTES(4, 0) };    /* lc + lp is 4 at most */

struct lzma2 {
	struct lzma_decoder d;          /* model, to and size_known = true are the caller's */
	size_t model_bytes;             /* of the properties now; 0: there were none yet */
};

/* Unpack the chunks from u->at to the zero that ends them, to d.to, which moves on; or,
 * without u->out, add their sizes to u->size. */
err_t lzma2_unpack(struct unpack *u, struct lzma2 *z) MUST_CHECK;

#endif
