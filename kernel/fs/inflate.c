/* inflate.c - the decoder of deflate. */
#include "abi/errno.h"
#include "common/str.h"
#include "fs/bits.h"
#include "fs/crc32_fast.h"
#include "fs/huffman.h"
#include "fs/inflate.h"
#include "mm/slab.h"

enum {
	LITERALS = HUFFMAN_SYMBOLS, DISTANCES = 32, LENGTHS = 19,
	END = 256, LENGTH_FIRST = 257, LENGTH_CODES = 29, DISTANCE_CODES = 30,
	WINDOW = 32 * KiB, MATCH_MAX = 258,
	BUFFER = 128 * KiB, SLACK = MATCH_MAX + 8,      /* copies overshoot by up to 7 */
	TAIL = 32,
};

/* Of a huffman_entry: what is neither a literal nor special is a length or a distance, with
 * the number of its extra bits.  Special are HUFFMAN_LONG, the end, and nothing that may be. */
enum { LITERAL = 0x8000, SPECIAL = HUFFMAN_SPECIAL, EXTRA_SHIFT = 8, VALUE_SHIFT = 16,
       BLOCK_END = SPECIAL | 1u << VALUE_SHIFT, BAD = SPECIAL | 2u << VALUE_SHIFT };

/* out[0..pos) is the output so far, or its last part. */
struct inflate {
	struct bits b;
	const u8 *end;
	u8  *out;
	u8  *limit;                     /* a match may begin before it */
	size_t pos, flushed;
	inflate_sink *sink;
	void *ctx;
	u32  crc;
	u64  bytes;
	u8   tail[TAIL];                /* the end of the input, with zeros behind it */
	bool in_tail;
	struct huffman literal, distance;
};

/* The last bytes are read where zeros follow them.  False: those zeros were asked for. */
static bool near_end(struct inflate *s)
{
	size_t left = (size_t)(s->end - s->b.in);

	if (s->in_tail)
		return false;
	memset(s->tail, 0, TAIL);
	memcpy(s->tail, s->b.in, left);
	s->b.in = s->tail;
	s->end = s->tail + left;
	s->b.safe = s->end + BITS_WORD; /* nothing from there on can be of use */
	s->in_tail = true;
	return true;
}

/* Have n bits in b, a copy of s->b. */
#define NEED(s, b, n) do { \
	if ((b).have < (n)) { \
		if ((b).in > (b).safe) { \
			(s)->b = (b); \
			if (!near_end(s)) \
				return -EINVAL; \
			(b) = (s)->b; \
		} \
		bits_refill(&(b)); \
	} } while (0)

static bool need(struct inflate *s)
{
	if (s->b.in > s->b.safe && !near_end(s))
		return false;
	bits_refill(&s->b);
	return true;
}

/* The entry of the next code, which is taken unless it is HUFFMAN_LONG. */
static inline huffman_entry decode(struct bits *b, const struct huffman *h)
{
	huffman_entry e = h->fast[b->bits & ((1 << FAST_BITS) - 1)];

	bits_drop(b, e & 0xff);
	return e;
}

/* The same for a code that fast[] has not: BAD if there is no such code. */
static huffman_entry decode_long(struct bits *b, const struct huffman *h)
{
	huffman_entry e = huffman_long(h, b->bits);

	bits_drop(b, e & 0xff);
	return e ? e : BAD;
}

/* The length or distance of an entry, with its extra bits. */
static inline u32 value_of(struct bits *b, huffman_entry e)
{
	u32 value = e >> VALUE_SHIFT, extra = e >> EXTRA_SHIFT & 15;

	return extra ? value + bits_take(b, extra) : value;
}

/* --- what symbols mean --- */

static huffman_entry plain_meaning(unsigned symbol)
{
	return symbol << VALUE_SHIFT;
}

