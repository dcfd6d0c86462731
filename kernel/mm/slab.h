/* slab.h - the object allocator. */
#ifndef MM_SLAB_H
#define MM_SLAB_H

#include "common/types.h"

struct kmem_cache;

/* Objects of one size; `name` lives forever. Never fails: called at boot. */
struct kmem_cache *kmem_cache_create(const char *name, size_t size);
void *kmem_cache_alloc(struct kmem_cache *cache) MUST_CHECK;    /* cleared; NULL: no memory */
void *kmem_cache_alloc_dirty(struct kmem_cache *cache) MUST_CHECK;      /* not cleared */
void  kmem_cache_free(struct kmem_cache *cache, void *p);

/* Any size up to 4 MiB, aligned to 16; kzalloc's is cleared. NULL: no memory. */
void *kmalloc(size_t size) MUST_CHECK;
void *kzalloc(size_t size) MUST_CHECK;
void  kfree(const void *p);             /* NULL is fine */
char *kstrdup(const char *s) MUST_CHECK;

#endif
