/* stack.c - kernel stacks of tasks: mapped with holes between them, so that a stack that
 * overflows faults at once, and the fault's own frame, too: a double fault. */
#include "mm/stack.h"
#include "mm/internal.h"

/* A gigabyte of addresses, in slots: a hole, then the stack. */
#define STACKS_BASE 0xffffffa000000000ull
#define STACKS_SIZE (1ull << 30)
enum {
	SLOT = 2 * KERNEL_STACK, SLOTS = STACKS_SIZE / SLOT, PAGES = KERNEL_STACK / PAGE_SIZE,
	CACHED = 8,                     /* stacks that stay mapped for the next task */
};

/* Slots without a stack: those of before, by the number in their first entry, which is not
 * present; then all from fresh_slot on.  Slot 0 is never used. */
static u64 free_slot, fresh_slot = 1;
static void *cached;                    /* by their first word */
static unsigned cached_count;

static void *stack_of(u64 slot)
{
	return (void *)(STACKS_BASE + slot * SLOT + KERNEL_STACK);
}

/* The first of a stack's entries; NULL: no memory for a table. */
static u64 *entries_of(const void *stack)
{
	u64 address = (u64)stack, *directory = kernel_directory(address), *table;

	if (!directory)
		return NULL;
	table = directory + (address >> 21 & (ENTRIES - 1));
	if (!*table) {
		struct page *page = alloc_zeroed_page();

		if (!page)
			return NULL;
		*table = page_to_phys(page) | PTE_P | PTE_W | PTE_A;
	}
	return (u64 *)phys_to_virt(*table & PTE_ADDRESS) + (address >> PAGE_SHIFT & (ENTRIES - 1));
}

static void unmap(u64 *entry, const void *stack, unsigned pages)
{
	for (unsigned i = 0; i < pages; i++) {
		struct page *page = pte_page(entry[i]);

		entry[i] = 0;
		flush_page((u64)stack + i * PAGE_SIZE);
		put_page(page);
	}
}

static bool map(u64 *entry, const void *stack)
{
	for (unsigned i = 0; i < PAGES; i++) {
		struct page *page = alloc_page();

		if (!page) {
			unmap(entry, stack, i);
			return false;
		}
		entry[i] = page_to_phys(page) | PTE_P | PTE_W | PTE_A | PTE_D | PTE_G | nx;
	}
	return true;
}

static void give_up(void *stack)
{
	u64 *entry = entries_of(stack);

	unmap(entry, stack, PAGES);
	*entry = free_slot << PAGE_SHIFT;
	free_slot = ((u64)stack - STACKS_BASE) / SLOT;
}

/* Memory is short. */
static bool drain(unsigned order)
{
	bool any = cached;

	(void)order;
	while (cached) {
		void *stack = cached;

		cached = *(void **)stack;
		give_up(stack);
	}
	cached_count = 0;
	return any;
}

void *stack_alloc(void)
{
	u64 slot = free_slot ? free_slot : fresh_slot, next, *entry;
	void *stack = cached;

	if (alloc_fails())
		return NULL;
	if (stack) {
		cached = *(void **)stack;
		cached_count--;
		return stack;
	}
	if (slot == SLOTS)
		return NULL;
	oom_hook = drain;
	stack = stack_of(slot);
	entry = entries_of(stack);
	if (!entry)
		return NULL;
	next = (*entry & PTE_ADDRESS) >> PAGE_SHIFT;
	if (!map(entry, stack)) {
		*entry = next << PAGE_SHIFT;
		return NULL;
	}
	if (free_slot)
		free_slot = next;
	else
		fresh_slot++;
	return stack;
}

void stack_free(void *stack)
{
	if (cached_count == CACHED) {
		give_up(stack);
		return;
	}
	*(void **)stack = cached;
	cached = stack;
	cached_count++;
}

bool stack_hole(u64 address)
{
	return address - STACKS_BASE < STACKS_SIZE && (address - STACKS_BASE) % SLOT < KERNEL_STACK;
}
