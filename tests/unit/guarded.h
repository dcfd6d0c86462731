/* guarded.h - memory that ends where the next byte faults, for code that ASan cannot see into. */
#ifndef UNIT_GUARDED_H
#define UNIT_GUARDED_H

#include <stdlib.h>
#include <sys/mman.h>
#include "common/types.h"

enum { GUARD_BYTES = 4096 };

/* The last `size` bytes of *arena, which has room for `max`; NULL the first time.  Contents
 * are what was there before. */
static inline void *guarded(u8 **arena, size_t max, size_t size)
{
	size_t room = ALIGN_UP(max, GUARD_BYTES);

	if (!*arena) {
		*arena = mmap(NULL, room + GUARD_BYTES, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (*arena == MAP_FAILED || mprotect(*arena + room, GUARD_BYTES, PROT_NONE))
			abort();
	}
	if (size > max)
		abort();
	return *arena + room - size;
}

#endif
