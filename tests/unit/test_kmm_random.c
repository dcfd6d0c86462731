/* test_kmm_random.c - address spaces under random use, against a model with one entry a page. */
#include "fake_ram.h"
#include "abi/resource.h"
#include "abi/signal.h"

enum { SPAN = 1100, SPACES = 4, NO_SLOT = -1, OFFSET = 77 };
#define BASE 0x7fffe00000ull            /* across a border of 2 MiB, 1 GiB and 512 GiB */

/* One page of one space. */
struct model { bool mapped; u8 prot; int slot; u8 value; };

static struct { struct mm_struct *mm; struct model page[SPAN]; } space[SPACES];
/* What shared pages hold. */
static u8 *slot_value;
static int slots;
static bool short_of_memory;

static u64 address_of(unsigned page) { return BASE + (u64)page * PAGE_SIZE; }

/* All tables under one: their counts, and how many pages they hold. */
static u64 check_tables(u64 table, unsigned level)
{
	const u64 *entry = phys_to_virt(table & PTE_ADDRESS);
	u64 pages = 0;
	unsigned used = 0;

	for (unsigned i = 0; i < (level == 3 ? 256u : 512u); i++) {
		if (!entry[i])
			continue;
		used++;
		pages += level ? check_tables(entry[i], level - 1) : 1;
		if (!level)
			assert_true(pte_page(entry[i])->refs > 0);
	}
	assert_int_equal(virt_to_page(entry)->used, used);
	assert_true(used || level == 3);
	return pages;
}

static void check_space(unsigned s)
{
	struct mm_struct *mm = space[s].mm;
	u64 before = 0, total = 0;
	u32 count = 0;

	for (const struct vm_area *a = mm->areas; a; a = a->next) {
		assert_true(a->start < a->end && a->start >= before);
		assert_int_equal(a->start % PAGE_SIZE | a->end % PAGE_SIZE, 0);
		before = a->end;
		total += (a->end - a->start) >> PAGE_SHIFT;
		count++;
	}
	assert_int_equal(mm->total, total);
	assert_int_equal(mm->area_count, count);
	assert_int_equal(mm->pages, check_tables(mm->pml4, 3));
	for (unsigned i = 0; i < SPAN; i++) {
		const struct vm_area *a = vm_find(mm, address_of(i));

		assert_int_equal(a != NULL, space[s].page[i].mapped);
		if (a)
			assert_int_equal(a->prot, space[s].page[i].prot);
	}
}

/* Read or write as a program would: through the tables, with faults. */
static long touch(unsigned s, unsigned page, bool write, u8 *value)
{
	struct mm_struct *mm = space[s].mm;

	for (unsigned i = 0; i < 4; i++) {
		u64 next, *pte = pte_span(mm, address_of(page), BASE + (1ull << 40), &next);
		int code = 0;
		long error;

		if (pte && *pte & PTE_P && (!write || *pte & PTE_W)) {
			u8 *at = (u8 *)page_to_virt(pte_page(*pte)) + OFFSET;

			if (write)
				*at = *value;
			else
				*value = *at;
			return 0;
		}
		error = vm_fault(mm, address_of(page) + OFFSET, write ? 6 : 4, 0, &code);
		if (error == -EFAULT)
			assert_int_equal(code, space[s].page[page].mapped ? SEGV_ACCERR : SEGV_MAPERR);
		if (error)
			return error;
	}
	fail_msg("a fault does not end");
	return 0;
}

static void do_touch(unsigned s, unsigned page)
{
	struct model *m = &space[s].page[page];
	bool write = rand() % 2;
	u8 value = (u8)rand(), *holds = m->slot == NO_SLOT ? &m->value : &slot_value[m->slot];
	long error = touch(s, page, write, &value);

	if (error == -ENOMEM && short_of_memory)
		return;
	if (!m->mapped || !(m->prot & (write ? PROT_WRITE : 7))) {
		assert_int_equal(error, -EFAULT);
		return;
	}
	assert_int_equal(error, 0);
	if (write)
		*holds = value;
	else
		assert_int_equal(value, *holds);
}

static void do_map(unsigned s, unsigned page, unsigned n)
{
	u8 prot = (u8)(rand() % 8);
	bool shared = rand() % 4 == 0, replace = rand() % 4;
	u32 flags = (shared ? MAP_SHARED : MAP_PRIVATE) | MAP_ANONYMOUS;
	long at;

	if (!replace)
		for (unsigned i = page; i < page + n; i++)
			if (space[s].page[i].mapped) {
				at = vm_map(space[s].mm, address_of(page), n * PAGE_SIZE, prot,
					    flags | MAP_FIXED_NOREPLACE, NULL, NULL, 0);
				assert_true(at == -EEXIST || (short_of_memory && at == -ENOMEM));
				return;
			}
	at = vm_map(space[s].mm, address_of(page), (u64)n * PAGE_SIZE - (u64)rand() % PAGE_SIZE, prot,
		    flags | (replace ? MAP_FIXED : 0), NULL, NULL, 0);
	if (at == -ENOMEM && short_of_memory)
		return;
	assert_int_equal(at, address_of(page));
	for (unsigned i = page; i < page + n; i++) {
		space[s].page[i] = (struct model){ true, prot, shared ? slots : NO_SLOT, 0 };
		if (shared) {
			slot_value = realloc(slot_value, (size_t)slots + 1);
			slot_value[slots++] = 0;
		}
	}
}

