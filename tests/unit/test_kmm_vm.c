/* test_kmm_vm.c - mmap and its kin, faults and stacks, one case each. */
#include "fake_ram.h"
#include "abi/resource.h"
#include "abi/signal.h"

enum { ROOM = 32 * MiB, RW = PROT_READ | PROT_WRITE, ANON = MAP_PRIVATE | MAP_ANONYMOUS };
#define AT 0x10000000ull

static struct mm_struct *mm;
static u64 all;

static int setup(void **state)
{
	(void)state;
	fake_machine_start(ROOM);
	mm = mm_create(false);
	all = free_now();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	mm_put(mm);
	return 0;
}

static long fault(u64 address, unsigned error)
{
	int code;

	return vm_fault(mm, address, error, 8 * MiB, &code);
}

static u64 pte_at(u64 address)
{
	u64 next, *pte = pte_span(mm, address, address + PAGE_SIZE, &next);

	return pte ? *pte : 0;
}

static void map_arguments(void **state)
{
	long a, b;

	(void)state;
	assert_int_equal(vm_map(mm, 0, 0, RW, ANON, NULL, NULL, 0), -EINVAL);
	assert_int_equal(vm_map(mm, 0, 4096, RW, ANON, NULL, NULL, 1), -EINVAL);
	assert_int_equal(vm_map(mm, AT + 1, 4096, RW, ANON | MAP_FIXED, NULL, NULL, 0), -EINVAL);
	assert_int_equal(vm_map(mm, 0, UINT64_MAX, RW, ANON, NULL, NULL, 0), -ENOMEM);
	assert_int_equal(vm_map(mm, 0, 1ull << 46, RW, ANON, NULL, NULL, 0), -ENOMEM);
	assert_int_equal(vm_map(mm, 0, 4096, RW, ANON | MAP_FIXED, NULL, NULL, 0), -EPERM);
	assert_int_equal(vm_map(mm, TASK_SIZE_64, 4096, RW, ANON | MAP_FIXED, NULL, NULL, 0), -ENOMEM);
	assert_int_equal(vm_map(mm, 1ull << 63, 4096, RW, ANON | MAP_FIXED, NULL, NULL, 0), -ENOMEM);
	/* Reserved space may be larger than the machine. */
	a = vm_map(mm, 0, 1ull << 40, PROT_NONE, ANON, NULL, NULL, 0);
	assert_true(a > 0);
	assert_int_equal(vm_unmap(mm, (u64)a, 1ull << 40), 0);
	assert_null(mm->areas);
	a = vm_map(mm, 0, 5000, RW, ANON, NULL, NULL, 0);
	b = vm_map(mm, 0, 4096, RW, ANON, NULL, NULL, 0);
	assert_int_equal(a, mm->mmap_top - 8192);
	assert_int_equal(b, a - 4096);
	assert_int_equal(mm->area_count, 1);            /* they joined */
	/* A hint is taken when there is room. */
	assert_int_equal(vm_map(mm, AT, 4096, RW, ANON, NULL, NULL, 0), AT);
	assert_int_equal(vm_map(mm, AT, 4096, RW, ANON, NULL, NULL, 0), b - 4096);
	a = vm_map(mm, 0, 4096, RW, ANON | MAP_32BIT, NULL, NULL, 0);
	assert_in_range(a, MMAP_MIN, (1ull << 31) - 4096);
	assert_int_equal(vm_unmap(mm, AT + 1, 4096), -EINVAL);
	assert_int_equal(vm_unmap(mm, AT, 0), -EINVAL);
	assert_int_equal(vm_unmap(mm, AT, UINT64_MAX), -EINVAL);
	assert_int_equal(vm_unmap(mm, AT, TASK_SIZE_64), -EINVAL);
	assert_int_equal(vm_protect(mm, AT, 0, 8), -EINVAL);
	assert_int_equal(vm_protect(mm, AT, UINT64_MAX - 100, RW), -ENOMEM);
	mm->limit_as = (mm->total << PAGE_SHIFT) + 8191;
	assert_int_equal(vm_map(mm, 0, 8192, RW, ANON, NULL, NULL, 0), -ENOMEM);
	assert_true(vm_map(mm, 0, 4096, RW, ANON, NULL, NULL, 0) > 0);
	assert_int_equal(vm_map(mm, 0, 1, RW, ANON, NULL, NULL, 0), -ENOMEM);
}

