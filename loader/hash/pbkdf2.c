/* pbkdf2.c - PBKDF2 (RFC 8018, 5.2) with HMAC-SHA-512 (RFC 2104). */
#include "hash/pbkdf2.h"
#include "common/str.h"
#include "hash/hash.h"

/* The two hashes of HMAC once they have the password, and at work; too big for the stack. */
static struct hash keyed[2], now;

static void hmac(const u8 *p, size_t size, u8 result[PBKDF2_SIZE])
{
	for (unsigned i = 0; i < 2; i++) {
		now = keyed[i];
		hash_add(&now, p, size);
		hash_end(&now, result);
		p = result;
		size = PBKDF2_SIZE;
	}
}

void pbkdf2(const char password[PBKDF2_PASSWORD], u8 *salt, size_t size, u32 rounds,
	    u8 key[PBKDF2_SIZE])
{
	static const u8 first[4] = { 0, 0, 0, 1 };      /* number of the block */
	u8 round[PBKDF2_SIZE];

	for (unsigned i = 0; i < 2; i++) {
		hash_start(&keyed[i], HASH_SHA512);
		for (unsigned at = 0; at < PBKDF2_PASSWORD; at++) {
			u8 byte = (u8)password[at] ^ (i ? 0x5c : 0x36);

			hash_add(&keyed[i], &byte, 1);
		}
	}
	memcpy(salt + size, first, sizeof first);
	hmac(salt, size + sizeof first, round);
	memcpy(key, round, sizeof round);
	while (--rounds) {
		hmac(round, sizeof round, round);
		for (unsigned i = 0; i < sizeof round; i++)
			key[i] ^= round[i];
	}
	memset(keyed, 0, sizeof keyed);
}
