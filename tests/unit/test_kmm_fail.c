/* test_kmm_fail.c - each operation on an address space while its first, second ... allocation
 * fails: it gives -ENOMEM and changes nothing, or succeeds all the same; nothing leaks. */
#include "fake_ram.h"
#include "abi/resource.h"

enum { ROOM = 16 * MiB, RW = PROT_READ | PROT_WRITE, ANON = MAP_PRIVATE | MAP_ANONYMOUS,
       PAGES = 24, MOST = 200 };
/* Across a border of tables of all levels. */
#define AT    0x7fffffc000ull
#define OTHER 0x20000000000ull
#define FAR   0x30000000000ull

static struct mm_struct *mm, *other;
static unsigned countdown;

static bool is_last(void)
{
	return countdown && !--countdown;
}

static u64 *entry(struct mm_struct *of, u64 address)
{
	u64 next, *pte = pte_span(of, address, address + PAGE_SIZE, &next);

	return pte && *pte ? pte : NULL;
}

static u8 *byte(struct mm_struct *of, u64 address)
{
	u64 *pte = entry(of, address);

	return pte ? page_to_virt(pte_page(*pte)) : NULL;
}

static void touch(struct mm_struct *of, u64 address, u8 value)
{
	int code;

	assert_int_equal(vm_fault(of, address, 6, 8 * MiB, &code), 0);
	*byte(of, address) = value;
}

/* An address space to do it in: four areas, of two every second page touched. */
static void set_up(void)
{
	mm = mm_create(false);
	assert_non_null(mm);
	assert_int_equal(vm_map(mm, AT, PAGES * PAGE_SIZE, RW, ANON | MAP_FIXED, NULL, NULL, 0), AT);
	assert_int_equal(vm_map(mm, AT + PAGES * PAGE_SIZE, PAGE_SIZE, PROT_READ, ANON | MAP_FIXED,
				NULL, NULL, 0), AT + PAGES * PAGE_SIZE);
	assert_int_equal(vm_map(mm, OTHER, PAGES * PAGE_SIZE, RW, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED,
				NULL, NULL, 0), OTHER);
	assert_int_equal(vm_map(mm, FAR, PAGE_SIZE, RW, ANON | MAP_FIXED, NULL, NULL, 0), FAR);
	for (unsigned i = 0; i < PAGES; i += 2) {
		touch(mm, AT + i * PAGE_SIZE, (u8)(i + 1));
		touch(mm, OTHER + i * PAGE_SIZE, (u8)(i + 101));
	}
}

/* What was written is there, and nothing else. */
static void check_contents(u64 at, u64 shared_at)
{
	for (unsigned i = 0; i < PAGES; i++) {
		const u8 *p = byte(mm, at + i * PAGE_SIZE), *s = byte(mm, shared_at + i * PAGE_SIZE);

		assert_int_equal(p ? *p : 0, i % 2 ? 0 : i + 1);
		assert_int_equal(s ? *s : 0, i % 2 ? 0 : i + 101);
	}
}

struct operation { const char *name; long (*run)(void); bool moves; };

static long do_fork(void)
{
	other = mm_fork(mm);
	if (!other)
		return -ENOMEM;
	for (unsigned i = 0; i < PAGES; i += 2)
		assert_int_equal(*byte(other, AT + i * PAGE_SIZE), i + 1);
	return 0;
}

static long do_create(void)
{
	other = mm_create(true);
	return other ? 0 : -ENOMEM;
}

static long do_map(void)
{
	return vm_map(mm, 0, 5 * PAGE_SIZE, RW, ANON, NULL, NULL, 0);
}

static long do_map_shared(void)
{
	return vm_map(mm, 0, 1ull << 30, RW, MAP_SHARED | MAP_ANONYMOUS, NULL, NULL, 0);
}

/* Over the middle of what is untouched. */
static long do_map_over(void)
{
	return vm_map(mm, AT + 3 * PAGE_SIZE, PAGE_SIZE, RW, ANON | MAP_FIXED, NULL, NULL, 0);
}

static long do_unmap_middle(void)
{
	return vm_unmap(mm, AT + 5 * PAGE_SIZE, PAGE_SIZE);
}

