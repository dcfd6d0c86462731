/* host_heap.c - mem/heap.h over malloc, so that ASan sees every block's edges. */
#include <stdlib.h>
#include <string.h>
#include "host_heap.h"
#include "mem/heap.h"

/* Allocations still to succeed; tests lower it to see a clean refusal. */
size_t host_heap_left = SIZE_MAX;

static bool spend(size_t size)
{
	/* The loader's heap never gives more than a 32-bit machine has. */
	if (host_heap_left == 0 || size > 256u * MiB)
		return false;
	if (host_heap_left != SIZE_MAX)
		host_heap_left--;
	return true;
}

void heap_init(void *base, size_t size)
{
	(void)base;
	(void)size;
}

void *heap_alloc(size_t size)
{
	return spend(size) ? malloc(size ? size : 1) : NULL;
}

void *heap_zalloc(size_t size)
{
	return spend(size) ? calloc(1, size ? size : 1) : NULL;
}

void *heap_realloc(void *p, size_t size)
{
	return spend(size) ? realloc(p, size ? size : 1) : NULL;
}

void heap_free(void *p)
{
	free(p);
}

char *heap_strndup(const char *s, size_t n)
{
	char *copy;

	if (n == SIZE_MAX || !(copy = heap_alloc(n + 1)))
		return NULL;
	memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

char *heap_strdup(const char *s)
{
	return heap_strndup(s, strlen(s));
}

size_t heap_free_bytes(void)
{
	return 256u * MiB;
}
