/* test_kmm_slab.c - slab.c at its edges, and under random use. */
#include "fake_ram.h"

enum { ROOM = 32 * MiB };

static void edges(void **state)
{
	struct kmem_cache *cache;
	struct page_counts counts;
	u8 *p, *q;
	u64 all;

	(void)state;
	fake_machine_start(ROOM);
	all = free_now();
	kfree(NULL);
	assert_null(kmalloc(4 * MiB + 1));
	assert_null(kmalloc(SIZE_MAX));
	assert_null(kzalloc(SIZE_MAX - 100));
	p = kzalloc(4 * MiB);
	assert_non_null(p);
	assert_int_equal(p[0] | p[4 * MiB - 1], 0);
	page_counts(&counts);
	assert_int_equal(counts.slab, 4 * MiB / PAGE_SIZE);
	kfree(p);
	assert_int_equal(free_now(), all);
	p = kmalloc(0);
	q = kmalloc(0);
	assert_true(p && q && p != q);
	kfree(p);
	kfree(q);
	p = (u8 *)kstrdup("hello");
	assert_string_equal((char *)p, "hello");
	kfree(p);
	cache = kmem_cache_create("big", 6000);
	p = kmem_cache_alloc(cache);
	assert_int_equal((u64)p % PAGE_SIZE, 0);
	for (unsigned i = 0; i < 6000; i++)
		assert_int_equal(p[i], 0);
	kmem_cache_free(cache, p);
	p = page_to_virt(alloc_page());
	assert_panics(kfree(p));
}

/* Every size keeps its bytes, is aligned, and comes cleared when asked for. */
static void random_use(void **state)
{
	static struct { u8 *p; size_t size; } block[2000];
	u64 all;

	(void)state;
	srand(5);
	memset(block, 0, sizeof block);
	fake_machine_start(ROOM);
	all = free_now();
	for (unsigned i = 0; i < 300000; i++) {
		unsigned n = (unsigned)rand() % COUNT(block);
		size_t size = (size_t)rand() % (rand() % 16 ? 300 : 9000);

		for (size_t j = 0; j < block[n].size; j += 7)
			assert_int_equal(block[n].p[j], (u8)n);
		kfree(block[n].p);
		block[n].size = 0;
		block[n].p = rand() % 2 ? kzalloc(size) : NULL;
		if (block[n].p)
			for (size_t j = 0; j < size; j++)
				assert_int_equal(block[n].p[j], 0);
		else
			block[n].p = kmalloc(size);
		assert_non_null(block[n].p);
		assert_int_equal((u64)block[n].p % 16, 0);
		memset(block[n].p, (int)n, size);
		block[n].size = size;
	}
	for (unsigned n = 0; n < COUNT(block); n++)
		kfree(block[n].p);
	/* One empty slab a size may stay. */
	assert_in_range(all - free_now(), 1, 22 * 8);
}

/* Until memory is gone, and back. */
static void exhaustion(void **state)
{
	struct kmem_cache *cache;
	void **list = NULL, **p;
	unsigned n = 0, again = 0;
	u64 all;

	(void)state;
	fake_machine_start(2 * MiB);
	cache = kmem_cache_create("node", 100);
	p = kmem_cache_alloc(cache);
	kmem_cache_free(cache, p);
	all = free_now();
	for (; (p = kmem_cache_alloc(cache)) != NULL; n++) {
		*p = list;
		list = p;
	}
	assert_in_range(n, all * PAGE_SIZE / 128, all * PAGE_SIZE / 112 + 40);
	while (list) {
		p = list;
		list = *p;
		kmem_cache_free(cache, p);
	}
	assert_int_equal(free_now(), all);
	for (; (p = kmem_cache_alloc(cache)) != NULL; again++)
		;
	assert_int_equal(again, n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edges),
		cmocka_unit_test(random_use),
		cmocka_unit_test(exhaustion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
