/* arena.h - small pieces of memory that are all given back at once. */
#ifndef MEM_ARENA_H
#define MEM_ARENA_H

#include "common/types.h"

/* All zero is an empty arena. */
struct arena {
	struct arena_chunk *chunks;     /* newest first */
	char               *next, *end; /* free bytes of the newest */
};

enum { ARENA_MAX = 1 * KiB };   /* the biggest piece */

/* `size` cleared bytes, aligned for pointers; NULL when the heap is full or the piece too
 * big. */
void *arena_alloc(struct arena *a, size_t size) MUST_CHECK;

/* Take everything back; one chunk is kept for the next user. */
void arena_reset(struct arena *a);

/* Take everything back and give it to the heap; the arena is empty again. */
void arena_free(struct arena *a);

#endif
