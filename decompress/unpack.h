/* unpack.h - what entry.asm calls. */
#ifndef DECOMPRESS_UNPACK_H
#define DECOMPRESS_UNPACK_H

#include "common/types.h"

/* Open A20, check the payload behind lzma_decompress.img, unpack what every boot needs of
 * the loader to LOADER_START.  An error leaves nothing there that
 * may be run. */
err_t unpack(void) MUST_CHECK;

/* What the loader calls when it needs the rest of itself: unpack it to its place behind
 * the start.  Once. */
err_t unpack_rest(void) MUST_CHECK;

#endif
