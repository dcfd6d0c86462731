/* unpack.h - what entry.asm calls. */
#ifndef DECOMPRESS_UNPACK_H
#define DECOMPRESS_UNPACK_H

#include "common/types.h"

/* Open A20, check the payload behind lzma_decompress.img, unpack the loader to
 * LOADER_START.  An error leaves nothing there that may be run. */
err_t unpack(void) MUST_CHECK;

#endif
