/* pbkdf2.h - PBKDF2 (RFC 8018, 5.2) with HMAC-SHA-512 (RFC 2104). */
#ifndef HASH_PBKDF2_H
#define HASH_PBKDF2_H

#include "common/types.h"

enum { PBKDF2_SIZE = 64, PBKDF2_PASSWORD = 128 };

/* The first PBKDF2_SIZE bytes of the key from a password of PBKDF2_PASSWORD bytes, zeros
 * behind it, after `rounds`, at least one.  Behind salt[size] 4 bytes are written. */
void pbkdf2(const char password[PBKDF2_PASSWORD], u8 *salt, size_t size, u32 rounds,
	    u8 key[PBKDF2_SIZE]);

#endif
