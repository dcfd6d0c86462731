/* vm.c - mmap, munmap, mprotect, mremap, madvise, brk. */
#include "abi/resource.h"
#include "mm/internal.h"

enum { PROT_ALL = PROT_READ | PROT_WRITE | PROT_EXEC };

/* Whole pages inside the user half; *len is rounded up. */
static bool range_ok(const struct mm_struct *mm, u64 address, u64 *len)
{
	if (address % PAGE_SIZE || *len > mm->task_size)
		return false;
	*len = ALIGN_UP(*len, PAGE_SIZE);
	return *len <= mm->task_size && address <= mm->task_size - *len;
}

/* Areas begin and end at the borders already, so it cannot fail. */
static void unmap_whole(struct mm_struct *mm, u64 start, u64 end)
{
	struct vm_area **link = &mm->areas, *area;

	while (*link && (*link)->end <= start)
		link = &(*link)->next;
	while ((area = *link) != NULL && area->start < end) {
		*link = area->next;
		mm->total -= (area->end - area->start) >> PAGE_SHIFT;
		mm->changes++;
		tables_zap(mm, area->start, area->end);
		area_drop(mm, area);
	}
}

static long unmap(struct mm_struct *mm, u64 start, u64 end)
{
	long error = area_split(mm, start, end);

	if (!error)
		unmap_whole(mm, start, end);
	return error;
}

long vm_unmap(struct mm_struct *mm, u64 address, u64 len)
{
	if (!len || !range_ok(mm, address, &len))
		return -EINVAL;
	return unmap(mm, address, address + len);
}

/* More private memory than the machine has cannot be meant. */
static bool too_much(u64 len, u32 prot, u32 flags)
{
	struct page_counts counts;

	if (!(prot & PROT_WRITE) || flags & (MAP_SHARED | MAP_NORESERVE))
		return false;
	page_counts(&counts);
	return len >> PAGE_SHIFT > counts.total;
}

/* Where a new mapping goes, or negated errno. */
static long place(struct mm_struct *mm, u64 address, u64 len, u32 flags)
{
	if (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) {
		if (!range_ok(mm, address, &len))
			return address % PAGE_SIZE ? -EINVAL : -ENOMEM;
		if (address < MMAP_MIN)
			return -EPERM;
		if (flags & MAP_FIXED_NOREPLACE && !area_free(mm, address, address + len))
			return -EEXIST;
		return (long)address;
	}
	address = ALIGN_DOWN(address, PAGE_SIZE);
	if (address >= MMAP_MIN && range_ok(mm, address, &len) &&
	    area_free(mm, address, address + len))
		return (long)address;
	address = area_gap(mm, len, flags & MAP_32BIT ? MIN(mm->mmap_top, 1ull << 31) : mm->mmap_top);
	if (!address)                   /* above mmap_top there may be some, too */
		address = area_gap(mm, len, mm->task_size);
	return address ? (long)address : -ENOMEM;
}

long vm_map(struct mm_struct *mm, u64 address, u64 len, u32 prot, u32 flags,
	    const struct vm_object_ops *ops, void *object, u64 offset)
{
	struct vm_area *area;
	bool own = false;
	long at, error;

	if (!len || offset % PAGE_SIZE)
		return -EINVAL;
	if (len > mm->task_size)
		return -ENOMEM;
	if (offset > INT64_MAX - len)
		return -EOVERFLOW;
	len = ALIGN_UP(len, PAGE_SIZE);
	if (!area_fits(mm, len, prot, flags) || too_much(len, prot, flags))
		return -ENOMEM;
	at = place(mm, address, len, flags);
	if (at < 0)
		return at;
	if (!ops && flags & MAP_SHARED) {
		ops = &shared_memory_ops;
		object = shared_memory_new(len);
		own = true;
		offset = 0;
		if (!object)
			return -ENOMEM;
	}
	area = area_new(mm);
	if (!area)
		goto no_area;
	if (flags & MAP_FIXED) {
		error = unmap(mm, (u64)at, (u64)at + len);
		if (error) {
			area_drop(mm, area);
			goto no_area;
		}
	}
	area->start = (u64)at;
	area->end = (u64)at + len;
	area->prot = prot & PROT_ALL;
	area->flags = flags & (MAP_PRIVATE | MAP_SHARED | MAP_GROWSDOWN | VM_OURS);
	area->ops = ops;
	area->object = object;
	area->offset = offset;
	if (ops && ops->get && !own)
		ops->get(object);
	area_insert(mm, area);
	return at;
no_area:
	if (own)
		ops->put(object);
	return -ENOMEM;
}

/* Up to where, at most `end`, there are areas everywhere from `start` on. */
static u64 covered(struct mm_struct *mm, u64 start, u64 end)
{
	struct vm_area *area = vm_find(mm, start);
	u64 to = start;

	for (; area && area->start <= to && to < end; area = area->next)
		to = area->end;
	return MIN(to, end);
}

