/* hash.h - CRC-32, MD5 (RFC 1321), SHA-1 and SHA-2 (FIPS 180-4) of bytes in pieces. */
#ifndef HASH_HASH_H
#define HASH_HASH_H

#include "common/types.h"

enum { HASH_SIZE = 64, HASH_WORDS = 8 };        /* the largest of all kinds */

struct hash;

struct hash_kind {
	char name[7];                   /* as hashsum -h takes it */
	u8   size;                      /* bytes of the result */
	u8   word;                      /* bytes of a word: 4 or 8 */
	bool low_first;                 /* a word's lowest byte comes first: mix() turns them */
	void (*start)(struct hash *h);  /* set state[]; NULL: it starts from 0 */
	void (*mix)(struct hash *h);    /* w[] into v[]; NULL: there are no blocks */
};

/* Words of 4 bytes are in the upper half, above 0: so they are added, shifted left and printed
 * as those of 8 are. */
union hash_word {
	u64 all;
	struct { u32 low, high; };
};

struct hash {
	const struct hash_kind *kind;
	union hash_word v[HASH_WORDS];          /* what a block is mixed into */
	union hash_word w[16];                  /* the block; of the next: what is there */
	union hash_word state[HASH_WORDS];
	u64 bytes;                              /* taken in */
};

/* "sha256", in any case, or NULL. */
const struct hash_kind *hash_find(const char *name);

/* Begin with no bytes; take in p[size], in pieces of any length. */
void hash_start(struct hash *h, const struct hash_kind *kind);
void hash_add(struct hash *h, const void *p, size_t size);
/* The result, kind->size bytes in the order in which they are printed; h is used up. */
void hash_end(struct hash *h, u8 result[HASH_SIZE]);

extern const struct hash_kind hash_kinds[];
#define HASH_SHA512 (&hash_kinds[4])

/* The kinds' own, for hash.c's table. */
void md5_start(struct hash *h);         /* SHA-1's, too */
void md5_mix(struct hash *h);
void sha1_mix(struct hash *h);
void sha2_start(struct hash *h);
void sha2_mix(struct hash *h);

#endif