static void demand_zero(void **state)
{
	u64 zero;

	(void)state;
	assert_int_equal(vm_map(mm, AT, 16 * PAGE_SIZE, RW, ANON, NULL, NULL, 0), AT);
	assert_int_equal(mm->pages, 0);
	assert_int_equal(fault(AT + 5, 4), 0);          /* a read: the page of all */
	zero = pte_at(AT) & PTE_ADDRESS;
	assert_int_equal(pte_at(AT) & (PTE_P | PTE_W), PTE_P);
	assert_int_equal(fault(AT + PAGE_SIZE, 4), 0);
	assert_int_equal(pte_at(AT + PAGE_SIZE) & PTE_ADDRESS, zero);
	assert_int_equal(fault(AT + 5, 7), 0);
	assert_int_not_equal(pte_at(AT) & PTE_ADDRESS, zero);
	assert_int_equal(pte_at(AT) & (PTE_P | PTE_W), PTE_P | PTE_W);
	assert_true(pte_at(AT) & nx);
	assert_int_equal(*(u64 *)page_to_virt(pte_page(pte_at(AT))), 0);
	assert_int_equal(fault(AT - 1, 4), -EFAULT);
	assert_int_equal(fault(AT, 20), -EFAULT);       /* it is no code */
	assert_int_equal(fault(TASK_SIZE_64, 4), -EFAULT);
	assert_int_equal(fault(1ull << 63, 4), -EFAULT);
	assert_int_equal(fault(UINT64_MAX, 6), -EFAULT);
	assert_int_equal(vm_unmap(mm, AT, 16 * PAGE_SIZE), 0);
	assert_int_equal(mm->pages, 0);
	assert_int_equal(free_now(), all - 1);          /* the slab of areas */
}

/* A stack grows by faults, up to its limit and not into what lies below. */
static void stack(void **state)
{
	u64 top = 0x7ffffff00000;
	struct vm_area *area;
	int code;

	(void)state;
	assert_int_equal(vm_map(mm, top - 8192, 8192, RW, ANON | MAP_FIXED | MAP_GROWSDOWN, NULL,
				NULL, 0), top - 8192);
	assert_int_equal(fault(top - 100000, 6), 0);
	area = mm->areas;
	assert_int_equal(area->start, ALIGN_DOWN(top - 100000, PAGE_SIZE));
	assert_int_equal(mm->total, (top - area->start) / PAGE_SIZE);
	assert_int_equal(fault(top - 8 * MiB, 6), 0);
	assert_int_equal(fault(top - 8 * MiB - 1, 6), -EFAULT);
	assert_int_equal(vm_fault(mm, top - 9 * MiB, 6, 16 * MiB, &code), 0);
	/* Nothing gets mapped right below it, and it stops above a neighbour. */
	assert_int_not_equal(vm_map(mm, top - 9 * MiB - PAGE_SIZE, PAGE_SIZE, RW, ANON, NULL, NULL, 0),
			     top - 9 * MiB - PAGE_SIZE);
	assert_int_equal(vm_map(mm, top - 12 * MiB, PAGE_SIZE, RW, ANON | MAP_FIXED, NULL, NULL, 0),
			 top - 12 * MiB);
	assert_int_equal(vm_fault(mm, top - 11 * MiB, 6, 16 * MiB, &code), -EFAULT);
	assert_int_equal(code, SEGV_MAPERR);
	assert_int_equal(vm_fault(mm, top - 11 * MiB + PAGE_SIZE, 6, 16 * MiB, &code), 0);
	assert_int_equal(vm_protect(mm, top - PAGE_SIZE, PAGE_SIZE, 7 | PROT_GROWSDOWN), 0);
	assert_int_equal(vm_find(mm, top - 10 * MiB)->prot, 7);
}