static bool may_protect(const struct vm_area *area, u32 prot)
{
	return !(prot & PROT_WRITE && area->flags & VM_NO_WRITE) &&
	       !(prot & PROT_EXEC && area->flags & VM_NO_EXEC);
}

/* RLIMIT_DATA for what becomes writable; RLIMIT_AS counts it already. */
static bool data_may_grow(struct mm_struct *mm, u64 start, u64 end, u32 prot)
{
	u64 more = 0;

	if (!(prot & PROT_WRITE) || mm->limit_data == RLIM_INFINITY)
		return true;
	for (struct vm_area *a = vm_find(mm, start); a && a->start < end; a = a->next)
		if (area_is_data(prot, a->flags) && !area_is_data(a->prot, a->flags))
			more += MIN(a->end, end) - MAX(a->start, start);
	return data_fits(mm, more);
}

long vm_protect(struct mm_struct *mm, u64 address, u64 len, u32 prot)
{
	u64 end, wanted;
	long error;

	if (prot & ~(u32)(PROT_ALL | PROT_GROWSDOWN) || address % PAGE_SIZE)
		return -EINVAL;
	if (!range_ok(mm, address, &len))
		return -ENOMEM;
	if (!len)
		return 0;
	wanted = address + len;
	end = covered(mm, address, wanted);     /* up to a hole it is done */
	if (end == address)
		return -ENOMEM;
	if (prot & PROT_GROWSDOWN) {
		struct vm_area *area = vm_find(mm, address);

		if (!(area->flags & MAP_GROWSDOWN))
			return -EINVAL;
		address = area->start;
	}
	prot &= PROT_ALL;
	if (!data_may_grow(mm, address, end, prot))
		return -ENOMEM;
	error = area_split(mm, address, end);
	if (error)
		return error;
	for (struct vm_area *area = vm_find(mm, address); area && area->start < end;
	     area = area->next) {
		if (area->prot == prot)
			continue;
		if (!may_protect(area, prot)) {
			error = -EACCES;
			break;
		}
		area->prot = prot;
		mm->changes++;
		tables_protect(mm, area->start, area->end, prot, area->flags & MAP_SHARED);
	}
	area_merge(mm, address, end);
	return error ? error : end < wanted ? -ENOMEM : 0;
}

/* Make the last part of [old, old + old_len) longer where it lies. */
static bool grow(struct mm_struct *mm, struct vm_area *area, u64 end)
{
	if (end > mm->task_size || end <= area->end ||
	    (area->next && !area_free(mm, area->end, end)))
		return false;
	mm->total += (end - area->end) >> PAGE_SHIFT;
	area->end = end;
	mm->changes++;
	area_merge(mm, area->start, end);
	return true;
}

static long move(struct mm_struct *mm, u64 old, u64 old_len, u64 new_len, long to)
{
	struct vm_area *area, *copy;
	long error = area_split(mm, old, old + old_len);

	if (error)
		return error;
	area = vm_find(mm, old);
	copy = area_copy(mm, area);
	if (!copy)
		return -ENOMEM;
	copy->start = (u64)to;
	copy->end = (u64)to + new_len;
	error = tables_move(mm, old, (u64)to, old_len);
	if (error) {
		area_drop(mm, copy);
		return error;
	}
	/* First: inserted, the copy may become one area with the old one. */
	unmap_whole(mm, old, old + old_len);
	area_insert(mm, copy);
	return to;
}

/* MREMAP_FIXED: what lies at the new place goes. */
static long remap_fixed(struct mm_struct *mm, u64 old, u64 old_len, u64 new_len, u64 to)
{
	long error;

	if (!range_ok(mm, to, &new_len) || (to < old + old_len && old < to + new_len))
		return -EINVAL;
	if (to < MMAP_MIN)
		return -EPERM;
	error = unmap(mm, to, to + new_len);
	if (!error && new_len < old_len) {
		error = unmap(mm, old + new_len, old + old_len);
		old_len = new_len;
	}
	return error ? error : move(mm, old, old_len, new_len, (long)to);
}

/* An old length of 0: a second view of shared memory. */
static long view_again(struct mm_struct *mm, const struct vm_area *area, u64 old, u64 len, u32 flags)
{
	if (!(area->flags & MAP_SHARED) || flags != MREMAP_MAYMOVE)
		return -EINVAL;
	return vm_map(mm, 0, len, area->prot, area->flags, area->ops, area->object,
		      area->offset + (old - area->start));
}

void vm_zap(struct mm_struct *mm, u64 start, u64 end)
{
	tables_zap(mm, start, end);
}