static long do_protect(void)
{
	return vm_protect(mm, AT + 2 * PAGE_SIZE, 3 * PAGE_SIZE, PROT_READ);
}

static long do_move(void)
{
	return vm_remap(mm, AT, PAGES * PAGE_SIZE, 4 * PAGES * PAGE_SIZE, MREMAP_MAYMOVE, 0);
}

static long do_move_down(void)
{
	return vm_remap(mm, AT, PAGES * PAGE_SIZE, PAGES * PAGE_SIZE, MREMAP_MAYMOVE | MREMAP_FIXED,
			AT - PAGES * PAGE_SIZE);
}

static long do_brk(void)
{
	long end;

	mm->brk_start = mm->brk = 0x10000000;
	end = vm_brk(mm, 0x10004000, RLIM_INFINITY);
	assert_true(end == 0x10004000 || end == 0x10000000);
	return end == 0x10004000 ? 0 : -ENOMEM;
}

static long fault(u64 address, unsigned error)
{
	int code;

	return vm_fault(mm, address, error, 8 * MiB, &code);
}

static long do_write(void) { return fault(AT + PAGE_SIZE, 6); }
static long do_read(void) { return fault(FAR, 4); }
static long do_shared_write(void) { return fault(OTHER + PAGE_SIZE, 6); }

/* A page that is shared since a fork is written. */
static long do_copy(void)
{
	unsigned left = countdown;
	long error;

	countdown = 0;
	other = mm_fork(mm);
	assert_non_null(other);
	countdown = left;
	error = fault(AT + 2 * PAGE_SIZE, 7);
	assert_int_equal(*byte(other, AT + 2 * PAGE_SIZE), 3);
	assert_int_equal(*byte(mm, AT + 2 * PAGE_SIZE), 3);
	return error;
}

static const struct operation operations[] = {
	{ "fork", do_fork, false }, { "create", do_create, false }, { "map", do_map, false },
	{ "map shared", do_map_shared, false }, { "map over", do_map_over, false },
	{ "unmap middle", do_unmap_middle, false }, { "protect", do_protect, false },
	{ "move", do_move, true }, { "move down", do_move_down, true }, { "brk", do_brk, false },
	{ "write", do_write, false }, { "read", do_read, false },
	{ "shared write", do_shared_write, false }, { "copy", do_copy, false },
};

/* Once with the n-th allocation failing; true: there was an n-th. */
static bool once(const struct operation *op, unsigned n)
{
	u64 before = free_now(), areas, total;
	bool failed;
	long result;

	set_up();
	areas = mm->area_count;
	total = mm->total;
	other = NULL;
	countdown = n;
	result = op->run();
	failed = !countdown;
	countdown = 0;
	if (result < 0) {
		assert_int_equal(result, -ENOMEM);
		assert_true(failed);
		assert_int_equal(mm->total, total);
		/* A border more does no harm. */
		assert_in_range(mm->area_count, areas, areas + 2);
	}
	check_contents(result > 0 && op->moves ? (u64)result : AT, OTHER);
	mm_put(other);
	mm_put(mm);
	assert_in_range(before + 16 - free_now(), 0, 32);       /* an empty slab here or there */
	return failed;
}

static void each_allocation_fails(void **state)
{
	(void)state;
	fake_machine_start(ROOM);
	for (unsigned round = 0; round < 2; round++)
		for (unsigned i = 0; i < COUNT(operations); i++) {
			unsigned n = 0;

			alloc_hook = is_last;
			while (once(&operations[i], ++n))
				assert_true(n < MOST);
			assert_true(n > 1);
			alloc_hook = NULL;
		}
}

/* The same over and over: what little is kept does not grow. */
static void nothing_adds_up(void **state)
{
	u64 before;

	(void)state;
	fake_machine_start(ROOM);
	alloc_hook = is_last;
	for (unsigned i = 0; i < COUNT(operations); i++)
		once(&operations[i], 1);
	before = free_now();
	for (unsigned k = 0; k < 200; k++)
		for (unsigned i = 0; i < COUNT(operations); i++)
			once(&operations[i], 1 + k % 12);
	assert_in_range(before + 8 - free_now(), 0, 16);
	alloc_hook = NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_allocation_fails),
		cmocka_unit_test(nothing_adds_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
