/* inflate.h - deflate (RFC 1951), from memory to memory. */
#ifndef UNPACK_INFLATE_H
#define UNPACK_INFLATE_H

#include "common/types.h"

enum { INFLATE_CODE_BITS = 15, INFLATE_SYMBOLS = 288 };

/* A Huffman code: how many symbols have a code of each length, and they in order of code. */
struct inflate_code {
	u16 count[INFLATE_CODE_BITS + 1];
	u16 symbol[INFLATE_SYMBOLS];
};

/* Always: out <= to <= out_end; the next `have` bits are in `bits`. */
struct inflate {
	const u8 *in, *in_end;          /* the caller's, as out = to and out_end are; */
	u8       *out, *to, *out_end;   /* all else is 0 to start with */
	u32       bits;
	unsigned  have;
	bool      ended;                /* bits were needed that are not there */
	struct inflate_code literal, distance;         /* of the block */
};

/* Decode the stream at s->in to s->to; both are behind it then.  False: it is damaged, cut
 * off or longer than out[].  Nothing but in[] is read, nothing but out[] written, whatever
 * the stream says. */
bool inflate(struct inflate *s) MUST_CHECK;

#endif