static void brk(void **state)
{
	(void)state;
	mm->brk_start = mm->brk = AT + 100;
	assert_int_equal(vm_brk(mm, 0, RLIM_INFINITY), AT + 100);
	assert_int_equal(vm_brk(mm, AT + 5000, RLIM_INFINITY), AT + 5000);
	assert_int_equal(fault(AT + 4096, 6), 0);
	assert_int_equal(fault(AT + 8192, 6), -EFAULT);
	assert_int_equal(vm_brk(mm, AT + MiB, RLIM_INFINITY), AT + MiB);
	assert_int_equal(mm->area_count, 1);
	assert_string_equal(mm->areas->name, "[heap]");
	assert_int_equal(vm_brk(mm, AT + 2 * MiB, MiB), AT + MiB);
	assert_int_equal(vm_map(mm, AT + 2 * MiB, 4096, RW, ANON | MAP_FIXED, NULL, NULL, 0), AT + 2 * MiB);
	assert_int_equal(vm_brk(mm, AT + 2 * MiB, RLIM_INFINITY), AT + MiB);
	assert_int_equal(vm_brk(mm, AT + 2 * MiB - 4096, RLIM_INFINITY), AT + 2 * MiB - 4096);
	assert_int_equal(vm_brk(mm, AT + 100, RLIM_INFINITY), AT + 100);
	assert_int_equal(mm->area_count, 1);
	assert_int_equal(mm->pages, 0);
	assert_int_equal(vm_brk(mm, UINT64_MAX, RLIM_INFINITY), AT + 100);
}

/* RLIMIT_DATA: what is private and can be written, not the rest. */
static void data_limit(void **state)
{
	(void)state;
	mm->limit_data = 3 * PAGE_SIZE;
	assert_int_equal(vm_map(mm, AT, 2 * PAGE_SIZE, RW, ANON, NULL, NULL, 0), AT);
	assert_int_equal(vm_map(mm, 0, 2 * PAGE_SIZE, RW, ANON, NULL, NULL, 0), -ENOMEM);
	assert_int_equal(vm_map(mm, AT + 4 * PAGE_SIZE, 8 * PAGE_SIZE, PROT_READ, ANON, NULL, NULL, 0),
			 AT + 4 * PAGE_SIZE);
	assert_int_equal(vm_protect(mm, AT + 4 * PAGE_SIZE, 2 * PAGE_SIZE, RW), -ENOMEM);
	assert_int_equal(vm_find(mm, AT + 4 * PAGE_SIZE)->prot, PROT_READ);
	assert_int_equal(vm_protect(mm, AT + 4 * PAGE_SIZE, PAGE_SIZE, RW), 0);
	assert_int_equal(vm_remap(mm, AT, 2 * PAGE_SIZE, 3 * PAGE_SIZE, 1, 0), -ENOMEM);
	mm->brk_start = mm->brk = AT + MiB;
	assert_int_equal(vm_brk(mm, AT + MiB + 1, RLIM_INFINITY), AT + MiB);
	assert_int_equal(vm_unmap(mm, AT, PAGE_SIZE), 0);
	assert_int_equal(vm_brk(mm, AT + MiB + 1, RLIM_INFINITY), AT + MiB + 1);
	mm->limit_data = RLIM_INFINITY;
}

/* A file of three pages, its references counted. */
static struct page *file_page[3];
static int file_refs;

static struct page *get_file_page(void *object, u64 index)
{
	assert_ptr_equal(object, file_page);
	if (index == 7)
		return err_ptr(-ENOMEM);
	if (index == 8)
		return err_ptr(-EIO);
	if (index >= COUNT(file_page))
		return NULL;
	get_page(file_page[index]);
	return file_page[index];
}

static void file_get(void *object) { (void)object; file_refs++; }
static void file_put(void *object) { (void)object; file_refs--; }
static const struct vm_object_ops file_ops = {
	.page = get_file_page, .get = file_get, .put = file_put,
};

