/* random.c - a ChaCha20 stream (RFC 8439), its key replaced after each request.
 *
 * The key begins with the CPU's rdrand where it has that, and the TSC; each request and
 * whatever random_stir() gets is mixed in. */
#include "common/str.h"
#include "cpu/cpu.h"
#include "fs/random.h"

enum { KEY_WORDS = 8, BLOCK_WORDS = 16, BLOCK_BYTES = 64, RDRAND = 1 << 30 };

static u32 key[KEY_WORDS];
static u64 counter;
static bool seeded;

static inline u32 rotate(u32 x, int n) { return x << n | x >> (32 - n); }

static inline void quarter(u32 *a, u32 *b, u32 *c, u32 *d)
{
	*a += *b; *d = rotate(*d ^ *a, 16);
	*c += *d; *b = rotate(*b ^ *c, 12);
	*a += *b; *d = rotate(*d ^ *a, 8);
	*c += *d; *b = rotate(*b ^ *c, 7);
}

/* The next 64 bytes. */
static void block(u32 out[BLOCK_WORDS])
{
	u32 in[BLOCK_WORDS] = { 0x61707865, 0x3320646e, 0x79622d32, 0x6b206574 };
	u64 tsc = rdtsc();

	memcpy(in + 4, key, sizeof key);
	memcpy(in + 12, &counter, 8);
	memcpy(in + 14, &tsc, 8);
	counter++;
	memcpy(out, in, sizeof in);
	for (int i = 0; i < 10; i++) {
		quarter(&out[0], &out[4], &out[8], &out[12]);
		quarter(&out[1], &out[5], &out[9], &out[13]);
		quarter(&out[2], &out[6], &out[10], &out[14]);
		quarter(&out[3], &out[7], &out[11], &out[15]);
		quarter(&out[0], &out[5], &out[10], &out[15]);
		quarter(&out[1], &out[6], &out[11], &out[12]);
		quarter(&out[2], &out[7], &out[8], &out[13]);
		quarter(&out[3], &out[4], &out[9], &out[14]);
	}
	for (int i = 0; i < BLOCK_WORDS; i++)
		out[i] += in[i];
}

static void seed(void)
{
	seeded = true;
	if (!(cpuid(1, 0).c & RDRAND))
		return;
	for (unsigned i = 0; i < KEY_WORDS; i++) {
		u32 word = 0;

		/* Fails only when asked too fast; then what was there has to do. */
		__asm__ volatile("rdrand %0" : "+r"(word) : : "cc");
		key[i] ^= word;
	}
}

void random_bytes(void *to, size_t n)
{
	u32 out[BLOCK_WORDS];
	u8 *p = to;

	if (!seeded)
		seed();
	/* Half of the first block is the next key: what was given out cannot be found
	 * again from the state. */
	block(out);
	memcpy(key, out, sizeof key);
	if (n <= BLOCK_BYTES / 2) {
		memcpy(p, out + KEY_WORDS, n);
		return;
	}
	while (n) {
		size_t part = MIN(n, BLOCK_BYTES);

		block(out);
		memcpy(p, out, part);
		p += part;
		n -= part;
	}
}

void random_stir(const void *from, size_t n)
{
	const u8 *p = from;
	u32 out[BLOCK_WORDS];

	while (n) {
		size_t part = MIN(n, sizeof key);

		for (size_t i = 0; i < part; i++)
			((u8 *)key)[i] ^= p[i];
		block(out);
		memcpy(key, out, sizeof key);
		p += part;
		n -= part;
	}
}
