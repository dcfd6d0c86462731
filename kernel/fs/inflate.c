/* inflate.c - the decoder of deflate, tables first: most symbols cost one look-up. */
#include "abi/errno.h"
#include "common/str.h"
#include "fs/crc32_fast.h"
#include "fs/inflate.h"
#include "mm/slab.h"

enum {
	CODE_BITS = 15,                 /* of the longest code */
	FAST_BITS = 10,                 /* codes up to here are in the table */
	LITERALS = 288, DISTANCES = 32, LENGTHS = 19,
	END = 256, LENGTH_FIRST = 257, LENGTH_CODES = 29, DISTANCE_CODES = 30,
	WINDOW = 32 * KiB, MATCH_MAX = 258,
	BUFFER = 128 * KiB, SLACK = MATCH_MAX + 8,      /* copies overshoot by up to 7 */
};

/* A Huffman code.  fast[bits] = symbol << 4 | length; 0: longer than FAST_BITS, then
 * count[] and symbol[] (in the order of codes) find it bit by bit. */
struct huffman {
	u16 fast[1 << FAST_BITS];
	u16 count[CODE_BITS + 1];
	u16 symbol[LITERALS];
};

/* Always: `have` bits of `bits` are input, of which the last `pad` bytes are zeros from
 * behind the input's end.  out[0..pos) is the output so far, or its last part. */
struct inflate {
	const u8 *in, *end;
	u64  bits;
	unsigned have, pad;
	u8  *out;
	size_t pos, flushed;
	inflate_sink *sink;
	void *ctx;
	u32  crc;
	u64  bytes;
	struct huffman literal, distance;
};

/* At least 56 bits: enough for a length with its distance (48). */
static inline bool refill(struct inflate *s)
{
	u64 word;

	if (s->end - s->in >= 8) {
		memcpy(&word, s->in, 8);
		s->bits |= word << s->have;
		s->in += (63 - s->have) >> 3;
		s->have |= 56;
		return true;
	}
	for (; s->have < 56; s->have += 8) {
		if (s->in < s->end)
			s->bits |= (u64)*s->in++ << s->have;
		else if (++s->pad > 16)
			return false;
	}
	return true;
}

static inline u32 take(struct inflate *s, unsigned n)
{
	u32 value = (u32)(s->bits & ((1ull << n) - 1));

	s->bits >>= n;
	s->have -= n;
	return value;
}

static u32 reverse(u32 code, unsigned length)
{
	u32 r = 0;

	while (length--) {
		r = r << 1 | (code & 1);
		code >>= 1;
	}
	return r;
}

/* From the lengths of the codes.  False: more codes than there can be; fewer is fine only
 * where RFC 1951 lets it be (one distance code). */
static bool build(struct huffman *h, const u8 *length, unsigned n)
{
	u16 next[CODE_BITS + 2], offset[CODE_BITS + 2];
	int left = 1;

	memset(h->count, 0, sizeof h->count);
	memset(h->fast, 0, sizeof h->fast);
	for (unsigned i = 0; i < n; i++)
		h->count[length[i]]++;
	h->count[0] = 0;
	next[1] = offset[1] = 0;
	for (unsigned l = 1; l <= CODE_BITS; l++) {
		left = 2 * left - h->count[l];
		if (left < 0)
			return false;
		next[l + 1] = (u16)((next[l] + h->count[l]) << 1);
		offset[l + 1] = (u16)(offset[l] + h->count[l]);
	}
	for (unsigned i = 0; i < n; i++) {
		unsigned l = length[i];
		u32 code;

		if (!l)
			continue;
		h->symbol[offset[l]++] = (u16)i;
		code = next[l]++;
		if (l > FAST_BITS)
			continue;
		for (code = reverse(code, l); code < 1 << FAST_BITS; code += 1u << l)
			h->fast[code] = (u16)(i << 4 | l);
	}
	return left == 0 || offset[CODE_BITS] <= 1;
}

