/* heap.h - memory for the loader's own data. */
#ifndef MEM_HEAP_H
#define MEM_HEAP_H

#include "common/types.h"

/* Give [base, base + size) to the heap; once, before anything else here. */
void heap_init(void *base, size_t size);

/* `size` bytes, aligned to 16, not cleared; NULL when there is no room.  size may be 0. */
void *heap_alloc(size_t size) MUST_CHECK;

/* The same, cleared. */
void *heap_zalloc(size_t size) MUST_CHECK;

/* Grow `p` (NULL: a new one), moving it when necessary; smaller it stays as it is.  On NULL `p` is
 * still there, unchanged. */
void *heap_realloc(void *p, size_t size) MUST_CHECK;

/* `p` came from here, or is NULL. */
void heap_free(void *p);

/* A copy of a string; NULL when there is no room. */
char *heap_strdup(const char *s) MUST_CHECK;
char *heap_strndup(const char *s, size_t n) MUST_CHECK;

/* Bytes free in all, for messages. */
size_t heap_free_bytes(void);

#endif
