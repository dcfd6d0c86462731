/* bits.h - a stream of bits, the lowest of each byte first. */
#ifndef FS_BITS_H
#define FS_BITS_H

#include "common/str.h"

enum { BITS_WORD = 8 };

/* Always: the low `have` bits of `bits` are input; what is above them is input too, or 0,
 * and comes again.  From *in on, BITS_WORD bytes can be read while in <= safe. */
struct bits {
	const u8 *in, *safe;
	u64 bits;
	u8  have;
};

/* Then at least 56 bits are there; *in <= safe. */
static inline void bits_refill(struct bits *b)
{
	u64 word;

	memcpy(&word, b->in, BITS_WORD);
	b->bits |= word << b->have;
	b->in += 7;
	b->in -= b->have >> 3;
	b->have |= 56;
}

static inline void bits_drop(struct bits *b, u32 n)
{
	b->bits >>= n & 63;
	b->have = (u8)(b->have - n);
}

static inline u32 bits_take(struct bits *b, unsigned n)
{
	u32 value = (u32)(b->bits & ((1ull << n) - 1));

	bits_drop(b, n);
	return value;
}

#endif