/* A code longer than FAST_BITS, or none: -1. */
static int decode_slow(struct inflate *s, const struct huffman *h)
{
	int code = 0, first = 0, index = 0;

	for (unsigned l = 1; l <= CODE_BITS; l++) {
		code |= (int)(s->bits >> (l - 1) & 1);
		if (code - h->count[l] < first) {
			take(s, l);
			return h->symbol[index + (code - first)];
		}
		index += h->count[l];
		first = (first + h->count[l]) << 1;
		code <<= 1;
	}
	return -1;
}

static inline int decode(struct inflate *s, const struct huffman *h)
{
	u32 entry = h->fast[s->bits & ((1 << FAST_BITS) - 1)];

	if (!entry)
		return decode_slow(s, h);
	take(s, entry & 15);
	return (int)(entry >> 4);
}

static long flush(struct inflate *s)
{
	const u8 *from = s->out + s->flushed;
	size_t n = s->pos - s->flushed;

	s->crc = crc32_fast(s->crc, from, n);
	s->bytes += n;
	s->flushed = s->pos;
	return n ? s->sink(s->ctx, from, n) : 0;
}

/* Room for one more match. */
static long make_room(struct inflate *s)
{
	long error = flush(s);

	memcpy(s->out, s->out + s->pos - WINDOW, WINDOW);
	s->pos = s->flushed = WINDOW;
	return error;
}

static inline void copy_match(u8 *to, size_t distance, size_t n)
{
	const u8 *from = to - distance;

	if (distance >= 8) {
		for (size_t i = 0; i < n; i += 8)
			__builtin_memcpy(to + i, from + i, 8);
	} else if (distance == 1) {
		memset(to, *from, n);
	} else {
		for (size_t i = 0; i < n; i++)
			to[i] = from[i];
	}
}

/* The match whose length's symbol was read. */
static long match(struct inflate *s, unsigned symbol)
{
	static const u16 length_base[LENGTH_CODES] = {
		3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59,
		67, 83, 99, 115, 131, 163, 195, 227, 258 };
	static const u8 length_extra[LENGTH_CODES] = {
		[8] = 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0 };
	static const u16 distance_base[DISTANCE_CODES] = {
		1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513,
		769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577 };
	size_t n, distance;
	int code;

	symbol -= LENGTH_FIRST;
	if (symbol >= LENGTH_CODES)
		return -EINVAL;
	n = length_base[symbol] + take(s, length_extra[symbol]);
	code = decode(s, &s->distance);
	if (code < 0 || code >= DISTANCE_CODES)
		return -EINVAL;
	distance = distance_base[code] + take(s, code < 4 ? 0 : (unsigned)code / 2 - 1);
	if (distance > s->pos)
		return -EINVAL;
	copy_match(s->out + s->pos, distance, n);
	s->pos += n;
	return 0;
}

static long symbols(struct inflate *s)
{
	for (;;) {
		long error = 0;
		int symbol;

		if (s->have < 48 && !refill(s))
			return -EINVAL;
		symbol = decode(s, &s->literal);
		if (symbol < 0)
			return -EINVAL;
		if (symbol < END)
			s->out[s->pos++] = (u8)symbol;
		else if (symbol == END)
			return 0;
		else
			error = match(s, (unsigned)symbol);
		if (!error && s->pos >= BUFFER)
			error = make_room(s);
		if (error)
			return error;
	}
}

static void fixed_codes(struct inflate *s)
{
	u8 length[LITERALS];

	memset(length, 8, 144);
	memset(length + 144, 9, 112);
	memset(length + 256, 7, 24);
	memset(length + 280, 8, 8);
	build(&s->literal, length, LITERALS);
	memset(length, 5, DISTANCES);
	build(&s->distance, length, DISTANCES);
}

