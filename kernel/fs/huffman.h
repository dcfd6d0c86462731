/* huffman.h - the codes of deflate (RFC 1951, 3.2.2): one look-up a symbol, nearly always. */
#ifndef FS_HUFFMAN_H
#define FS_HUFFMAN_H

#include "common/types.h"

enum { CODE_BITS = 15, FAST_BITS = 10, HUFFMAN_SYMBOLS = 288 };

/* What a code stands for, with its length in the low 8 bits.  The other bits are the
 * caller's: meaning() gives them for each symbol, with HUFFMAN_SPECIAL among them for what
 * must not be taken for an ordinary one.  That bit alone is HUFFMAN_LONG. */
typedef u32 huffman_entry;
enum { HUFFMAN_SPECIAL = 0x4000, HUFFMAN_LONG = HUFFMAN_SPECIAL };

struct huffman {
	/* By the next FAST_BITS bits of the input; HUFFMAN_LONG: the code has more. */
	huffman_entry fast[1 << FAST_BITS];
	/* By the code, in the order of codes: those that are longer. */
	huffman_entry entry[HUFFMAN_SYMBOLS];
	u16 count[CODE_BITS + 1];
	u16 long_first, long_index;     /* first code of FAST_BITS + 1 bits, and its entry */
};

/* From the length of each symbol's code; 0: it has none.  False: more codes than there can
 * be, or fewer, which is fine only where RFC 1951 lets it be (one code, or none). */
bool huffman_build(struct huffman *h, const u8 *length, unsigned n,
		   huffman_entry (*meaning)(unsigned symbol));

/* The entry of a code that fast[] has not; `bits`: the input.  0: there is no such code. */
huffman_entry huffman_long(const struct huffman *h, u64 bits);

#endif
