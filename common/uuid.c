/* uuid.c - UUIDs as text. */
#include "common/uuid.h"

void uuid_print(char to[UUID_TEXT], const u8 uuid[16], bool mixed)
{
	static const char hex[] = "0123456789abcdef";
	static const u8 order[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };

	for (unsigned i = 0; i < 16; i++) {
		u8 byte = uuid[mixed ? order[i] : i];

		if (i == 4 || i == 6 || i == 8 || i == 10)
			*to++ = '-';
		*to++ = hex[byte >> 4];
		*to++ = hex[byte & 15];
	}
	*to = '\0';
}
