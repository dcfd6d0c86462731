/* lzma_writer.c - a range encoder that writes literals, the other way round than lzma_run.asm. */
#include <stdlib.h>
#include "common/ondisk.h"
#include "lzma_writer.h"

enum { HALF = 1024, SHIFT = 5 };

struct writer {
	u8 *to;
	u64 low;
	u32 range, pending;             /* bytes 0xff that a carry may still change */
	u8  cache;
};

static void shift_low(struct writer *w)
{
	if ((u32)w->low < 0xff000000 || w->low >> 32) {
		u8 byte = w->cache;

		do {
			*w->to++ = (u8)(byte + (w->low >> 32));
			byte = 0xff;
		} while (--w->pending);
		w->cache = (u8)(w->low >> 24);
	}
	w->pending++;
	w->low = (u32)w->low << 8;
}

static void put_bit(struct writer *w, u16 *p, bool bit)
{
	u32 bound = (w->range >> 11) * *p;

	if (bit) {
		w->low += bound;
		w->range -= bound;
		*p = (u16)(*p - (*p >> SHIFT));
	} else {
		w->range = bound;
		*p = (u16)(*p + ((2048 - *p) >> SHIFT));
	}
	for (; w->range < 1 << 24; w->range <<= 8)
		shift_low(w);
}

/* The end marker is a match of length 2 whose distance is all ones: every tree says 1
 * except the length, and all of it is new to the probabilities. */
static void put_marker(struct writer *w, u16 *is_match, enum lzma_end end)
{
	u16 fresh = HALF;

	put_bit(w, is_match, true);
	fresh = HALF, put_bit(w, &fresh, false);                /* is_rep: no */
	for (int i = 0; i < 4; i++)
		fresh = HALF, put_bit(w, &fresh, false);        /* length: low, 0 */
	for (int i = 0; i < 6; i++)
		fresh = HALF, put_bit(w, &fresh, true);         /* slot 63 */
	for (int i = 0; i < 26; i++) {                          /* direct bits */
		w->range >>= 1;
		w->low += w->range;
		for (; w->range < 1 << 24; w->range <<= 8)
			shift_low(w);
	}
	for (int i = 0; i < 4; i++)
		fresh = HALF, put_bit(w, &fresh, i || end == LZMA_MARKER);      /* align */
}

size_t lzma_write(u8 *to, const u8 *plain, size_t size, unsigned lc, unsigned lp, unsigned pb,
		  u64 size_field, enum lzma_end end)
{
	struct writer w = { .to = to + 13, .range = 0xffffffff, .pending = 1 };
	size_t literals = (size_t)0x300 << (lc + lp);
	u16 is_match[16], *probs = malloc(literals * sizeof *probs);

	to[0] = (u8)((pb * 5 + lp) * 9 + lc);
	*(le32 *)(to + 1) = put32(1 << 16);
	*(le64 *)(to + 5) = put64(size_field);
	for (size_t i = 0; i < literals; i++)
		probs[i] = HALF;
	for (size_t i = 0; i < COUNT(is_match); i++)
		is_match[i] = HALF;
	for (size_t at = 0; at < size; at++) {
		u32 before = at ? plain[at - 1] : 0;
		u16 *tree = probs + 0x300 * (((at & ((1u << lp) - 1)) << lc) + (before >> (8 - lc)));
		u32 node = 1;

		put_bit(&w, &is_match[at & ((1u << pb) - 1)], false);
		for (int i = 7; i >= 0; i--) {
			bool bit = plain[at] >> i & 1;

			put_bit(&w, &tree[node], bit);
			node = node * 2 + bit;
		}
	}
	if (end)
		put_marker(&w, &is_match[size & ((1u << pb) - 1)], end);
	for (int i = 0; i < 5; i++)
		shift_low(&w);
	free(probs);
	return (size_t)(w.to - to);
}
