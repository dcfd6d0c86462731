/* internal.h - what the files of mm/ know of each other. */
#ifndef MM_INTERNAL_H
#define MM_INTERNAL_H

#include "abi/errno.h"
#include "cpu/cpu.h"
#include "mm/mm.h"
#include "mm/vm.h"

#define MAX_PHYS   (1ull << 39)         /* what one entry of the top table maps */
#define EARLY_PHYS (1ull << 32)         /* what start32.asm maps */

/* --- page_alloc.c --- */
void pages_set_map(u64 phys, u64 pages);

/* String instructions of 8 bytes, here and in uaccess.asm and common/str.c.  CPUs of the last
 * fifteen years run them in microcode that moves whole cache lines, after some 30 cycles
 * to start: nothing better for a page, and the kernel need not touch the program's SSE
 * registers.  Where each iteration counts (an emulator's -icount, an old CPU) they are
 * eight times better than rep stosb. */
static inline void clear_page(void *page)
{
	u64 n = PAGE_SIZE / 8;

	__asm__ volatile("rep stosq" : "+D"(page), "+c"(n) : "a"(0ull) : "memory");
}

static inline void copy_page(void *to, const void *from)
{
	u64 n = PAGE_SIZE / 8;

	__asm__ volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
}

/* --- slab.c --- */
void slab_init(void);
u64  slab_pages(void);

/* --- paging.c --- */
/* Also map RAM from EARLY_PHYS to `top`; `tables` are pages for that, one a GiB. */
void paging_map_high(u64 top, u64 tables);
/* The page of 512 entries of 2 MiB that maps `address`, behind the image's in the kernel's
 * half, made if needed; all address spaces have it.  NULL: no memory. */
u64 *kernel_directory(u64 address);
u64  kernel_phys(void);                 /* where the image lies */
extern u64 nx;                          /* bit 63 where the CPU has it, else 0 */
extern u64 kernel_pml4;                 /* physical */

/* --- table.c: page tables of user halves.  An entry that is not 0 owns a reference of its
 * page, present or not. --- */
enum {
	PTE_P = 1 << 0, PTE_W = 1 << 1, PTE_U = 1 << 2, PTE_A = 1 << 5, PTE_D = 1 << 6,
	PTE_PS = 1 << 7, PTE_G = 1 << 8,
	PTE_NONE = PTE_G,               /* PROT_NONE: a page, but not present */
	ENTRIES = 512,
};
#define PTE_ADDRESS 0x000ffffffffff000ull

static inline struct page *pte_page(u64 pte)
{
	return mem_map + ((pte & PTE_ADDRESS) >> PAGE_SHIFT);
}

u64  table_new(void);                   /* physical, clear; 0: no memory */
void table_free(u64 table);             /* must be clear */
void table_cache_drain(void);           /* tables kept for the next user: free pages again */
u64  table_pages(void);                 /* that are tables, those among them */

/* The entry of `address`, with tables as needed; NULL: no memory. Whoever fills it when it
 * was 0 calls pte_added(). */
u64 *pte_make(struct mm_struct *mm, u64 address);
static inline void pte_added(u64 *pte) { virt_to_page(pte)->used++; }
/* Give back tables that pte_make made for an entry that stayed 0. */
void pte_unmake(struct mm_struct *mm, u64 address);
/* The entry of `address`, or NULL; *next: up to where the same table, or hole, reaches,
 * at most `end`. */
u64 *pte_span(struct mm_struct *mm, u64 address, u64 end, u64 *next);

/* All take page-aligned ranges inside the user half. */
void tables_zap(struct mm_struct *mm, u64 start, u64 end);
long tables_copy(struct mm_struct *to, struct mm_struct *from, u64 start, u64 end, bool cow);
void tables_protect(struct mm_struct *mm, u64 start, u64 end, u32 prot, bool shared);
long tables_move(struct mm_struct *mm, u64 old, u64 to, u64 len);

/* The low bits of an entry for an area's protection. */
static inline u64 pte_bits(u32 prot, bool write)
{
	u64 bits = prot ? PTE_P | PTE_U | PTE_A : PTE_NONE | PTE_U | PTE_A;

	if (write && (prot & PROT_WRITE))
		bits |= PTE_W | PTE_D;
	return prot & PROT_EXEC ? bits : bits | nx;
}

/* --- vm_fault.c, vm_fork.c --- */
void vm_fault_init(void);
void vm_init(void);
extern struct mm_struct *active_mm;
enum { DIRECT_SLOT = DIRECT_MAP >> 39 & 511, KERNEL_SLOT = KERNEL_BASE >> 39 & 511 };

/* The TLB, of the running address space only. */
#if __STDC_HOSTED__
static inline void flush_page(u64 address) { (void)address; }
static inline void flush_all(void) { }
static inline void load_tables(u64 pml4) { (void)pml4; }
#else
static inline void flush_page(u64 address) { invlpg(address); }
static inline void flush_all(void) { write_cr3(read_cr3()); }
static inline void load_tables(u64 pml4) { write_cr3(pml4); }
#endif

/* --- vm_area.c --- */
enum { MAX_AREAS = 65530, GUARD_GAP = 256 * PAGE_SIZE };
#define MMAP_MIN 0x10000ull

/* The first area that ends above `address`. */
struct vm_area *area_from(struct mm_struct *mm, u64 address);
/* A gap of len bytes, as high as possible below mmap_top; 0: none. */
u64  area_gap(struct mm_struct *mm, u64 len, u64 top);
bool area_free(struct mm_struct *mm, u64 start, u64 end);
struct vm_area *area_new(struct mm_struct *mm);         /* NULL: no memory, too many */
void area_drop(struct mm_struct *mm, struct vm_area *area);     /* not in the list */
void area_insert(struct mm_struct *mm, struct vm_area *area);   /* merges; may free it */
/* Make area borders at start and end. */
long area_split(struct mm_struct *mm, u64 start, u64 end);
/* RLIMIT_AS; RLIMIT_DATA if they are private and can be written, a stack's excepted. */
bool area_fits(const struct mm_struct *mm, u64 more_bytes, u32 prot, u32 flags);
bool data_fits(const struct mm_struct *mm, u64 more_bytes);
bool area_is_data(u32 prot, u32 flags);
void area_merge(struct mm_struct *mm, u64 start, u64 end);
void areas_free(struct mm_struct *mm);
struct vm_area *area_copy(struct mm_struct *mm, const struct vm_area *from);
void areas_init(void);

/* --- shared.c: MAP_SHARED | MAP_ANONYMOUS --- */
extern const struct vm_object_ops shared_memory_ops;
void *shared_memory_new(u64 bytes);     /* NULL: no memory */

#endif