long vm_remap(struct mm_struct *mm, u64 old, u64 old_len, u64 new_len, u32 flags, u64 new_address)
{
	struct vm_area *area;
	long to;

	if (flags & ~(u32)(MREMAP_MAYMOVE | MREMAP_FIXED) || !new_len ||
	    (flags & MREMAP_FIXED && !(flags & MREMAP_MAYMOVE)) || !range_ok(mm, old, &old_len))
		return -EINVAL;
	if (new_len > mm->task_size)
		return -ENOMEM;
	new_len = ALIGN_UP(new_len, PAGE_SIZE);
	area = vm_find(mm, old);
	if (!area || area->end < old + old_len)
		return -EFAULT;
	if (!old_len)
		return view_again(mm, area, old, new_len, flags);
	if (new_len > old_len && (!area_fits(mm, new_len - old_len, area->prot, area->flags) ||
				  too_much(new_len - old_len, area->prot, area->flags)))
		return -ENOMEM;
	if (flags & MREMAP_FIXED)
		return remap_fixed(mm, old, old_len, new_len, new_address);
	if (new_len <= old_len) {
		if (new_len < old_len) {
			to = unmap(mm, old + new_len, old + old_len);
			if (to)
				return to;
		}
		return (long)old;
	}
	if (area->end == old + old_len && grow(mm, area, old + new_len))
		return (long)old;
	if (!(flags & MREMAP_MAYMOVE))
		return -ENOMEM;
	to = place(mm, 0, new_len, 0);
	return to < 0 ? to : move(mm, old, old_len, new_len, to);
}

/* The area's flag that says what fork does with it, if the advice is about that. */
static u32 fork_flag(int advice)
{
	return advice == MADV_DONTFORK || advice == MADV_DOFORK ? VM_NO_FORK :
	       advice == MADV_WIPEONFORK || advice == MADV_KEEPONFORK ? VM_WIPE_FORK : 0;
}

/* MADV_DONTNEED and MADV_FREE forget what pages held. */
static long advise_area(struct mm_struct *mm, struct vm_area *area, u64 start, u64 end, int advice)
{
	bool on = advice == MADV_DONTFORK || advice == MADV_WIPEONFORK;

	if ((advice == MADV_FREE || advice == MADV_WIPEONFORK) &&
	    (area->ops || !(area->flags & MAP_PRIVATE)))
		return -EINVAL;
	if (advice == MADV_DONTNEED || advice == MADV_FREE)
		tables_zap(mm, start, end);
	area->flags = (area->flags & ~fork_flag(advice)) | (on ? fork_flag(advice) : 0);
	return 0;
}

long vm_advise(struct mm_struct *mm, u64 address, u64 len, int advice)
{
	long result = 0;
	u64 start = address, end;

	if (!range_ok(mm, address, &len))
		return -EINVAL;
	/* 0..4, MADV_FREE, and of 10..21 those for fork and hints of which one sees nothing. */
	if (advice < 0 || advice > 21 || (advice > MADV_DONTNEED && advice < MADV_FREE) ||
	    advice == MADV_REMOVE)
		return -EINVAL;
	end = address + len;
	if (fork_flag(advice) && (result = area_split(mm, address, end)))
		return result;
	while (address < end) {
		struct vm_area *area = area_from(mm, address);
		long error;

		if (!area || area->start >= end)
			return -ENOMEM;
		if (area->start > address) {
			address = area->start;
			result = -ENOMEM;
		}
		error = advise_area(mm, area, address, MIN(end, area->end), advice);
		if (error)
			return error;
		address = area->end;
	}
	if (fork_flag(advice))
		area_merge(mm, start, end);
	return result;
}

long vm_brk(struct mm_struct *mm, u64 brk, u64 rlimit_data)
{
	static const char heap[] = "[heap]";
	u64 old = ALIGN_UP(mm->brk, PAGE_SIZE), end;
	struct vm_area *area;

	if (brk < mm->brk_start || brk >= mm->task_size || brk - mm->brk_start > rlimit_data)
		return (long)mm->brk;
	end = ALIGN_UP(brk, PAGE_SIZE);
	if (end < old) {
		if (unmap(mm, end, old))
			return (long)mm->brk;
	} else if (end > old) {
		/* The page behind stays free, so that the heap runs into no mapping. */
		if (!area_fits(mm, end - old, PROT_WRITE, MAP_PRIVATE) ||
		    !area_free(mm, old, end + PAGE_SIZE) ||
		    too_much(end - old, PROT_WRITE, MAP_PRIVATE))
			return (long)mm->brk;
		area = area_new(mm);
		if (!area)
			return (long)mm->brk;
		area->start = old;
		area->end = end;
		area->prot = PROT_READ | PROT_WRITE;
		area->flags = MAP_PRIVATE;
		area->name = heap;
		area_insert(mm, area);
	}
	mm->brk = brk;
	return (long)brk;
}
