/* sha2.c - SHA-256 and SHA-512 (FIPS 180-4): one algorithm, for two sizes of words. */
#include "common/str.h"
#include "hash/hash.h"

enum { PRIMES = 80, START_PRIMES = HASH_WORDS, LIMBS = 7 };

/* What the numbers come from: the first 64 bits of the fractions of the primes' cube roots
 * and of the first primes' square roots. */
static u64 cube_root[PRIMES], square_root[START_PRIMES];

/* a *= x, modulo 2^(32 LIMBS). */
static void multiply(u32 a[LIMBS], const u32 x[3])
{
	u32 product[LIMBS + 3] = { 0 };

	for (unsigned i = 0; i < LIMBS; i++) {
		u64 sum = 0;

		for (unsigned j = 0; j < 3; j++) {
			sum += (u64)a[i] * x[j] + product[i + j];
			product[i + j] = (u32)sum;
			sum >>= 32;
		}
		product[i + 3] = (u32)sum;
	}
	memcpy(a, product, LIMBS * sizeof *a);
}

/* 2^64 times the fraction of the n-th root of a prime below 512, bit by bit; n = 2 or 3. */
static u64 root(u32 prime, unsigned n)
{
	u32 x[3] = { 0 };

	for (unsigned bit = 67; bit-- > 0; ) {
		u32 power[LIMBS] = { 1 };

		x[bit / 32] |= 1u << bit % 32;
		for (unsigned i = 0; i < n; i++)
			multiply(power, x);
		if (power[2 * n] >= prime)
			x[bit / 32] -= 1u << bit % 32;
	}
	return (u64)x[1] << 32 | x[0];
}

static void find_roots(void)
{
	for (unsigned n = 0, prime = 2; n < PRIMES; prime++) {
		unsigned d = 2;

		while (prime % d)
			d++;
		if (d < prime)
			continue;
		if (n < START_PRIMES)
			square_root[n] = root(prime, 2);
		cube_root[n++] = root(prime, 3);
	}
}

/* Of 4-byte words: clear what is no part of them. */
static u64 cut(const struct hash *h, u64 x)
{
	union hash_word word = { x };

	if (h->kind->word == 4)
		word.low = 0;
	return word.all;
}

/* SHA-256 has the upper halves of what SHA-512 has. */
void sha2_start(struct hash *h)
{
	if (!cube_root[0])
		find_roots();
	for (unsigned i = 0; i < HASH_WORDS; i++)
		h->state[i].all = cut(h, square_root[i]);
}

/* How far the four sigmas turn a word; the last of the small ones shifts. */
enum { SMALL_0 = 0, SMALL_1 = 3, BIG_0 = 6, BIG_1 = 9 };
static const u8 turns[2][12] = {
	{ 7, 18, 3, 17, 19, 10, 2, 13, 22, 6, 11, 25 },
	{ 1, 8, 7, 19, 61, 6, 28, 34, 39, 14, 18, 41 },
};

static u64 sigma(const struct hash *h, u64 x, unsigned which)
{
	unsigned bits = 8 * h->kind->word;
	const u8 *by = turns[bits / 64] + which;
	u64 sum = 0;

	for (unsigned i = 0; i < 3; i++) {
		sum ^= x >> by[i];
		if (i < 2 || which >= BIG_0)
			sum ^= x << (bits - by[i]);
	}
	return cut(h, sum);
}

/* The bits of `yes` where `which` has ones, of `no` elsewhere. */
static __attribute__((noinline)) u64 choose(u64 which, const union hash_word *yes,
					    const union hash_word *no)
{
	return no->all ^ (which & (yes->all ^ no->all));
}

void sha2_mix(struct hash *h)
{
	union hash_word *v = h->v;

	for (unsigned i = 0; i < 48u + 4u * h->kind->word; i++) {
		u64 *now = &h->w[i % 16].all, sum;

		if (i >= 16)
			*now += sigma(h, h->w[(i + 1) % 16].all, SMALL_0) + h->w[(i + 9) % 16].all +
				sigma(h, h->w[(i + 14) % 16].all, SMALL_1);
		sum = *now + v[7].all + cut(h, cube_root[i]) + sigma(h, v[4].all, BIG_1) +
		      choose(v[4].all, &v[5], &v[6]);
		memmove(v + 1, v, 7 * sizeof *v);
		v[4].all += sum;
		/* The majority of three: where two differ, the third. */
		v[0].all = sum + sigma(h, v[1].all, BIG_0) +
			   choose(v[1].all ^ v[2].all, &v[3], &v[1]);
	}
}
