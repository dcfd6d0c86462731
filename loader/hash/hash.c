/* hash.c - what all kinds have in common: blocks from pieces, and the padding. */
#include "hash/hash.h"
#include "common/crc32.h"
#include "common/str.h"
#include "common/text.h"

const struct hash_kind hash_kinds[] = {
	{ "crc32",  4,  4, false, NULL,       NULL },
	{ "md5",    16, 4, true,  md5_start,  md5_mix },
	{ "sha1",   20, 4, false, md5_start,  sha1_mix },
	{ "sha256", 32, 4, false, sha2_start, sha2_mix },
	{ "sha512", 64, 8, false, sha2_start, sha2_mix },
};

const struct hash_kind *hash_find(const char *name)
{
	for (const struct hash_kind *k = hash_kinds; k < hash_kinds + COUNT(hash_kinds); k++)
		if (str_equal_nocase(name, k->name))
			return k;
	return NULL;
}

void hash_start(struct hash *h, const struct hash_kind *kind)
{
	memset(h, 0, sizeof *h);
	h->kind = kind;
	if (kind->start)
		kind->start(h);
}

/* The block in w[] into state[]. */
static void take_block(struct hash *h)
{
	memcpy(h->v, h->state, sizeof h->v);
	h->kind->mix(h);
	for (unsigned i = 0; i < HASH_WORDS; i++)
		h->state[i].all += h->v[i].all;
}

void hash_add(struct hash *h, const void *from, size_t size)
{
	const u8 *p = from;
	size_t bytes = h->kind->word, at = (size_t)h->bytes % (16 * bytes);

	if (!h->kind->mix) {
		h->state[0].high = crc32(h->state[0].high, p, size);
		return;
	}
	h->bytes += size;
	for (; size--; p++) {
		union hash_word *w = &h->w[at / bytes];

		/* What the word had is out when it is whole. */
		if (bytes == 4)
			w->high = w->high << 8 | *p;
		else
			w->all = w->all << 8 | *p;
		if (++at == 16 * bytes) {
			take_block(h);
			at = 0;
		}
	}
}

/* A bit of 1, zeros, and at the end of a block the number of bits, in 8 or 16 bytes. */
static void pad(struct hash *h)
{
	size_t block = 16u * h->kind->word, n = block / 8;
	u64 length[2] = { 0 }, bits = 8 * h->bytes;
	u8 byte = 0x80;

	length[n / 16] = h->kind->low_first ? bits : __builtin_bswap64(bits);
	do {
		hash_add(h, &byte, 1);
		byte = 0;
	} while (((size_t)h->bytes + n) % block);
	hash_add(h, length, n);
}

void hash_end(struct hash *h, u8 result[HASH_SIZE])
{
	const struct hash_kind *k = h->kind;

	if (k->mix)
		pad(h);
	for (unsigned i = 0; i * k->word < k->size; i++) {
		u64 all = h->state[i].all;

		all = k->low_first ? all >> 32 : __builtin_bswap64(all);
		memcpy(result + i * k->word, &all, k->word);
	}
}
