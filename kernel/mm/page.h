/* page.h - physical memory in pages: who has them, and how many. */
#ifndef MM_PAGE_H
#define MM_PAGE_H

#include "common/types.h"
#include "cpu/memory.h"

enum { PAGE_SHIFT = 12, PAGE_SIZE = 1 << PAGE_SHIFT, PAGE_ORDERS = 11 };

/* One for each page frame below the highest RAM; 8 bytes, so that they stay a small part
 * of a small machine.  A free page keeps its links in itself. */
struct page {
	u32 refs;                       /* 0: free or not RAM */
	u8  order;                      /* of the free block, slab or kmalloc that it is in */
	u8  flags;                      /* PAGE_... below */
	u16 used;                       /* of a page table: entries in use */
};

enum { PAGE_FREE = 1, PAGE_SLAB = 2, PAGE_LARGE = 4 };

/* RAM becomes free except [0, 1 MiB) and what taken[] names (kernel image, initrd, what
 * is no RAM after all).  Ranges may overlap. */
struct phys_range { u64 start, size; };
void pages_init(const struct phys_range *ram, unsigned rams,
		const struct phys_range *taken, unsigned takens);
/* Where `size` bytes of RAM below 4 GiB are free, before pages_init; 0: nowhere. */
u64 pages_find_hole(const struct phys_range *ram, unsigned rams,
		    const struct phys_range *taken, unsigned takens, u64 size);
/* Give back memory that taken[] kept (the initrd after it was unpacked). */
void pages_add(u64 start, u64 size);

/* 2^order pages, not cleared, refs = 1; NULL when there is no memory, even after
 * oom_hook (mm/mm.h) was asked.  Only the first page of a block has refs. */
struct page *alloc_pages(unsigned order) MUST_CHECK;
struct page *alloc_page(void) MUST_CHECK;
struct page *alloc_zeroed_page(void) MUST_CHECK;
void free_pages(struct page *page, unsigned order);

/* For tests: true makes an allocation fail, of pages or of objects.  NULL: none does. */
extern bool (*alloc_hook)(void);
extern bool alloc_failed_by_test;       /* and memory is not short at all */
static inline bool alloc_fails(void)
{
	return __builtin_expect(alloc_hook != NULL, 0) && alloc_hook();
}

static inline void get_page(struct page *page) { page->refs++; }
/* Drop one reference of a single page; the last frees it. */
static inline void put_page(struct page *page)
{
	if (page->refs-- == 1)
		free_pages(page, 0);
}

#if __STDC_HOSTED__
extern u64 direct_map;                  /* where the tests have their RAM */
#else
#define direct_map DIRECT_MAP
#endif
extern struct page *mem_map;            /* page frame 0's */
extern u64 mem_map_pages;

static inline void *phys_to_virt(u64 phys) { return (void *)(phys + direct_map); }

static inline u64 page_to_phys(const struct page *page)
{
	return (u64)(page - mem_map) << PAGE_SHIFT;
}

static inline void *page_to_virt(const struct page *page)
{
	return phys_to_virt(page_to_phys(page));
}

/* NULL: no RAM there. */
static inline struct page *phys_to_page(u64 phys)
{
	return phys >> PAGE_SHIFT < mem_map_pages ? mem_map + (phys >> PAGE_SHIFT) : NULL;
}

/* Of the direct map. */
static inline struct page *virt_to_page(const void *p)
{
	return mem_map + (((u64)p - direct_map) >> PAGE_SHIFT);
}

static inline u64 virt_to_phys(const void *p) { return (u64)p - direct_map; }

struct page_counts { u64 total, free, slab, tables; };  /* pages */
void page_counts(struct page_counts *counts);

#endif