static void file(void **state)
{
	struct mm_struct *child, *parent = mm;

	(void)state;
	file_refs = 0;
	for (unsigned i = 0; i < COUNT(file_page); i++) {
		file_page[i] = alloc_page();
		memset(page_to_virt(file_page[i]), (int)i + 1, PAGE_SIZE);
	}
	assert_int_equal(vm_map(mm, AT, 10 * PAGE_SIZE, RW, MAP_PRIVATE | MAP_FIXED, &file_ops,
				file_page, 0), AT);
	assert_int_equal(fault(AT + 4096, 4), 0);
	assert_ptr_equal(pte_page(pte_at(AT + 4096)), file_page[1]);
	assert_int_equal(pte_at(AT + 4096) & PTE_W, 0);
	assert_int_equal(fault(AT + 4096, 7), 0);       /* a copy of its own */
	assert_ptr_not_equal(pte_page(pte_at(AT + 4096)), file_page[1]);
	assert_int_equal(*(u8 *)page_to_virt(pte_page(pte_at(AT + 4096))), 2);
	assert_int_equal(fault(AT + 8192, 6), 0);       /* written at once */
	assert_int_equal(*(u8 *)page_to_virt(pte_page(pte_at(AT + 8192))), 3);
	assert_int_equal(file_page[1]->refs, 1);
	assert_int_equal(file_page[2]->refs, 1);
	assert_int_equal(fault(AT + 3 * 4096, 4), -EIO);
	assert_int_equal(fault(AT + 7 * 4096, 4), -ENOMEM);
	assert_int_equal(fault(AT + 8 * 4096, 4), -EIO);
	/* Parts keep their place in the file. */
	assert_int_equal(vm_unmap(mm, AT, 4096), 0);
	assert_int_equal(vm_protect(mm, AT + 8192, 4096, PROT_READ), 0);
	assert_int_equal(vm_find(mm, AT + 8192)->offset, 8192);
	assert_int_equal(vm_advise(mm, AT + 8192, 4096, MADV_DONTNEED), 0);
	assert_int_equal(vm_advise(mm, AT + 8192, 4096, MADV_FREE), -EINVAL);
	assert_int_equal(fault(AT + 8192, 4), 0);
	assert_ptr_equal(pte_page(pte_at(AT + 8192)), file_page[2]);
	assert_int_equal(file_refs, 3);
	child = mm_fork(mm);
	assert_int_equal(file_refs, 6);
	assert_int_equal(file_page[2]->refs, 3);
	mm = child;
	assert_ptr_equal(pte_page(pte_at(AT + 8192)), file_page[2]);
	mm_put(child);
	mm = parent;
	/* Shared: the file's own page is written. */
	assert_int_equal(vm_map(mm, AT, 4096, RW, MAP_SHARED | MAP_FIXED, &file_ops, file_page, 0), AT);
	assert_int_equal(fault(AT, 6), 0);
	assert_ptr_equal(pte_page(pte_at(AT)), file_page[0]);
	assert_true(pte_at(AT) & PTE_W);
	assert_int_equal(vm_unmap(mm, AT, 10 * PAGE_SIZE), 0);
	assert_int_equal(file_refs, 0);
	for (unsigned i = 0; i < COUNT(file_page); i++)
		assert_int_equal(file_page[i]->refs, 1);
}

