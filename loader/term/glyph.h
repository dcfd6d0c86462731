/* glyph.h - characters as UTF-8 writes them and consoles show them. */
#ifndef TERM_GLYPH_H
#define TERM_GLYPH_H

#include "common/types.h"

/* How many bytes a character has that starts so; 1 also for what starts none. */
static inline unsigned glyph_size(char first)
{
	u8 byte = (u8)first;

	return byte < 0xc2 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

/* The character at *at, which is before `end`; *at goes behind it.  A byte that belongs to
 * no UTF-8 is a '?'. */
u32 glyph_next(const char **at, const char *end);

/* How many cells it takes on a terminal: 0 for what joins the character before it, 2 for
 * East Asian ones.  A control character, which would steer the terminal, becomes a '?'. */
unsigned glyph_cells(u32 *code);

/* Write it as UTF-8 into to[4]; the number of bytes. */
unsigned glyph_bytes(u32 code, char *to);

/* The nearest that the PC's own character set (code page 437) has. */
char glyph_cp437(u32 code);

#endif