static void do_unmap(unsigned s, unsigned page, unsigned n)
{
	long error = vm_unmap(space[s].mm, address_of(page), n * PAGE_SIZE);

	if (error == -ENOMEM && short_of_memory)
		return;
	assert_int_equal(error, 0);
	memset(space[s].page + page, 0, n * sizeof space[s].page[0]);
}

static bool all_mapped(unsigned s, unsigned page, unsigned n)
{
	for (unsigned i = page; i < page + n; i++)
		if (!space[s].page[i].mapped)
			return false;
	return true;
}

static void do_protect(unsigned s, unsigned page, unsigned n)
{
	u8 prot = (u8)(rand() % 8);
	long error = vm_protect(space[s].mm, address_of(page), n * PAGE_SIZE, prot);

	if (!all_mapped(s, page, n))
		assert_int_equal(error, -ENOMEM);
	else if (error != -ENOMEM || !short_of_memory)
		assert_int_equal(error, 0);
	/* Up to a hole it is done, unless areas could not be split for it. */
	for (unsigned i = page; i < page + n && space[s].page[i].mapped; i++)
		if (!short_of_memory || vm_find(space[s].mm, address_of(i))->prot == prot)
			space[s].page[i].prot = prot;
}

static void do_forget(unsigned s, unsigned page, unsigned n)
{
	long error = vm_advise(space[s].mm, address_of(page), n * PAGE_SIZE, MADV_DONTNEED);

	assert_int_equal(error, all_mapped(s, page, n) ? 0 : -ENOMEM);
	for (unsigned i = page; i < page + n; i++)
		space[s].page[i].value = 0;
}

/* Within the span, so that the model sees it: shorter, or moved to a fixed place. */
static void do_remap(unsigned s, unsigned page, unsigned n)
{
	unsigned to = (unsigned)rand() % SPAN, len = 1 + (unsigned)rand() % n;
	struct model moved[SPAN];
	const struct vm_area *a = vm_find(space[s].mm, address_of(page));
	bool overlap = to < page + n && page < to + len, whole = a && a->end >= address_of(page + n);
	long at;

	if (to + len > SPAN || short_of_memory)
		return;
	at = vm_remap(space[s].mm, address_of(page), n * PAGE_SIZE, len * PAGE_SIZE,
		      MREMAP_MAYMOVE | MREMAP_FIXED, address_of(to));
	if (!whole || overlap) {
		assert_int_equal(at, !whole ? -EFAULT : -EINVAL);
		return;
	}
	assert_int_equal(at, address_of(to));
	memcpy(moved, space[s].page + page, len * sizeof moved[0]);
	memset(space[s].page + page, 0, n * sizeof moved[0]);
	memcpy(space[s].page + to, moved, len * sizeof moved[0]);
}

static void do_fork(unsigned s)
{
	unsigned to = (unsigned)rand() % SPACES;
	struct mm_struct *mm;

	if (to == s)
		return;
	mm = mm_fork(space[s].mm);
	if (!mm) {
		assert_true(short_of_memory);
		return;
	}
	mm_put(space[to].mm);
	memcpy(space[to].page, space[s].page, sizeof space[s].page);
	space[to].mm = mm;
}

static void run(u64 ram, unsigned rounds)
{
	u64 all;

	fake_machine_start(ram);
	slots = 0;
	memset(space, 0, sizeof space);
	for (unsigned s = 0; s < SPACES; s++) {
		space[s].mm = mm_create(false);
		assert_non_null(space[s].mm);
	}
	all = free_now();
	for (unsigned i = 0; i < rounds; i++) {
		unsigned s = (unsigned)rand() % SPACES, page = (unsigned)rand() % SPAN;
		unsigned most = rand() % 8 ? 20 : SPAN;
		unsigned n = 1 + (unsigned)rand() % MIN(SPAN - page, most);

		switch (rand() % 24) {
		case 0: case 1: do_map(s, page, n); break;
		case 2: do_unmap(s, page, n); break;
		case 3: do_protect(s, page, n); break;
		case 4: do_forget(s, page, n); break;
		case 5: do_remap(s, page, n); break;
		case 6: do_fork(s); break;
		default: do_touch(s, page); break;
		}
		if (i % 64 == 0)
			check_space(s);
	}
	for (unsigned s = 0; s < SPACES; s++) {
		for (unsigned i = 0; i < SPAN; i++)
			do_touch(s, i);
		check_space(s);
	}
	for (unsigned s = 0; s < SPACES; s++)
		mm_put(space[s].mm);
	/* All came back, but for an empty slab a size. */
	assert_in_range(all + 100 - free_now(), 0, 100 + 100);
	free(slot_value);
	slot_value = NULL;
}

static void enough_memory(void **state)
{
	(void)state;
	srand(11);
	run(64 * MiB, 200000);
}

static void too_little_memory(void **state)
{
	(void)state;
	srand(12);
	short_of_memory = true;
	run(4 * MiB, 200000);
	short_of_memory = false;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(enough_memory),
		cmocka_unit_test(too_little_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
