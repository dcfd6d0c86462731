/* lzma.h - LZMA decoder: the .lzma ("LZMA-alone") format that `xz --format=lzma` writes. */
#ifndef DECOMPRESS_LZMA_H
#define DECOMPRESS_LZMA_H

#include "common/lzma_symbols.h"

/* Unpack the stream in[0..in_size), 13-byte header first, to out[0..out_size).
 *
 * in_size is below 4 GiB.  `model` is aligned for u32 and the caller's again afterwards.
 * *made gets the number of bytes unpacked.  The header's size may be known, with or
 * without an end marker, or unknown (all ones); what follows the end of the stream is not
 * looked at.  The header's dictionary size is not used: out[] itself is the dictionary.
 *
 * Whatever the stream says, nothing outside in[], out[] and model[] is touched.  On an
 * error *made is not written and out[] has unspecified contents. */
err_t lzma_decode(const u8 *in, size_t in_size, u8 *out, size_t out_size,
		  void *model, size_t model_size, size_t *made) MUST_CHECK;

#endif
