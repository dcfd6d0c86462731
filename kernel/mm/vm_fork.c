/* vm_fork.c - address spaces as a whole: made, copied on write, shared, switched, freed. */
#include "abi/resource.h"
#include "common/str.h"
#include "mm/internal.h"
#include "mm/slab.h"
#include "mm/uaccess.h"

/* Below the top, for the stack and what lies above it. */
#define STACK_ROOM (128ull * MiB)

struct mm_struct *active_mm;
u64 user_limit;
void (*mm_exe_get)(void *exe), (*mm_exe_put)(void *exe);

static struct kmem_cache *mm_cache;

void vm_init(void)
{
	mm_cache = kmem_cache_create("mm_struct", sizeof(struct mm_struct));
	areas_init();
	vm_fault_init();
}

static u64 top_table(u64 table, u64 slot)
{
	return ((u64 *)phys_to_virt(table))[slot];
}

static bool tables_init(struct mm_struct *mm)
{
	u64 *pml4;

	mm->pml4 = table_new();
	if (!mm->pml4)
		return false;
	pml4 = phys_to_virt(mm->pml4);
	pml4[DIRECT_SLOT] = top_table(kernel_pml4, DIRECT_SLOT);
	pml4[KERNEL_SLOT] = top_table(kernel_pml4, KERNEL_SLOT);
	return true;
}

static void tables_end(struct mm_struct *mm)
{
	u64 *pml4 = phys_to_virt(mm->pml4);

	pml4[DIRECT_SLOT] = pml4[KERNEL_SLOT] = 0;
	table_free(mm->pml4);
}

struct mm_struct *mm_create(bool compat)
{
	struct mm_struct *mm = kmem_cache_alloc(mm_cache);

	if (!mm)
		return NULL;
	mm->users = 1;
	mm->task_size = compat ? TASK_SIZE_32 : TASK_SIZE_64;
	mm->mmap_top = mm->task_size - STACK_ROOM;
	mm->limit_as = mm->limit_data = RLIM_INFINITY;
	if (!tables_init(mm)) {
		kmem_cache_free(mm_cache, mm);
		return NULL;
	}
	return mm;
}

static long copy_areas(struct mm_struct *to, struct mm_struct *from)
{
	struct vm_area **link = &to->areas;

	for (struct vm_area *area = from->areas; area; area = area->next) {
		struct vm_area *copy;
		long error = 0;

		if (area->flags & VM_NO_FORK) {
			to->total -= (area->end - area->start) >> PAGE_SHIFT;
			continue;
		}
		copy = area_copy(to, area);
		if (!copy)
			return -ENOMEM;
		*link = copy;
		link = &copy->next;
		if (!(area->flags & VM_WIPE_FORK))
			error = tables_copy(to, from, area->start, area->end,
					    !(area->flags & MAP_SHARED));
		if (error)
			return error;
	}
	return 0;
}

struct mm_struct *mm_fork(struct mm_struct *from)
{
	struct mm_struct *mm = kmem_cache_alloc_dirty(mm_cache);
	long error;

	if (!mm)
		return NULL;
	*mm = *from;
	mm->users = 1;
	mm->areas = mm->last = NULL;
	mm->area_count = 0;
	mm->pages = 0;
	if (!tables_init(mm)) {
		kmem_cache_free(mm_cache, mm);
		return NULL;
	}
	if (mm->exe && mm_exe_get)
		mm_exe_get(mm->exe);
	error = copy_areas(mm, from);
	/* What was writable no longer is. */
	if (from == active_mm)
		flush_all();
	if (error) {
		mm_put(mm);
		return NULL;
	}
	mm->pages_peak = mm->pages;
	return mm;
}

void mm_get(struct mm_struct *mm)
{
	mm->users++;
}

void mm_put(struct mm_struct *mm)
{
	if (!mm || --mm->users)
		return;
	if (mm == active_mm)
		mm_activate(NULL);
	areas_free(mm);
	tables_end(mm);
	if (mm->exe && mm_exe_put)
		mm_exe_put(mm->exe);
	kmem_cache_free(mm_cache, mm);
}

void mm_activate(struct mm_struct *mm)
{
	if (mm == active_mm)
		return;
	active_mm = mm;
	user_limit = mm ? mm->task_size : 0;
	load_tables(mm ? mm->pml4 : kernel_pml4);
}
