/* arena.c - small pieces of memory that are all given back at once. */
#include "common/str.h"
#include "mem/arena.h"
#include "mem/heap.h"

enum { CHUNK_BYTES = 1 * KiB };

struct arena_chunk {
	struct arena_chunk *next;
	size_t              size;       /* of bytes[] */
	char                bytes[];
};

static bool grow(struct arena *a, size_t size)
{
	struct arena_chunk *chunk;

	size = MAX(size, (size_t)CHUNK_BYTES);
	if (size > SIZE_MAX - sizeof *chunk || !(chunk = heap_alloc(sizeof *chunk + size)))
		return false;
	chunk->next = a->chunks;
	chunk->size = size;
	a->chunks = chunk;
	a->next = chunk->bytes;
	a->end = chunk->bytes + size;
	return true;
}

void *arena_alloc(struct arena *a, size_t size)
{
	void *p;

	if (size > SIZE_MAX / 2)
		return NULL;
	size = ALIGN_UP(size, sizeof(void *));
	if (size > (size_t)(a->end - a->next) && !grow(a, size))
		return NULL;
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
	a->next = a->chunks->bytes;
	a->end = a->next + a->chunks->size;
}

void arena_free(struct arena *a)
{
	free_behind(a->chunks);
	*a = (struct arena){ 0 };
}
