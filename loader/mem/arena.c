/* arena.c - small pieces of memory that are all given back at once. */
#include "common/str.h"
#include "mem/arena.h"
#include "mem/heap.h"

enum { CHUNK_BYTES = ARENA_MAX };

struct arena_chunk {
	struct arena_chunk *next;
	char                bytes[CHUNK_BYTES];
};

static void use(struct arena *a, struct arena_chunk *chunk)
{
	a->chunks = chunk;
	a->next = chunk->bytes;
	a->end = a->next + CHUNK_BYTES;
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct arena_chunk *chunk;
	void *p;

	if (size > CHUNK_BYTES)
		return NULL;
	size = ALIGN_UP(size, sizeof(void *));
	if (size > (size_t)(a->end - a->next)) {
		chunk = heap_alloc(sizeof *chunk);
		if (!chunk)
			return NULL;
		chunk->next = a->chunks;
		use(a, chunk);
	}
	p = a->next;
	a->next += size;
	return memset(p, 0, size);
}

static void free_behind(struct arena_chunk *chunk)
{
	while (chunk) {
		struct arena_chunk *next = chunk->next;

		heap_free(chunk);
		chunk = next;
	}
}

void arena_reset(struct arena *a)
{
	if (!a->chunks)
		return;
	free_behind(a->chunks->next);
	a->chunks->next = NULL;
	use(a, a->chunks);
}

void arena_free(struct arena *a)
{
	free_behind(a->chunks);
	*a = (struct arena){ 0 };
}
