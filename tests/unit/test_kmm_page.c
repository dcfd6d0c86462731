/* test_kmm_page.c - page_alloc.c and page_init.c against a model. */
#include "fake_ram.h"

enum { PAGES = 8192 };                  /* 32 MiB */

static u8 owner[PAGES];                 /* of each page: 0 = free, else a number */

/* All single pages there are; each must be allowed, and none comes twice. */
static unsigned take_all(const bool *allowed)
{
	static struct page *page[PAGES];
	unsigned n = 0;

	memset(owner, 0, sizeof owner);
	while ((page[n] = alloc_page()) != NULL) {
		u64 at = page_to_phys(page[n]) >> PAGE_SHIFT;

		assert_in_range(at, 0, PAGES - 1);
		assert_true(allowed[at]);
		assert_int_equal(owner[at], 0);
		assert_int_equal(page[n]->refs, 1);
		owner[at] = 1;
		memset(page_to_virt(page[n]), 0x5a, PAGE_SIZE);
		n++;
	}
	for (unsigned i = 0; i < n; i++)
		put_page(page[i]);
	return n;
}

static void allow(bool *allowed, u64 start, u64 end, bool value)
{
	for (u64 i = start; i < end && i < PAGES; i++)
		allowed[i] = value;
}

/* Firmware maps: overlaps, odd ends, what is taken. */
static void firmware_map(void **state)
{
	static const struct phys_range ram[] = {
		{ 0, 0x9fc00 }, { 0x100000, 0x700800 }, { 0x600000, 0x300000 },
		{ 0x900123, 0x500000 }, { 0x1000000, 0x1000000 }, { 0x1000000, 0x1000 },
		{ 0x7000, 0 },
	};
	static const struct phys_range taken[] = {
		{ 0x200000, 0x81234 }, { 0x1e00001, 0x1000 }, { 0x700fff, 2 }, { 0, 0 },
		{ 0x500000000000, 0x1000 }, { 0xfffffffffffff000, 0x1000 },
	};
	bool allowed[PAGES] = { false };
	struct page_counts counts;
	unsigned n;
	u64 map;

	(void)state;
	fake_ram(PAGES * (u64)PAGE_SIZE);
	allow(allowed, 0x100, 0x900, true);
	allow(allowed, 0x901, 0xe00, true);
	allow(allowed, 0x1000, 0x2000, true);
	allow(allowed, 0x200, 0x282, false);
	allow(allowed, 0x1e00, 0x1e02, false);
	allow(allowed, 0x700, 0x702, false);
	allow(allowed, 0x800, 0x801, false);    /* half of it is another range's */
	map = pages_find_hole(ram, COUNT(ram), taken, COUNT(taken), PAGES * sizeof(struct page));
	assert_int_equal(map, 0x100000);
	allow(allowed, 0x100, 0x100 + PAGES * sizeof(struct page) / PAGE_SIZE, false);
	pages_init(ram, COUNT(ram), taken, COUNT(taken));
	page_counts(&counts);
	n = take_all(allowed);
	assert_int_equal(n, counts.free);
	assert_int_equal(n, counts.total);
	for (unsigned i = 0; i < PAGES; i++)
		n -= allowed[i];
	assert_int_equal(n, 0);
	/* What was taken comes later, and joins what is around it. */
	pages_add(0x200000, 0x82000);
	allow(allowed, 0x200, 0x282, true);
	assert_int_equal(take_all(allowed), counts.total + 0x82);
	assert_null(phys_to_page(PAGES * (u64)PAGE_SIZE));
	assert_non_null(phys_to_page(PAGES * (u64)PAGE_SIZE - 1));
}

static void no_room(void **state)
{
	static const struct phys_range ram[] = { { 0, 0x101000 } };
	static const struct phys_range taken[] = { { 0x100000, 1 } };

	(void)state;
	fake_ram(2 * MiB);
	assert_int_equal(pages_find_hole(ram, 1, NULL, 0, PAGE_SIZE), 0x100000);
	assert_int_equal(pages_find_hole(ram, 1, NULL, 0, PAGE_SIZE + 1), 0);
	assert_int_equal(pages_find_hole(ram, 1, taken, 1, 1), 0);
	assert_panics(pages_init(ram, 1, taken, 1));
}

static void mark(u64 at, unsigned order, u8 from, u8 to)
{
	for (u64 i = at; i < at + (1u << order); i++) {
		assert_in_range(i, 0x100, PAGES - 1);
		assert_int_equal(owner[i], from);
		owner[i] = to;
	}
}

static void random_orders(void **state)
{
	struct { struct page *page; unsigned order; } block[200] = { { NULL, 0 } };
	u64 all, held = 0;

	(void)state;
	srand(3);
	fake_machine_start(PAGES * (u64)PAGE_SIZE);
	memset(owner, 0, sizeof owner);
	all = free_now();
	for (unsigned i = 0; i < 200000; i++) {
		unsigned n = (unsigned)rand() % COUNT(block);
		unsigned order = rand() % 2 ? 0 : (unsigned)rand() % PAGE_ORDERS;
		struct page_counts counts;

		if (block[n].page) {
			mark(page_to_phys(block[n].page) >> PAGE_SHIFT, block[n].order,
			     (u8)(n + 1), 0);
			held -= 1u << block[n].order;
			free_pages(block[n].page, block[n].order);
			block[n].page = NULL;
		} else if ((block[n].page = alloc_pages(order)) != NULL) {
			u64 at = page_to_phys(block[n].page) >> PAGE_SHIFT;

			assert_int_equal(at % (1u << order), 0);
			block[n].order = order;
			held += 1u << order;
			mark(at, order, 0, (u8)(n + 1));
			*(u64 *)page_to_virt(block[n].page) = ~0ull;    /* where links were */
		}
		page_counts(&counts);
		assert_int_equal(counts.free, all - held);
	}
	for (unsigned n = 0; n < COUNT(block); n++)
		if (block[n].page)
			free_pages(block[n].page, block[n].order);
	assert_int_equal(free_now(), all);
	/* All in as large pieces as at the start: 32 MiB without the first 4 are 7 of 4 MiB. */
	for (unsigned n = 0; n < 7; n++)
		assert_non_null(alloc_pages(PAGE_ORDERS - 1));
	assert_null(alloc_pages(PAGE_ORDERS - 1));
	assert_null(alloc_pages(PAGE_ORDERS));
}

static struct page *spare;
static unsigned asked;

static bool give_spare(unsigned order)
{
	assert_int_equal(order, 0);
	asked++;
	if (!spare)
		return false;
	free_pages(spare, 0);
	spare = NULL;
	return true;
}

static void out_of_memory(void **state)
{
	struct page *page, *last;

	(void)state;
	fake_machine_start(2 * MiB);
	spare = alloc_page();
	page = alloc_page();
	while ((last = alloc_page()) != NULL)
		;
	oom_hook = give_spare;
	last = spare;
	assert_ptr_equal(alloc_page(), last);
	assert_int_equal(asked, 1);
	assert_null(alloc_page());
	assert_int_equal(asked, 2);
	oom_hook = NULL;
	get_page(page);
	put_page(page);
	assert_null(alloc_page());
	put_page(page);
	assert_ptr_equal(alloc_zeroed_page(), page);
	assert_int_equal(*(u64 *)page_to_virt(page), 0);
	get_page(page);
	assert_panics(free_pages(page, 0));     /* two have it */
	put_page(page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(firmware_map),
		cmocka_unit_test(no_room),
		cmocka_unit_test(random_orders),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
