/* page_alloc.c - the page allocator: buddies over mem_map, single pages kept at hand. */
#include "mm/internal.h"
#include "common/str.h"
#include "panic.h"

enum {
	HOT_PAGES = 128,                /* single pages at hand before some go back */
	HOT_BATCH = 4,                  /* order of a refill */
	OOM_TRIES = 4,
};

/* Of a free block.  Small ones have them in their first bytes, big ones in the page structs
 * that only they use, so that memory nobody has asked for is never touched: under an
 * emulator that would cost the host as much as using it. */
struct links { struct links *next, *prev; };
_Static_assert(sizeof(struct links) == 2 * sizeof(struct page), "page[1] and page[2]");
enum { BIG = 2 };

struct page *mem_map;
u64 mem_map_pages;
bool (*oom_hook)(unsigned order);
bool (*alloc_hook)(void);
bool alloc_failed_by_test;

static struct links *free_list[PAGE_ORDERS];
static struct links *hot;               /* single pages; by next only */
static unsigned hot_count;
static struct page_counts count;

static struct links *links_of(struct page *page, unsigned order)
{
	return order >= BIG ? (struct links *)(page + 1) : page_to_virt(page);
}

static struct page *page_of(struct links *l, unsigned order)
{
	return order >= BIG ? (struct page *)l - 1 : virt_to_page(l);
}

static void block_insert(struct page *page, unsigned order)
{
	struct links *l = links_of(page, order);

	page->flags = PAGE_FREE;
	page->order = (u8)order;
	l->prev = NULL;
	l->next = free_list[order];
	if (l->next)
		l->next->prev = l;
	free_list[order] = l;
}

static void block_remove(struct page *page, unsigned order)
{
	struct links *l = links_of(page, order);

	page->flags = 0;
	if (l->prev)
		l->prev->next = l->next;
	else
		free_list[order] = l->next;
	if (l->next)
		l->next->prev = l->prev;
	*l = (struct links){ NULL, NULL };
}

/* Free a block: as long as its other half is free too, both are one. */
static void block_free(struct page *page, unsigned order)
{
	u64 at = (u64)(page - mem_map);

	for (; order < PAGE_ORDERS - 1; order++) {
		u64 buddy = at ^ 1ull << order;

		if (buddy >= mem_map_pages || !(mem_map[buddy].flags & PAGE_FREE) ||
		    mem_map[buddy].order != order)
			break;
		block_remove(mem_map + buddy, order);
		at &= ~(1ull << order);
	}
	block_insert(mem_map + at, order);
}

/* The smallest block that is big enough, cut down to size. */
static struct page *block_take(unsigned order)
{
	unsigned have = order;
	struct page *page;

	while (have < PAGE_ORDERS && !free_list[have])
		have++;
	if (have == PAGE_ORDERS)
		return NULL;
	page = page_of(free_list[have], have);
	block_remove(page, have);
	while (have > order) {
		have--;
		block_insert(page + (1ull << have), have);
	}
	return page;
}

static void hot_drain(unsigned keep)
{
	while (hot_count > keep) {
		struct links *l = hot;

		hot = l->next;
		hot_count--;
		block_free(virt_to_page(l), 0);
	}
}

/* Single pages to have at hand, the lowest address on top. */
static bool hot_refill(void)
{
	unsigned order = HOT_BATCH;
	struct page *page = block_take(order);
	u8 *p;

	if (!page) {
		order = 0;
		page = block_take(order);
		if (!page)
			return false;
	}
	p = page_to_virt(page);
	for (unsigned i = 1u << order; i--;) {
		struct links *l = (struct links *)(p + i * PAGE_SIZE);

		l->next = hot;
		hot = l;
	}
	hot_count += 1u << order;
	return true;
}

static struct page *take(unsigned order)
{
	struct page *page;

	if (order == 0) {
		struct links *l = hot;

		if (!l) {
			if (!hot_refill())
				return NULL;
			l = hot;
		}
		hot = l->next;
		hot_count--;
		page = virt_to_page(l);
	} else {
		page = block_take(order);
		if (!page)
			return NULL;
	}
	count.free -= 1ull << order;
	page->refs = 1;
	return page;
}

/* What is kept at hand for speed goes back; then it is the hook's turn. */
static struct page *take_hard(unsigned order)
{
	struct page *page = NULL;

	for (unsigned i = 0; i < OOM_TRIES && !page; i++) {
		table_cache_drain();
		hot_drain(0);
		page = take(order);
		if (!page && !(oom_hook && oom_hook(order)))
			break;
	}
	return page;
}

struct page *alloc_pages(unsigned order)
{
	struct page *page;

	if (order >= PAGE_ORDERS || alloc_fails())
		return NULL;
	page = take(order);
	return page ? page : take_hard(order);
}

struct page *alloc_page(void)
{
	return alloc_pages(0);
}

struct page *alloc_zeroed_page(void)
{
	struct page *page = alloc_pages(0);

	if (page)
		clear_page(page_to_virt(page));
	return page;
}

void free_pages(struct page *page, unsigned order)
{
	if ((page->flags & PAGE_FREE) || page->refs > 1)
		panic("page %llx is freed while in use or twice",
		      (unsigned long long)page_to_phys(page));
	page->refs = 0;
	page->flags = 0;
	count.free += 1ull << order;
	if (order) {
		block_free(page, order);
		return;
	}
	struct links *l = page_to_virt(page);

	l->next = hot;
	hot = l;
	if (++hot_count > HOT_PAGES)
		hot_drain(HOT_PAGES / 2);
}

void pages_add(u64 start, u64 size)
{
	u64 at = ALIGN_UP(start, PAGE_SIZE) >> PAGE_SHIFT;
	u64 end = MIN((start + size) >> PAGE_SHIFT, mem_map_pages);

	if (at >= end)
		return;
	count.total += end - at;
	count.free += end - at;
	while (at < end) {
		unsigned order = 0;

		while (order < PAGE_ORDERS - 1 && !(at & ((2ull << order) - 1)) &&
		       (2ull << order) <= end - at)
			order++;
		block_free(mem_map + at, order);
		at += 1ull << order;
	}
}

void page_counts(struct page_counts *counts)
{
	count.tables = table_pages();
	count.slab = slab_pages();
	*counts = count;
}

void pages_set_map(u64 phys, u64 pages)
{
	mem_map = phys_to_virt(phys);
	mem_map_pages = pages;
	memset(mem_map, 0, pages * sizeof *mem_map);
	memset(free_list, 0, sizeof free_list);
	hot = NULL;
	hot_count = 0;
	count = (struct page_counts){ 0 };
}
