/* inflate.c - the decoder of deflate, bit by bit: the kernel's is many times faster, and
 * longer than all of this folder (kernel/fs/inflate.c). */
#include "unpack/inflate.h"
#include "common/str.h"

enum {
	LENGTHS = 19, DISTANCES = 32,
	END = 256, LENGTH_FIRST = 257, LENGTH_CODES = 29, DISTANCE_CODES = 30,
};

/* The next n bits, lowest first; n < 25.  No more than needed are taken from in[], so what
 * is left over is of its last byte.  Zeros follow it. */
static u32 take(struct inflate *s, unsigned n)
{
	u32 value;

	while (s->have < n) {
		if (s->in == s->in_end)
			s->ended = true;
		else
			s->bits |= (u32)*s->in++ << s->have;
		s->have += 8;
	}
	value = s->bits & ((1u << n) - 1);
	s->bits >>= n;
	s->have -= n;
	return value;
}

/* The code whose n symbols have codes of these lengths, 0: none.  False: that is more than
 * there are, or fewer, except where RFC 1951 lets there be one code of one bit. */
static bool build(struct inflate_code *h, const u8 *length, unsigned n)
{
	u16 *to = h->symbol;
	int left = 1;

	memset(h->count, 0, sizeof h->count);
	for (unsigned l = 1; l <= INFLATE_CODE_BITS; l++) {
		for (unsigned i = 0; i < n; i++)
			if (length[i] == l) {
				*to++ = (u16)i;
				h->count[l]++;
			}
		left = 2 * left - h->count[l];
		if (left < 0)
			return false;
	}
	return left == 0 || to - h->symbol <= 1;
}

/* The next symbol; a number that is none when no code begins like this. */
static unsigned decode(struct inflate *s, const struct inflate_code *h)
{
	const u16 *symbol = h->symbol;
	int code = 0;

	/* `code` counts from the first code of its length. */
	for (unsigned l = 1; l <= INFLATE_CODE_BITS; l++) {
		code = 2 * code + (int)take(s, 1);
		if (code < h->count[l])
			return symbol[code];
		code -= h->count[l];
		symbol += h->count[l];
	}
	return UINT32_MAX;
}

/* What a code stands for, with its extra bits: there are 2^k for each power of two. */
static u32 number(struct inflate *s, u32 code, unsigned k)
{
	u32 each = 1u << k;
	unsigned extra = (code >> k) - 1;

	return code < each ? code : ((each | (code & (each - 1))) << extra) + take(s, extra);
}

/* The match whose length's symbol was read. */
static bool match(struct inflate *s, u32 symbol)
{
	u32 n = 258, distance;

	symbol -= LENGTH_FIRST;
	if (symbol < LENGTH_CODES - 1)
		n = 3 + number(s, symbol, 2);
	distance = decode(s, &s->distance);
	if (symbol >= LENGTH_CODES || distance >= DISTANCE_CODES)
		return false;
	distance = 1 + number(s, distance, 1);
	if (distance > (size_t)(s->to - s->out) || n > (size_t)(s->out_end - s->to))
		return false;
	for (; n; n--, s->to++)
		*s->to = s->to[-(ptrdiff_t)distance];
	return true;
}

/* Zeros behind the input may be symbols for as long as there is room for what they say. */
static bool symbols(struct inflate *s)
{
	u32 symbol;

	while (!s->ended && (symbol = decode(s, &s->literal)) != END) {
		if (symbol > END) {
			if (!match(s, symbol))
				return false;
		} else {
			if (s->to == s->out_end)
				return false;
			*s->to++ = (u8)symbol;
		}
	}
	return true;
}

static bool fixed_codes(struct inflate *s)
{
	u8 length[INFLATE_SYMBOLS];

	memset(length, 8, INFLATE_SYMBOLS);
	memset(length + 144, 9, 256 - 144);
	memset(length + 256, 7, 280 - 256);
	build(&s->literal, length, INFLATE_SYMBOLS);
	memset(length, 5, DISTANCES);
	return build(&s->distance, length, DISTANCES);
}

/* The lengths of both codes, themselves coded: n in all, behind one of 0. */
static bool read_lengths(struct inflate *s, u8 *length, unsigned n)
{
	static const u8 bits[] = { 2, 3, 7 }, least[] = { 3, 3, 11 };
	u8 *end = length + n;

	while (length < end) {
		u32 symbol = decode(s, &s->literal), kind = symbol - 16, count = 1;

		if (kind < COUNT(bits)) {
			count = least[kind] + take(s, bits[kind]);
			symbol = kind ? 0 : length[-1];
		}
		if (symbol >= 16 || count > (size_t)(end - length))
			return false;
		memset(length, (int)symbol, count);
		length += count;
	}
	return true;
}

static bool dynamic_codes(struct inflate *s)
{
	static const u8 order[LENGTHS] = {
		16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };
	u8 room[1 + INFLATE_SYMBOLS + DISTANCES] = { 0 }, *length = room + 1;
	unsigned literals = 257 + take(s, 5), distances = 1 + take(s, 5);
	unsigned lengths = 4 + take(s, 4);

	for (unsigned i = 0; i < lengths; i++)
		length[order[i]] = (u8)take(s, 3);
	return build(&s->literal, length, LENGTHS) &&
	       read_lengths(s, length, literals + distances) &&
	       build(&s->literal, length, literals) &&
	       build(&s->distance, length + literals, distances);
}

/* Bytes as they are.  What is in bits[] beyond this byte is part of them. */
static bool stored(struct inflate *s)
{
	u32 n;

	take(s, s->have % 8);
	n = take(s, 16);
	if ((n ^ take(s, 16)) != 0xffff || n > (size_t)(s->out_end - s->to))
		return false;
	while (n--)
		*s->to++ = (u8)take(s, 8);
	return true;
}

static bool block(struct inflate *s)
{
	switch (take(s, 2)) {
	case 0:
		return stored(s);
	case 1:
		return fixed_codes(s) && symbols(s);
	case 2:
		return dynamic_codes(s) && symbols(s);
	default:
		return false;
	}
}

bool inflate(struct inflate *s)
{
	bool last;

	do {
		last = take(s, 1);
		if (!block(s) || s->ended)
			return false;
	} while (!last);
	return true;
}
