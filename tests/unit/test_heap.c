/* test_heap.c - heap.c at its edges, and under random use. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include "check.h"
#include "common/types.h"
#include "mem/heap.h"

enum { ROOM = 64 * KiB, HEADER = 32 };  /* of 64-bit hosts; the loader's is 16 */

static u8 arena[ROOM + 64] __attribute__((aligned(64)));

static size_t fresh(void)
{
	memset(arena, '#', sizeof arena);
	heap_init(arena + 16, ROOM);
	return heap_free_bytes();
}

static void edges(void **state)
{
	size_t all = fresh();
	u8 *p, *q;

	(void)state;
	assert_int_equal(all, ROOM);
	assert_null(heap_alloc(ROOM));
	assert_null(heap_alloc(SIZE_MAX));
	assert_null(heap_alloc(SIZE_MAX - 16));
	assert_null(heap_zalloc(SIZE_MAX - HEADER));
	assert_null(heap_strndup("", SIZE_MAX));
	p = heap_alloc(ROOM - HEADER);          /* to the last byte */
	assert_non_null(p);
	assert_int_equal((size_t)p % 16, 0);
	memset(p, 1, ROOM - HEADER);
	assert_null(heap_alloc(0));
	assert_null(heap_realloc(p, ROOM));
	assert_int_equal(p[0], 1);              /* still there */
	heap_free(p);
	assert_int_equal(heap_free_bytes(), all);
	heap_free(NULL);
	p = heap_alloc(0);
	q = heap_alloc(0);
	assert_true(p && q && p != q);
	heap_free(p);
	heap_free(q);
	assert_int_equal(heap_free_bytes(), all);
	assert_int_equal(arena[15], '#');
	assert_int_equal(arena[16 + ROOM], '#');
}

static void growing(void **state)
{
	size_t all = fresh();
	char *p = heap_strdup("hello"), *q;

	(void)state;
	assert_string_equal(p, "hello");
	q = heap_realloc(p, 1000);
	assert_string_equal(q, "hello");
	assert_ptr_equal(heap_realloc(q, 10), q);
	assert_ptr_equal(heap_realloc(q, 1000), q);
	heap_free(q);
	assert_int_equal(heap_free_bytes(), all);
	p = heap_zalloc(100);
	for (unsigned i = 0; i < 100; i++)
		assert_int_equal(p[i], 0);
	heap_free(p);
	p = heap_strndup("hello", 2);
	assert_string_equal(p, "he");
	heap_free(p);
}

/* Blocks full of their own number, freed and grown in any order. */
static void random_use(void **state)
{
	struct { u8 *p; size_t size; } block[64] = { { NULL, 0 } };
	size_t all = fresh();

	(void)state;
	srand(1);
	for (unsigned i = 0; i < 200000; i++) {
		unsigned n = (unsigned)rand() % COUNT(block);
		size_t size = (size_t)rand() % (rand() % 8 ? 200 : 8000);
		u8 *p;

		for (size_t j = 0; j < block[n].size; j++)
			assert_int_equal(block[n].p[j], n);
		if (rand() % 3 == 0) {
			heap_free(block[n].p);
			p = NULL;
			size = 0;
		} else {
			p = heap_realloc(block[n].p, size);
			if (!p)
				continue;
			assert_int_equal((size_t)p % 16, 0);
			assert_true(p >= arena + 16 && p + size <= arena + 16 + ROOM);
			for (size_t j = 0; j < MIN(size, block[n].size); j++)
				assert_int_equal(p[j], n);
			memset(p, (int)n, size);
		}
		block[n].p = p;
		block[n].size = size;
	}
	for (unsigned n = 0; n < COUNT(block); n++)
		heap_free(block[n].p);
	assert_int_equal(heap_free_bytes(), all);
	assert_non_null(heap_alloc(ROOM - HEADER));     /* in one piece again */
}

/* What is given back twice, or was never given out, stops the machine. */
static void damage_stops(void **state)
{
	for (unsigned twice = 0; twice < 2; twice++) {
		int status;
		pid_t child = fork();

		(void)state;
		if (child == 0) {
			u8 *p;

			fresh();
			p = heap_alloc(100);
			signal(SIGILL, SIG_DFL);
			heap_free(twice ? p : p + 16);
			heap_free(p);
			_exit(0);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGILL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edges),
		cmocka_unit_test(growing),
		cmocka_unit_test(random_use),
		cmocka_unit_test(damage_stops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
