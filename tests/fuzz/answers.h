/* answers.h - the input as a BIOS's answers, one piece after the other. */
#ifndef FUZZ_ANSWERS_H
#define FUZZ_ANSWERS_H

#include <string.h>
#include "common/types.h"

static const u8 *answers, *answers_end;

/* The next n bytes; zeros behind the last one. */
static inline void take(void *to, size_t n)
{
	size_t have = MIN(n, (size_t)(answers_end - answers));

	memset(to, 0, n);
	memcpy(to, answers, have);
	answers += have;
}

#endif
