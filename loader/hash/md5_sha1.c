/* md5_sha1.c - MD5 (RFC 1321) and SHA-1 (FIPS 180-4, 6.1): two sisters. */
#include "common/str.h"
#include "hash/hash.h"

void md5_start(struct hash *h)
{
	static const u32 start[] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };

	for (unsigned i = 0; i < COUNT(start); i++)
		h->state[i].high = start[i];
}

static u32 rotate(u32 x, unsigned left)
{
	return x << left | x >> (32 - left);
}

/* The bits of `yes` where `which` has ones, of `no` elsewhere. */
static u32 choose(u32 which, u32 yes, u32 no)
{
	return no ^ (which & (yes ^ no));
}

/* 2^32 |sin i| for i = 1, 2, ...: the constants of MD5's steps.  A sine is 2 cos 1 times the
 * one before, less the one before that; in 62 bits 64 of them are good enough. */
static u32 next_sine(i64 sine[2])
{
	static const i32 high = 0x14a280fb, low = 0x5068b923;   /* of 2 cos 1 - 1, * 2^64 */
	i64 now = sine[1];
	i32 upper = (i32)(now >> 32);

	sine[1] += (i64)upper * high + ((i64)upper * low >> 32) +
		   ((u64)(u32)now * (u32)high >> 32) - sine[0];
	sine[0] = now;
	return (u32)((now < 0 ? -now : now) >> 30);
}

void md5_mix(struct hash *h)
{
	static const u8 turns[] = { 7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21 };
	static const u8 from[] = { 0, 1, 5, 0 }, step[] = { 1, 5, 3, 7 };
	i64 sine[2] = { 0, 0x35daa91e1219dc08 };                /* sin 0, sin 1, * 2^62 */

	for (unsigned i = 0; i < 64; i++) {
		unsigned round = i / 16, word = (from[round] + i * step[round]) % 16;
		u32 b = h->v[1].high, c = h->v[2].high, d = h->v[3].high, f = b ^ c ^ d;

		if (round < 2)
			f = round ? choose(d, b, c) : choose(b, c, d);
		else if (round == 3)
			f = c ^ (b | ~d);
		f += h->v[0].high + __builtin_bswap32(h->w[word].high) + next_sine(sine);
		h->v[0].high = d;
		h->v[3].high = c;
		h->v[2].high = b;
		h->v[1].high = b + rotate(f, turns[round * 4 + i % 4]);
	}
}

void sha1_mix(struct hash *h)
{
	static const u32 add[] = { 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6 };

	for (unsigned i = 0; i < 80; i++) {
		unsigned round = i / 20;
		u32 *now = &h->w[i % 16].high;
		u32 b = h->v[1].high, c = h->v[2].high, d = h->v[3].high, f = b ^ c ^ d;

		if (i >= 16)
			*now = rotate(h->w[(i + 13) % 16].high ^ h->w[(i + 8) % 16].high ^
				      h->w[(i + 2) % 16].high ^ *now, 1);
		if (round % 2 == 0)
			f = round ? choose(b ^ c, d, b) : choose(b, c, d);
		f += rotate(h->v[0].high, 5) + h->v[4].high + *now + add[round];
		memmove(h->v + 1, h->v, 4 * sizeof *h->v);
		h->v[2].high = rotate(b, 30);
		h->v[0].high = f;
	}
}
