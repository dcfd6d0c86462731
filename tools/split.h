/* split.h - code taken apart into streams, as decompress/unsplit.h describes. */
#ifndef TOOLS_SPLIT_H
#define TOOLS_SPLIT_H

#include "decompress/unsplit.h"

/* What there is of instructions that gcc and nasm make. */
void split_tables(code_tables *tables);

/* Take the part of the loader from offset `at` apart: raw_bytes of raw[], then code_bytes of
 * code[].  Returns a struct code_part with its streams, to be freed, and its *size; NULL if
 * the last instruction goes on behind the code. */
u8 *split_part(code_tables *tables, u32 at, const u8 *raw, size_t raw_bytes,
	       const u8 *code, size_t code_bytes, size_t *size);

#endif
