/* slab.c - the object allocator: caches of equal objects, kmalloc over them. */
#include "mm/slab.h"
#include "mm/internal.h"
#include "common/str.h"
#include "panic.h"

enum { CACHES = 48, SLAB_ORDER = 3, KMALLOC_ORDER = 10, SPARE_SLABS = 1 };

/* At the start of each slab, which is aligned to its size. */
struct slab {
	struct slab *next, *prev;       /* of those with a free object */
	struct kmem_cache *cache;
	void  *free;                    /* objects given back, linked by their first word */
	u16    used, fresh;             /* objects in use; never used ones, at the end */
	u32    reserved[7];             /* objects start on a cache line */
};
_Static_assert(sizeof(struct slab) == 64, "objects start on a cache line");

struct kmem_cache {
	const char  *name;
	size_t       size;
	unsigned     order, objects;    /* of one slab; objects 0: whole blocks of pages */
	struct slab *partial;
	unsigned     empty;             /* of the partial ones */
};

static struct kmem_cache caches[CACHES];
static unsigned cache_count;
static u64 pages_used;

/* kmalloc's sizes: four to a doubling, so that little is wasted. */
static const u16 size_of_class[] = {
	16, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768,
	896, 1024, 1344, 2016,
};
enum { CLASS_STEP = 16, CLASS_MAX = 2016 };
static struct kmem_cache *kmalloc_cache[COUNT(size_of_class)];
static u8 class_of[CLASS_MAX / CLASS_STEP + 1];

static unsigned order_of(size_t size)
{
	unsigned order = 0;

	while (((size_t)PAGE_SIZE << order) < size)
		order++;
	return order;
}

/* The smallest slab that wastes no more than an eighth. */
static void choose_order(struct kmem_cache *cache)
{
	for (unsigned order = 0; order <= SLAB_ORDER; order++) {
		size_t room = ((size_t)PAGE_SIZE << order) - sizeof(struct slab);

		if (room % cache->size > room / 8 && order < SLAB_ORDER)
			continue;
		cache->order = order;
		cache->objects = (unsigned)(room / cache->size);
		return;
	}
}

struct kmem_cache *kmem_cache_create(const char *name, size_t size)
{
	struct kmem_cache *cache;

	if (cache_count == CACHES)
		panic("more than %d kinds of objects", CACHES);
	cache = &caches[cache_count++];
	cache->name = name;
	cache->size = ALIGN_UP(MAX(size, 16), 16);
	if (cache->size > PAGE_SIZE)
		cache->order = order_of(cache->size);
	else
		choose_order(cache);
	return cache;
}

static void partial_add(struct kmem_cache *cache, struct slab *slab)
{
	slab->prev = NULL;
	slab->next = cache->partial;
	if (slab->next)
		slab->next->prev = slab;
	cache->partial = slab;
}

static void partial_remove(struct kmem_cache *cache, struct slab *slab)
{
	if (slab->prev)
		slab->prev->next = slab->next;
	else
		cache->partial = slab->next;
	if (slab->next)
		slab->next->prev = slab->prev;
}

static struct slab *slab_new(struct kmem_cache *cache)
{
	struct page *page = alloc_pages(cache->order);
	struct slab *slab;

	if (!page)
		return NULL;
	for (unsigned i = 0; i < 1u << cache->order; i++) {
		page[i].flags = PAGE_SLAB;
		page[i].order = (u8)cache->order;
	}
	pages_used += 1u << cache->order;
	slab = page_to_virt(page);
	slab->cache = cache;
	slab->free = NULL;
	slab->used = 0;
	slab->fresh = (u16)cache->objects;
	cache->empty++;
	partial_add(cache, slab);
	return slab;
}

static void slab_free(struct kmem_cache *cache, struct slab *slab)
{
	struct page *page = virt_to_page(slab);

	partial_remove(cache, slab);
	cache->empty--;
	for (unsigned i = 0; i < 1u << cache->order; i++)
		page[i].flags = 0;
	pages_used -= 1u << cache->order;
	free_pages(page, cache->order);
}

/* Of one slab, pages as they come; only big objects. */
static void *block_alloc(unsigned order)
{
	struct page *page = alloc_pages(order);

	if (!page)
		return NULL;
	page->flags = PAGE_LARGE;
	page->order = (u8)order;
	pages_used += 1ull << order;
	return page_to_virt(page);
}

static void block_free(struct page *page)
{
	pages_used -= 1ull << page->order;
	free_pages(page, page->order);
}

void *kmem_cache_alloc_dirty(struct kmem_cache *cache)
{
	struct slab *slab = cache->partial;
	void *p;

	if (alloc_fails())
		return NULL;
	if (!cache->objects)
		return block_alloc(cache->order);
	if (!slab) {
		slab = slab_new(cache);
		if (!slab)
			return NULL;
	}
	p = slab->free;
	if (p)
		slab->free = *(void **)p;
	else
		p = (u8 *)(slab + 1) + cache->size * --slab->fresh;
	if (!slab->used++)
		cache->empty--;
	if (!slab->free && !slab->fresh)
		partial_remove(cache, slab);
	return p;
}

void *kmem_cache_alloc(struct kmem_cache *cache)
{
	void *p = kmem_cache_alloc_dirty(cache);

	return p ? memset(p, 0, cache->size) : NULL;
}

static void slab_give_back(struct slab *slab, void *p)
{
	struct kmem_cache *cache = slab->cache;

	if (!slab->free && !slab->fresh)
		partial_add(cache, slab);
	*(void **)p = slab->free;
	slab->free = p;
	if (--slab->used)
		return;
	if (cache->empty++ >= SPARE_SLABS)
		slab_free(cache, slab);
}

void kfree(const void *p)
{
	struct page *page;

	if (!p)
		return;
	page = virt_to_page(p);
	if (page->flags & PAGE_SLAB)
		slab_give_back((struct slab *)ALIGN_DOWN((u64)p, (u64)PAGE_SIZE << page->order),
			       (void *)(size_t)p);
	else if (page->flags & PAGE_LARGE)
		block_free(page);
	else
		panic("kfree of %llx, which kmalloc never gave",
		      (unsigned long long)(size_t)p);
}

void kmem_cache_free(struct kmem_cache *cache, void *p)
{
	(void)cache;                    /* the page knows it */
	kfree(p);
}

void *kmalloc(size_t size)
{
	if (size <= CLASS_MAX)
		return kmem_cache_alloc_dirty(kmalloc_cache[class_of[(size + CLASS_STEP - 1) /
								     CLASS_STEP]]);
	if (size > (size_t)PAGE_SIZE << KMALLOC_ORDER)
		return NULL;
	return block_alloc(order_of(size));
}

void *kzalloc(size_t size)
{
	void *p = kmalloc(size);

	return p ? memset(p, 0, ALIGN_UP(size, 8)) : NULL;
}

char *kstrdup(const char *s)
{
	size_t n = strlen(s) + 1;
	char *copy = kmalloc(n);

	return copy ? memcpy(copy, s, n) : NULL;
}

u64 slab_pages(void)
{
	return pages_used;
}

void slab_init(void)
{
	unsigned class = 0;

	memset(caches, 0, sizeof caches);
	cache_count = 0;
	pages_used = 0;
	for (unsigned i = 0; i < COUNT(size_of_class); i++)
		kmalloc_cache[i] = kmem_cache_create("kmalloc", size_of_class[i]);
	for (unsigned i = 0; i < COUNT(class_of); i++) {
		while (size_of_class[class] < i * CLASS_STEP)
			class++;
		class_of[i] = (u8)class;
	}
}
