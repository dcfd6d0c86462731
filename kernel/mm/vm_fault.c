/* vm_fault.c - page faults: memory when it is touched, copies when it is written. */
#include "abi/signal.h"
#include "mm/internal.h"

enum { FAULT_WRITE = 2, FAULT_FETCH = 16, RETRIES = 8 };

/* Read by everyone who has not written yet. */
static struct page *zero_page;

void vm_fault_init(void)
{
	zero_page = alloc_zeroed_page();
}

static void set(struct mm_struct *mm, u64 *pte, u64 value)
{
	*pte = value;
	pte_added(pte);
	if (++mm->pages > mm->pages_peak)
		mm->pages_peak = mm->pages;
}

/* A first touch of anonymous memory. */
static long fill(struct mm_struct *mm, const struct vm_area *area, u64 address, u64 *pte,
		 bool write)
{
	struct page *page;

	if (!pte)
		pte = pte_make(mm, address);
	if (!pte)
		return -ENOMEM;
	if (write) {
		page = alloc_zeroed_page();
		if (!page) {
			pte_unmake(mm, address);
			return -ENOMEM;
		}
	} else {
		page = zero_page;
		get_page(page);
	}
	set(mm, pte, page_to_phys(page) | pte_bits(area->prot, write));
	return 0;
}

static struct page *copy_of(struct page *page)
{
	struct page *copy = page == zero_page ? alloc_zeroed_page() : alloc_page();

	if (copy && page != zero_page)
		copy_page(page_to_virt(copy), page_to_virt(page));
	return copy;
}

/* A first touch of a page of an object.  1: the areas changed meanwhile, look again. */
static long fill_object(struct mm_struct *mm, const struct vm_area *area, u64 address, bool write)
{
	bool shared = area->flags & MAP_SHARED;
	u32 changes = mm->changes, prot = area->prot;
	struct page *page = area->ops->page(area->object,
			(area->offset + (address - area->start)) >> PAGE_SHIFT);
	u64 *pte;

	if (!page)
		return -EIO;
	if (is_err(page))
		return ptr_err(page) == -ENOMEM ? -ENOMEM : -EIO;
	if (write && !shared) {
		struct page *copy = copy_of(page);

		put_page(page);
		if (!copy)
			return -ENOMEM;
		page = copy;
	}
	/* Reading it may have slept. */
	if (mm->changes != changes) {
		put_page(page);
		return 1;
	}
	pte = pte_make(mm, address);
	if (!pte || *pte) {
		put_page(page);
		return pte ? 0 : -ENOMEM;
	}
	set(mm, pte, page_to_phys(page) | pte_bits(prot, write || shared));
	return 0;
}

/* A write to a page that is there, but read-only: it is ours alone, or gets copied. */
static long unshare(const struct vm_area *area, u64 address, u64 *pte)
{
	struct page *page = pte_page(*pte);

	if (!(area->flags & MAP_SHARED) && (page->refs != 1 || page == zero_page)) {
		struct page *copy = copy_of(page);

		if (!copy)
			return -ENOMEM;
		put_page(page);
		page = copy;
	}
	*pte = page_to_phys(page) | pte_bits(area->prot, true);
	flush_page(address);
	return 0;
}

/* Let a stack reach down to `address`: its limit and the gap below it are kept. */
static bool grow_stack(struct mm_struct *mm, struct vm_area *area, u64 address, u64 rlimit_stack)
{
	u64 start = ALIGN_DOWN(address, PAGE_SIZE), below = MMAP_MIN;

	if (!(area->flags & MAP_GROWSDOWN) || area->ops ||
	    area->end - start > rlimit_stack ||
	    !area_fits(mm, area->start - start, area->prot, area->flags))
		return false;
	for (struct vm_area *a = mm->areas; a != area; a = a->next)
		below = a->end + GUARD_GAP;
	if (start < below)
		return false;
	mm->total += (area->start - start) >> PAGE_SHIFT;
	area->start = start;
	mm->changes++;
	return true;
}

static bool allowed(const struct vm_area *area, unsigned error)
{
	if (error & FAULT_WRITE)
		return area->prot & PROT_WRITE;
	if (error & FAULT_FETCH)
		return area->prot & PROT_EXEC;
	return area->prot;
}

static u64 *pte_find(struct mm_struct *mm, u64 address)
{
	u64 next;

	return pte_span(mm, address, address + PAGE_SIZE, &next);
}

long vm_fault(struct mm_struct *mm, u64 address, unsigned error, u64 rlimit_stack, int *code)
{
	bool write = error & FAULT_WRITE;
	long result = 1;

	address = ALIGN_DOWN(address, PAGE_SIZE);
	for (unsigned i = 0; result == 1 && i < RETRIES; i++) {
		struct vm_area *area = area_from(mm, address);
		u64 *pte;

		*code = SEGV_MAPERR;
		if (!area || address >= mm->task_size)
			return -EFAULT;
		if (address < area->start && !grow_stack(mm, area, address, rlimit_stack))
			return -EFAULT;
		*code = SEGV_ACCERR;
		if (!allowed(area, error))
			return -EFAULT;
		pte = pte_find(mm, address);
		if (!pte || !*pte) {
			result = area->ops ? fill_object(mm, area, address, write) :
					     fill(mm, area, address, pte, write);
			continue;
		}
		if (write && !(*pte & PTE_W))
			return unshare(area, address, pte);
		flush_page(address);    /* somebody else resolved it */
		return 0;
	}
	return result == 1 ? 0 : result;
}
