/* huffman.c - the tables of a Huffman code. */
#include "fs/huffman.h"
#include "common/str.h"

/* Codes come in with their first bit lowest, but count with it highest. */
static u32 reverse(u32 code, unsigned length)
{
	u32 r = 0;

	while (length--) {
		r = r << 1 | (code & 1);
		code >>= 1;
	}
	return r;
}

/* The next code of that length, both reversed: one more, from the top bit down. */
static u32 next_reversed(u32 code, unsigned length)
{
	u32 bit = 1u << (length - 1);

	while (code & bit) {
		code ^= bit;
		bit >>= 1;
	}
	return code | bit;
}

static void fill(struct huffman *h, const u8 *length, unsigned n, u16 *code, u16 *offset,
		 huffman_entry (*meaning)(unsigned symbol))
{
	for (unsigned i = 0; i < n; i++) {
		unsigned l = length[i];
		huffman_entry entry;

		if (!l)
			continue;
		entry = meaning(i) | l;
		h->entry[offset[l]++] = entry;
		if (l > FAST_BITS)
			continue;
		for (u32 at = code[l]; at < 1 << FAST_BITS; at += 1u << l)
			h->fast[at] = entry;
		code[l] = (u16)next_reversed(code[l], l);
	}
}

bool huffman_build(struct huffman *h, const u8 *length, unsigned n,
		   huffman_entry (*meaning)(unsigned symbol))
{
	u16 first[CODE_BITS + 2], offset[CODE_BITS + 2];
	u16 code[FAST_BITS + 1];
	int left = 1;

	memset(h->count, 0, sizeof h->count);
	for (unsigned i = 0; i < n; i++)
		h->count[length[i]]++;
	h->count[0] = 0;
	first[1] = offset[1] = 0;
	for (unsigned l = 1; l <= CODE_BITS; l++) {
		left = 2 * left - h->count[l];
		if (left < 0)
			return false;
		first[l + 1] = (u16)((first[l] + h->count[l]) << 1);
		offset[l + 1] = (u16)(offset[l] + h->count[l]);
	}
	for (unsigned l = 1; l <= FAST_BITS; l++)
		code[l] = (u16)reverse(first[l], l);
	h->long_first = first[FAST_BITS + 1];
	h->long_index = offset[FAST_BITS + 1];
	for (unsigned i = 0; i < 1 << FAST_BITS; i++)
		h->fast[i] = HUFFMAN_LONG;
	fill(h, length, n, code, offset, meaning);
	return left == 0 || offset[CODE_BITS] <= 1;
}

huffman_entry huffman_long(const struct huffman *h, u64 bits)
{
	int code = (int)reverse((u32)bits, FAST_BITS) << 1;
	int first = h->long_first, index = h->long_index;

	bits >>= FAST_BITS;
	for (unsigned l = FAST_BITS + 1; l <= CODE_BITS; l++, bits >>= 1) {
		code |= (int)(bits & 1);
		if (code - h->count[l] < first)
			return h->entry[index + (code - first)];
		index += h->count[l];
		first = (first + h->count[l]) << 1;
		code <<= 1;
	}
	return 0;
}
