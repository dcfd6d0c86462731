/* utf16.h - names in UTF-16 to UTF-8, from their end. */
#ifndef FS_UTF16_H
#define FS_UTF16_H

#include "common/types.h"

/* Start at the end of a buffer with three bytes a unit, low = 0; put units from the last
 * to the first.  What pairs of surrogates lack becomes U+FFFD. */
struct utf16 {
	u32   low;                      /* half of a surrogate pair, put as U+FFFD */
	char *start;                    /* of the text so far */
};

void utf16_put(struct utf16 *u, u32 unit);

#endif