static huffman_entry literal_meaning(unsigned symbol)
{
	static const u16 base[LENGTH_CODES] = {
		3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59,
		67, 83, 99, 115, 131, 163, 195, 227, 258 };
	unsigned i = symbol - LENGTH_FIRST, extra = i < 8 || i == LENGTH_CODES - 1 ? 0 : i / 4 - 1;

	if (symbol < END)
		return symbol << VALUE_SHIFT | LITERAL;
	if (symbol == END)
		return BLOCK_END;
	return i < LENGTH_CODES ? (u32)base[i] << VALUE_SHIFT | extra << EXTRA_SHIFT : BAD;
}

static huffman_entry distance_meaning(unsigned symbol)
{
	static const u16 base[DISTANCE_CODES] = {
		1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513,
		769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577 };
	unsigned extra = symbol < 4 ? 0 : symbol / 2 - 1;

	return symbol < DISTANCE_CODES ? (u32)base[symbol] << VALUE_SHIFT | extra << EXTRA_SHIFT : BAD;
}

/* --- output --- */

static long flush(struct inflate *s)
{
	const u8 *from = s->out + s->flushed;
	size_t n = s->pos - s->flushed;

	s->crc = crc32_fast(s->crc, from, n);
	s->bytes += n;
	s->flushed = s->pos;
	return n ? s->sink(s->ctx, from, n) : 0;
}

/* The output is full: all but the window goes. */
static long make_room(struct inflate *s)
{
	long error = flush(s);

	memcpy(s->out, s->out + s->pos - WINDOW, WINDOW);
	s->pos = s->flushed = WINDOW;
	return error;
}

/* n > 0; up to 7 bytes more may be written. */
static inline void copy_match(u8 *to, size_t distance, size_t n)
{
	const u8 *from = to - distance;
	size_t at = 0;

	if (distance >= 8) {
		do
			memcpy(to + at, from + at, 8);
		while ((at += 8) < n);
	} else if (distance == 1) {
		memset(to, *from, n);
	} else {
		for (size_t i = 0; i < n; i++)
			to[i] = from[i];
	}
}

/* Bits for a length with its extra ones, and then for a distance. */
enum { LENGTH_BITS = CODE_BITS + 5, DISTANCE_BITS = CODE_BITS + 13 };

/* The symbols of a block.  What is used for each is kept in locals, not in *s: the bytes
 * that are written could be any part of *s, as the compiler sees it. */
static long symbols(struct inflate *s)
{
	u8 *to = s->out + s->pos;
	struct bits b = s->b;
	huffman_entry e;
	u32 n, distance;

	for (;;) {
		NEED(s, b, LENGTH_BITS);
		if (to >= s->limit) {
			long error;

			s->pos = (size_t)(to - s->out);
			error = make_room(s);
			if (error)
				return error;
			to = s->out + s->pos;
		}
		e = decode(&b, &s->literal);
		if (e & LITERAL) {
			*to++ = (u8)(e >> VALUE_SHIFT);
			continue;
		}
		if (e & SPECIAL) {
			if (e != HUFFMAN_LONG)
				break;
			e = decode_long(&b, &s->literal);
			if (e & LITERAL) {
				*to++ = (u8)(e >> VALUE_SHIFT);
				continue;
			}
			if (e & SPECIAL)
				break;
		}
		n = value_of(&b, e);
		NEED(s, b, DISTANCE_BITS);
		e = decode(&b, &s->distance);
		if (e == HUFFMAN_LONG)
			e = decode_long(&b, &s->distance);
		distance = value_of(&b, e);
		if ((e & SPECIAL) || distance > (size_t)(to - s->out))
			return -EINVAL;
		copy_match(to, distance, n);
		to += n;
	}
	s->b = b;
	s->pos = (size_t)(to - s->out);
	return e >> VALUE_SHIFT == BLOCK_END >> VALUE_SHIFT ? 0 : -EINVAL;
}

