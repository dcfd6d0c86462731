/* x86_filter.h - call targets of 32-bit code, absolute in the payload so that LZMA sees
 * the same bytes at each call of a function: 4 % less to store.
 *
 * In each 5 bytes e8 REL32, read from the start of a part and not overlapping, REL32 is replaced
 * by this; `at` is the offset of what follows the 5 bytes, `size` that of the end:
 *     REL32 + at        if that is below `size`
 *     REL32 - size      else, if REL32 is below `size`: the values now free
 * All modulo 2^32, so that every input has its inverse, code or not. */
#ifndef DECOMPRESS_X86_FILTER_H
#define DECOMPRESS_X86_FILTER_H

#include "common/types.h"

/* From absolute back to relative, in place, the part code[from..to) of code[0..size):
 * calls that lie whole in it.  from <= to <= size < 2^31. */
void x86_unfilter(u8 *code, u32 from, u32 to, u32 size);

#endif
