/* page.h - physical memory in pages: who has them, and how many. */
#ifndef MM_PAGE_H
#define MM_PAGE_H

#include "common/types.h"

enum { PAGE_SHIFT = 12, PAGE_SIZE = 1 << PAGE_SHIFT, PAGE_ORDERS = 11 };

/* All RAM is mapped here, writable, not executable (Linux's own address). */
#define DIRECT_MAP   0xffff888000000000ull
#define KERNEL_BASE  0xffffffff80000000ull      /* the image, W^X */

/* One for each page frame below the highest RAM. */
struct page {
	u32          refs;              /* 0: free or not RAM */
	u8           order;             /* of the free block that starts here */
	u8           flags;             /* PAGE_... below */
	u16          reserved;
	struct page *next, *prev;       /* in a free list; else the owner's */
};

enum { PAGE_FREE = 1, PAGE_RESERVED = 2, PAGE_SLAB = 4 };

/* mm_init: over the firmware's map; `ranges` of RAM become free except [0, 1 MiB) and
 * what taken[] names (kernel image, initrd, boot data). */
struct phys_range { u64 start, size; };
void pages_init(const struct phys_range *ram, unsigned rams,
		const struct phys_range *taken, unsigned takens);
/* Give back memory that taken[] kept (the initrd after it was unpacked). */
void pages_add(u64 start, u64 size);

/* 2^order pages, not cleared, refs = 1; NULL when there is no memory (after the
 * out-of-memory killer of whoever may call it, see mm/oom.h). */
struct page *alloc_pages(unsigned order) MUST_CHECK;
struct page *alloc_page(void) MUST_CHECK;
struct page *alloc_zeroed_page(void) MUST_CHECK;
void free_pages(struct page *page, unsigned order);

static inline void get_page(struct page *page) { page->refs++; }
/* Drop one reference of a single page; the last frees it. */
void put_page(struct page *page);

u64   page_to_phys(const struct page *page);
struct page *phys_to_page(u64 phys);    /* NULL: no RAM there */
static inline void *phys_to_virt(u64 phys) { return (void *)(phys + DIRECT_MAP); }
void *page_to_virt(const struct page *page);
struct page *virt_to_page(const void *p);       /* of the direct map */

struct page_counts { u64 total, free, slab; };  /* pages */
void page_counts(struct page_counts *counts);

#endif
