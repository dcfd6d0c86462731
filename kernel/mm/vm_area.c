/* vm_area.c - the areas of an address space: a list in the order of addresses. */
#include "abi/resource.h"
#include "mm/internal.h"
#include "mm/slab.h"

static struct kmem_cache *area_cache;

void areas_init(void)
{
	area_cache = kmem_cache_create("vm_area", sizeof(struct vm_area));
}

struct vm_area *area_from(struct mm_struct *mm, u64 address)
{
	struct vm_area *area = mm->last;

	if (area && area->start <= address && address < area->end)
		return area;
	/* Nothing before the last hit can be the one if it lies below. */
	if (!area || area->end > address)
		area = mm->areas;
	while (area && area->end <= address)
		area = area->next;
	if (area)
		mm->last = area;
	return area;
}

struct vm_area *vm_find(struct mm_struct *mm, u64 address)
{
	struct vm_area *area = area_from(mm, address);

	return area && area->start <= address ? area : NULL;
}

bool area_free(struct mm_struct *mm, u64 start, u64 end)
{
	struct vm_area *area = area_from(mm, start);

	if (!area)
		return true;
	/* A stack keeps the room below it. */
	if (area->flags & MAP_GROWSDOWN)
		return area->start >= GUARD_GAP && area->start - GUARD_GAP >= end;
	return area->start >= end;
}

/* What lies below an area and must stay free. */
static u64 floor_of(const struct vm_area *area)
{
	if (!(area->flags & MAP_GROWSDOWN))
		return area->start;
	return area->start > GUARD_GAP ? area->start - GUARD_GAP : 0;
}

u64 area_gap(struct mm_struct *mm, u64 len, u64 top)
{
	u64 low = MMAP_MIN, found = 0;

	for (struct vm_area *area = mm->areas; ; area = area->next) {
		u64 high = area ? MIN(floor_of(area), top) : top;

		if (high > low && high - low >= len)
			found = high - len;
		if (!area || area->end >= top)
			return found;
		low = MAX(low, area->end);
	}
}

bool area_is_data(u32 prot, u32 flags)
{
	return prot & PROT_WRITE && !(flags & (MAP_SHARED | MAP_GROWSDOWN));
}

static bool below(u64 have, u64 more, u64 limit)
{
	return have <= limit && more <= limit - have;
}

bool data_fits(const struct mm_struct *mm, u64 more_bytes)
{
	u64 have = 0;

	if (mm->limit_data == RLIM_INFINITY)
		return true;
	for (const struct vm_area *a = mm->areas; a; a = a->next)
		if (area_is_data(a->prot, a->flags))
			have += a->end - a->start;
	return below(have, more_bytes, mm->limit_data);
}

bool area_fits(const struct mm_struct *mm, u64 more_bytes, u32 prot, u32 flags)
{
	return below(mm->total << PAGE_SHIFT, more_bytes, mm->limit_as) &&
	       (!area_is_data(prot, flags) || data_fits(mm, more_bytes));
}

struct vm_area *area_new(struct mm_struct *mm)
{
	struct vm_area *area;

	if (mm->area_count >= MAX_AREAS)
		return NULL;
	area = kmem_cache_alloc(area_cache);
	if (area)
		mm->area_count++;
	return area;
}

struct vm_area *area_copy(struct mm_struct *mm, const struct vm_area *from)
{
	struct vm_area *area = area_new(mm);

	if (!area)
		return NULL;
	*area = *from;
	area->next = NULL;
	if (area->ops && area->ops->get)
		area->ops->get(area->object);
	return area;
}

void area_drop(struct mm_struct *mm, struct vm_area *area)
{
	if (area->ops && area->ops->put)
		area->ops->put(area->object);
	mm->area_count--;
	if (mm->last == area)
		mm->last = NULL;
	kmem_cache_free(area_cache, area);
}

/* Does `next` continue `area`? */
static bool joins(const struct vm_area *area, const struct vm_area *next)
{
	return area->end == next->start && area->prot == next->prot &&
	       area->flags == next->flags && area->name == next->name &&
	       !(area->flags & MAP_GROWSDOWN) && area->ops == next->ops &&
	       area->object == next->object &&
	       (!area->ops || area->offset + (area->end - area->start) == next->offset);
}

/* The place where the area that ends above `address` hangs. */
static struct vm_area **link_of(struct mm_struct *mm, u64 address)
{
	struct vm_area **link = &mm->areas;

	/* The last hit is a good start when it lies below. */
	if (mm->last && mm->last->end <= address)
		link = &mm->last->next;
	while (*link && (*link)->end <= address)
		link = &(*link)->next;
	return link;
}

void area_merge(struct mm_struct *mm, u64 start, u64 end)
{
	struct vm_area *area = mm->areas, *next;

	if (mm->last && mm->last->end < start)
		area = mm->last;
	while (area && area->end < start)
		area = area->next;
	while (area && (next = area->next) != NULL && area->end <= end) {
		if (!joins(area, next)) {
			area = next;
			continue;
		}
		area->end = next->end;
		area->next = next->next;
		mm->changes++;
		area_drop(mm, next);
	}
}

void area_insert(struct mm_struct *mm, struct vm_area *area)
{
	struct vm_area **link = link_of(mm, area->start);
	u64 start = area->start, end = area->end;

	area->next = *link;
	*link = area;
	mm->total += (end - start) >> PAGE_SHIFT;
	mm->changes++;
	area_merge(mm, start, end);
}

static long split_at(struct mm_struct *mm, u64 address)
{
	struct vm_area *area = vm_find(mm, address), *high;

	if (!area || area->start == address)
		return 0;
	high = area_copy(mm, area);
	if (!high)
		return -ENOMEM;
	high->start = address;
	if (high->ops)
		high->offset += address - area->start;
	high->next = area->next;
	/* Only the lower part of a stack can grow. */
	high->flags &= ~(u32)MAP_GROWSDOWN;
	area->end = address;
	area->next = high;
	mm->changes++;
	return 0;
}

long area_split(struct mm_struct *mm, u64 start, u64 end)
{
	long error = split_at(mm, start);

	return error ? error : split_at(mm, end);
}

void areas_free(struct mm_struct *mm)
{
	while (mm->areas) {
		struct vm_area *area = mm->areas;

		mm->areas = area->next;
		tables_zap(mm, area->start, area->end);
		area_drop(mm, area);
	}
	mm->total = 0;
}
