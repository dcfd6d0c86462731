/* unpack.h - what entry.asm calls. */
#ifndef DECOMPRESS_UNPACK_H
#define DECOMPRESS_UNPACK_H

#include "common/types.h"

/* Open A20, check the payload behind lzma_decompress.img, unpack the loader's first part to
 * LOADER_START.  An error leaves nothing there that may be run. */
err_t unpack(void) MUST_CHECK;

/* What the loader calls when it needs the rest of itself: unpack it to to[].  `model` is
 * scratch memory of BOUNCE_SIZE bytes.  unpack() has checked the payload. */
err_t unpack_rest(u8 *to, void *model) MUST_CHECK;

#endif