static void fixed_codes(struct inflate *s)
{
	u8 length[LITERALS];

	memset(length, 8, 144);
	memset(length + 144, 9, 112);
	memset(length + 256, 7, 24);
	memset(length + 280, 8, 8);
	huffman_build(&s->literal, length, LITERALS, literal_meaning);
	memset(length, 5, DISTANCES);
	huffman_build(&s->distance, length, DISTANCES, distance_meaning);
}

/* The lengths of both codes, themselves coded. */
static long read_lengths(struct inflate *s, u8 *length, unsigned n)
{
	static const u8 repeat_bits[3] = { 2, 3, 7 }, repeat_base[3] = { 3, 3, 11 };

	for (unsigned i = 0; i < n; ) {
		huffman_entry e;
		unsigned symbol, count;
		u8 value = 0;

		if (!need(s))
			return -EINVAL;
		e = decode(&s->b, &s->literal);
		if (e == HUFFMAN_LONG)
			return -EINVAL;
		symbol = e >> VALUE_SHIFT;
		if (symbol < 16) {
			length[i++] = (u8)symbol;
			continue;
		}
		if (symbol == 16 && !i)
			return -EINVAL;
		if (symbol == 16)
			value = length[i - 1];
		count = repeat_base[symbol - 16] + bits_take(&s->b, repeat_bits[symbol - 16]);
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

	if (!need(s))
		return -EINVAL;
	literals = 257 + bits_take(&s->b, 5);
	distances = 1 + bits_take(&s->b, 5);
	lengths = 4 + bits_take(&s->b, 4);
	for (unsigned i = 0; i < lengths; i++) {
		if (!need(s))
			return -EINVAL;
		length[order[i]] = (u8)bits_take(&s->b, 3);
	}
	if (literals > 286 || distances > 30 ||
	    !huffman_build(&s->literal, length, LENGTHS, plain_meaning))
		return -EINVAL;
	memset(length, 0, LENGTHS);
	if (read_lengths(s, length, literals + distances) || !length[END])
		return -EINVAL;
	if (!huffman_build(&s->literal, length, literals, literal_meaning) ||
	    !huffman_build(&s->distance, length + literals, distances, distance_meaning))
		return -EINVAL;
	return 0;
}

/* Give whole bytes back to the input.  False: zeros behind the end were used. */
static bool to_bytes(struct inflate *s)
{
	s->b.in -= s->b.have / 8;
	s->b.bits = s->b.have = 0;
	return s->b.in <= s->end;
}

static long stored(struct inflate *s)
{
	u32 n;
	long error = 0;

	if (!to_bytes(s) || s->end - s->b.in < 4)
		return -EINVAL;
	n = s->b.in[0] | (u32)s->b.in[1] << 8;
	if ((n ^ (s->b.in[2] | (u32)s->b.in[3] << 8)) != 0xffff)
		return -EINVAL;
	s->b.in += 4;
	if (n > (size_t)(s->end - s->b.in))
		return -EINVAL;
	while (n && !error) {
		u32 part;

		if (s->out + s->pos >= s->limit)
			error = make_room(s);
		part = MIN(n, BUFFER - (u32)s->pos);
		memcpy(s->out + s->pos, s->b.in, part);
		s->b.in += part;
		s->pos += part;
		n -= part;
	}
	return error;
}

static long blocks(struct inflate *s)
{
	bool last;
	long error;

	do {
		if (!need(s))
			return -EINVAL;
		last = bits_take(&s->b, 1);
		switch (bits_take(&s->b, 2)) {
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
	s->end = (const u8 *)in + size;
	s->b = (struct bits){ .in = in, .safe = size < BITS_WORD ? NULL : s->end - BITS_WORD };
	s->in_tail = false;
	s->pos = s->flushed = 0;
	s->out = (u8 *)(s + 1);
	s->limit = s->out + BUFFER;
	s->sink = sink;
	s->ctx = ctx;
	s->bytes = s->crc = 0;
	result = blocks(s);
	if (!result)
		result = (long)size - (s->end - s->b.in);
	*crc = s->crc;
	*bytes = s->bytes;
	kfree(s);
	return result;
}
