/* test_kmm_stack.c - kernel stacks: mapped, with holes between them, and given back. */
#include "fake_ram.h"
#include "mm/stack.h"

enum { ROOM = 16 * MiB, MANY = 300, STACK_PAGES = KERNEL_STACK / PAGE_SIZE };

/* The double of paging.c's: one page of entries, as for the gigabyte of stacks. */
static u64 *directory;

u64 *kernel_directory(u64 address)
{
	(void)address;
	return directory;
}

/* The entry that maps `address`, or 0. */
static u64 mapped(u64 address)
{
	u64 table = directory[address >> 21 & (ENTRIES - 1)];

	if (!table)
		return 0;
	table = ((u64 *)phys_to_virt(table & PTE_ADDRESS))[address >> PAGE_SHIFT & (ENTRIES - 1)];
	return table & PTE_P ? table : 0;
}

static void check_stack(const void *stack)
{
	u64 at = (u64)stack;

	for (unsigned i = 0; i < STACK_PAGES; i++) {
		u64 entry = mapped(at + i * PAGE_SIZE);

		assert_true(entry & PTE_W && entry & nx && !(entry & PTE_U));
		assert_int_equal(pte_page(entry)->refs, 1);
		assert_false(stack_hole(at + i * PAGE_SIZE));
	}
	for (unsigned i = 1; i <= STACK_PAGES; i++) {
		assert_int_equal(mapped(at - i * PAGE_SIZE), 0);
		assert_true(stack_hole(at - i * PAGE_SIZE));
	}
	assert_false(stack_hole(at + KERNEL_STACK - 1));
}

/* stack.c keeps stacks for the next task in their own memory, which is not mapped here: only
 * the first eight that are freed go there, and these tests never free so few. */
static void start(void)
{
	fake_machine_start(ROOM);
	directory = page_to_virt(alloc_zeroed_page());
}

static void holes_between(void **state)
{
	static void *stack[MANY];
	u64 before;

	(void)state;
	start();
	before = free_now();
	for (unsigned i = 0; i < MANY; i++) {
		stack[i] = stack_alloc();
		assert_non_null(stack[i]);
		check_stack(stack[i]);
		for (unsigned k = 0; k < i; k++)
			assert_ptr_not_equal(stack[k], stack[i]);
	}
	/* Four pages each, and a table for each 64. */
	assert_int_equal(before - free_now(), MANY * STACK_PAGES + (MANY + 63) / 64);
	for (unsigned i = 0; i < MANY; i++)
		check_stack(stack[i]);
}

/* Each page and each table fails once: all of a stack or nothing. */
static unsigned countdown;

static bool is_last(void)
{
	return countdown && !--countdown;
}

static void lack_of_memory(void **state)
{
	(void)state;
	start();
	alloc_hook = is_last;
	for (unsigned n = 1; ; n++) {
		u64 before = free_now(), lost;
		void *stack;

		countdown = n;
		stack = stack_alloc();
		lost = before - free_now();
		if (stack) {
			assert_true(countdown > 0);
			check_stack(stack);
			break;
		}
		assert_in_range(lost, 0, 1);            /* a table may stay */
	}
	countdown = 0;
	alloc_hook = NULL;
}

static void nobody_elses_addresses(void **state)
{
	(void)state;
	assert_false(stack_hole(0));
	assert_false(stack_hole(DIRECT_MAP));
	assert_false(stack_hole(KERNEL_BASE));
	assert_false(stack_hole(UINT64_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holes_between),
		cmocka_unit_test(lack_of_memory),
		cmocka_unit_test(nobody_elses_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