/* The lengths of both codes, themselves coded. */
static long read_lengths(struct inflate *s, u8 *length, unsigned n)
{
	static const u8 repeat_bits[3] = { 2, 3, 7 }, repeat_base[3] = { 3, 3, 11 };

	for (unsigned i = 0; i < n; ) {
		int symbol;
		unsigned count;
		u8 value = 0;

		if (!refill(s))
			return -EINVAL;
		symbol = decode(s, &s->literal);
		if (symbol < 0)
			return -EINVAL;
		if (symbol < 16) {
			length[i++] = (u8)symbol;
			continue;
		}
		if (symbol == 16 && !i)
			return -EINVAL;
		if (symbol == 16)
			value = length[i - 1];
		count = repeat_base[symbol - 16] + take(s, repeat_bits[symbol - 16]);
		if (count > n - i)
			return -EINVAL;
		memset(length + i, value, count);
		i += count;
	}
	return 0;
}

static long dynamic_codes(struct inflate *s)
{
	static const u8 order[LENGTHS] = {
		16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };
	u8 length[LITERALS + DISTANCES] = { 0 };
	unsigned literals, distances, lengths;

	if (!refill(s))
		return -EINVAL;
	literals = 257 + take(s, 5);
	distances = 1 + take(s, 5);
	lengths = 4 + take(s, 4);
	for (unsigned i = 0; i < lengths; i++) {
		if (!refill(s))
			return -EINVAL;
		length[order[i]] = (u8)take(s, 3);
	}
	if (literals > 286 || distances > 30 || !build(&s->literal, length, LENGTHS))
		return -EINVAL;
	memset(length, 0, LENGTHS);
	if (read_lengths(s, length, literals + distances) || !length[END])
		return -EINVAL;
	if (!build(&s->literal, length, literals) ||
	    !build(&s->distance, length + literals, distances))
		return -EINVAL;
	return 0;
}

/* Give whole bytes back to the input.  False: zeros behind the end were used. */
static bool to_bytes(struct inflate *s)
{
	unsigned bytes = s->have / 8;

	if (s->pad > bytes)
		return false;
	s->in -= bytes - s->pad;
	s->bits = s->have = s->pad = 0;
	return true;
}

static long stored(struct inflate *s)
{
	u32 n;
	long error = 0;

	if (!to_bytes(s) || s->end - s->in < 4)
		return -EINVAL;
	n = s->in[0] | (u32)s->in[1] << 8;
	if ((n ^ (s->in[2] | (u32)s->in[3] << 8)) != 0xffff)
		return -EINVAL;
	s->in += 4;
	if (n > (size_t)(s->end - s->in))
		return -EINVAL;
	while (n && !error) {
		u32 part = MIN(n, BUFFER - (u32)s->pos);

		memcpy(s->out + s->pos, s->in, part);
		s->in += part;
		s->pos += part;
		n -= part;
		if (s->pos >= BUFFER)
			error = make_room(s);
	}
	return error;
}

static long blocks(struct inflate *s)
{
	bool last;
	long error;

	do {
		if (!refill(s))
			return -EINVAL;
		last = take(s, 1);
		switch (take(s, 2)) {
		case 0:
			error = stored(s);
			break;
		case 1:
			fixed_codes(s);
			error = symbols(s);
			break;
		case 2:
			error = dynamic_codes(s);
			if (!error)
				error = symbols(s);
			break;
		default:
			error = -EINVAL;
		}
		if (error)
			return error;
	} while (!last);
	if (!to_bytes(s))
		return -EINVAL;
	return flush(s);
}

long inflate_stream(const void *in, size_t size, inflate_sink *sink, void *ctx, u32 *crc,
		    u64 *bytes)
{
	struct inflate *s = kmalloc(sizeof *s + BUFFER + SLACK);
	long result;

	if (!s)
		return -ENOMEM;
	s->in = in;
	s->end = s->in + size;
	s->bits = s->have = s->pad = s->pos = s->flushed = 0;
	s->out = (u8 *)(s + 1);
	s->sink = sink;
	s->ctx = ctx;
	s->bytes = s->crc = 0;
	result = blocks(s);
	if (!result)
		result = s->in - (const u8 *)in;
	*crc = s->crc;
	*bytes = s->bytes;
	kfree(s);
	return result;
}