static void remap(void **state)
{
	long at;

	(void)state;
	assert_int_equal(vm_map(mm, AT, 2 * PAGE_SIZE, RW, ANON | MAP_FIXED, NULL, NULL, 0), AT);
	assert_int_equal(fault(AT + PAGE_SIZE, 6), 0);
	*(u32 *)page_to_virt(pte_page(pte_at(AT + PAGE_SIZE))) = 4711;
	assert_int_equal(vm_remap(mm, AT, 0, 4096, 0, 0), -EINVAL);
	assert_int_equal(vm_remap(mm, AT, 4096, 0, 0, 0), -EINVAL);
	assert_int_equal(vm_remap(mm, AT, 4096, 4096, MREMAP_FIXED, 0), -EINVAL);
	assert_int_equal(vm_remap(mm, AT, 3 * 4096, 4096, 0, 0), -EFAULT);
	assert_int_equal(vm_remap(mm, AT, 8192, UINT64_MAX, 1, 0), -ENOMEM);
	assert_int_equal(vm_remap(mm, AT, 8192, 16384, 0, 0), AT);      /* room behind */
	assert_int_equal(mm->total, 4);
	assert_int_equal(vm_map(mm, AT + 16384, 4096, RW, ANON | MAP_SHARED, NULL, NULL, 0), AT + 16384);
	assert_int_equal(vm_remap(mm, AT, 16384, 20480, 0, 0), -ENOMEM);
	at = vm_remap(mm, AT, 16384, 20480, MREMAP_MAYMOVE, 0);
	assert_true(at > 0 && at != (long)AT);
	assert_int_equal(*(u32 *)page_to_virt(pte_page(pte_at((u64)at + PAGE_SIZE))), 4711);
	assert_null(vm_find(mm, AT));
	assert_int_equal(mm->total, 6);
	assert_int_equal(mm->pages, 1);
	assert_int_equal(vm_remap(mm, (u64)at, 20480, 4096, 0, 0), at);
	assert_int_equal(mm->total, 2);
	assert_int_equal(mm->pages, 0);
}

/* 32-bit programs stay below 4 GiB. */
static void compat(void **state)
{
	long at;

	(void)state;
	mm_put(mm);
	mm = mm_create(true);
	at = vm_map(mm, 0, 4096, RW, ANON, NULL, NULL, 0);
	assert_in_range(at, MMAP_MIN, TASK_SIZE_32 - 4096);
	assert_int_equal(vm_map(mm, TASK_SIZE_32, 4096, RW, ANON | MAP_FIXED, NULL, NULL, 0), -ENOMEM);
	at = vm_map(mm, TASK_SIZE_32 + 4096, 4096, RW, ANON, NULL, NULL, 0);
	assert_in_range(at, MMAP_MIN, TASK_SIZE_32 - 4096);
	assert_int_equal(fault(TASK_SIZE_32, 4), -EFAULT);
	/* Below and above mmap_top, all of it can be had. */
	while ((at = vm_map(mm, 0, 16 * MiB, PROT_NONE, ANON, NULL, NULL, 0)) > 0)
		;
	assert_int_equal(at, -ENOMEM);
	assert_true(mm->total >= (TASK_SIZE_32 - 64 * MiB) / PAGE_SIZE);
}

/* A shared mapping of what was not opened for writing stays read-only. */
static void shared_file_to_read(void **state)
{
	u64 at = AT + 4 * PAGE_SIZE;

	(void)state;
	assert_int_equal(vm_map(mm, AT, 8 * PAGE_SIZE, RW, ANON | MAP_FIXED, NULL, NULL, 0), AT);
	assert_int_equal(vm_map(mm, at, PAGE_SIZE, PROT_READ, MAP_SHARED | MAP_FIXED | VM_NO_WRITE,
				&shared_memory_ops, shared_memory_new(PAGE_SIZE), 0), at);
	assert_int_equal(vm_protect(mm, at, PAGE_SIZE, RW), -EACCES);
	assert_int_equal(vm_protect(mm, AT, 8 * PAGE_SIZE, RW), -EACCES);
	assert_int_equal(fault(at, 6), -EFAULT);
	assert_int_equal(vm_protect(mm, at, PAGE_SIZE, PROT_NONE), 0);
	assert_int_equal(vm_protect(mm, at, PAGE_SIZE, PROT_READ | PROT_EXEC), 0);
	assert_int_equal(vm_protect(mm, AT, 4 * PAGE_SIZE, PROT_READ), 0);
	/* Also where it was moved to. */
	assert_int_equal(vm_remap(mm, at, PAGE_SIZE, PAGE_SIZE, MREMAP_MAYMOVE | MREMAP_FIXED, 2 * AT),
			 2 * AT);
	assert_int_equal(vm_protect(mm, 2 * AT, PAGE_SIZE, RW), -EACCES);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(map_arguments), CASE(demand_zero), CASE(stack), CASE(brk), CASE(data_limit),
		CASE(file), CASE(remap), CASE(compat), CASE(shared_file_to_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
