/* utf16.c - names in UTF-16 to UTF-8, from their end. */
#include "fs/utf16.h"

/* Put a character in front of `p`. */
static char *put_utf8(char *p, u32 c)
{
	u32 room = 0x80;                /* of the first byte for bits of the character */

	while (c >= room) {
		*--p = (char)(0x80 | (c & 0x3f));
		c >>= 6;
		room = MIN(room / 2, 0x20);
	}
	*--p = (char)(c - 2 * room);    /* as many ones in front as there are bytes */
	return p;
}

void utf16_put(struct utf16 *u, u32 c)
{
	u32 low = u->low;

	u->low = 0;
	if (c >> 10 == 0xd800 >> 10 && low) {
		u->start += 3;          /* instead of U+FFFD */
		c = 0x10000 + ((c & 0x3ff) << 10) + (low & 0x3ff);
	} else if (c >> 11 == 0xd800 >> 11) {
		if (c & 0x400)
			u->low = c;
		c = 0xfffd;
	}
	u->start = put_utf8(u->start, c);
}
