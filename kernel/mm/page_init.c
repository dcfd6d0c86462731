/* page_init.c - which memory the page allocator gets: RAM without what is taken. */
#include "mm/internal.h"
#include "panic.h"

/* Set of ranges: one is walked in the order of addresses, without the other's. */
struct ranges {
	const struct phys_range *ram, *taken;
	unsigned rams, takens;
};

static u64 end_of(const struct phys_range *r)
{
	return r->size > UINT64_MAX - r->start ? UINT64_MAX : r->start + r->size;
}

/* If `at` lies in r, its end; else `at`, and *limit not above r's start. */
static u64 step_over(const struct phys_range *r, u64 at, u64 *limit)
{
	u64 start = ALIGN_DOWN(r->start, PAGE_SIZE);
	u64 end = MIN(end_of(r), UINT64_MAX - PAGE_SIZE);

	end = ALIGN_UP(end, PAGE_SIZE);
	if (end <= at || !r->size)
		return at;
	if (start <= at)
		return end;
	*limit = MIN(*limit, start);
	return at;
}

/* The first free bytes of ram[i] from *at on: their start in *at, their number. 0: none.
 * What an earlier range of RAM already had counts as taken. */
static u64 next_free(const struct ranges *set, unsigned i, u64 *at)
{
	static const struct phys_range low = { 0, MiB };
	u64 end = ALIGN_DOWN(MIN(end_of(set->ram + i), MAX_PHYS), PAGE_SIZE), before, limit;

	*at = ALIGN_UP(MAX(*at, set->ram[i].start), PAGE_SIZE);
	do {
		before = *at;
		limit = end;
		*at = step_over(&low, *at, &limit);
		for (unsigned t = 0; t < set->takens; t++)
			*at = step_over(set->taken + t, *at, &limit);
		for (unsigned r = 0; r < i; r++)
			*at = step_over(set->ram + r, *at, &limit);
		if (*at >= end)
			return 0;
	} while (*at != before);
	return limit - *at;
}

u64 pages_find_hole(const struct phys_range *ram, unsigned rams,
		    const struct phys_range *taken, unsigned takens, u64 size)
{
	struct ranges set = { ram, taken, rams, takens };

	for (unsigned i = 0; i < rams; i++) {
		u64 at = 0, n;

		if (ram[i].start > MAX_PHYS)
			continue;
		while ((n = next_free(&set, i, &at)) != 0) {
			if (n >= size && at + size <= EARLY_PHYS)
				return at;
			at += n;
		}
	}
	return 0;
}

static u64 highest_page(const struct phys_range *ram, unsigned rams)
{
	u64 top = 0;

	for (unsigned i = 0; i < rams; i++)
		if (ram[i].start < MAX_PHYS)
			top = MAX(top, MIN(end_of(ram + i), MAX_PHYS));
	return top >> PAGE_SHIFT;
}

void pages_init(const struct phys_range *ram, unsigned rams,
		const struct phys_range *taken, unsigned takens)
{
	struct ranges set = { ram, taken, rams, takens };
	u64 pages = highest_page(ram, rams);
	struct phys_range map = { 0, ALIGN_UP(pages * sizeof(struct page), PAGE_SIZE) };

	map.start = pages_find_hole(ram, rams, taken, takens, map.size);
	if (!map.start)
		panic("no %llu KiB of memory for the page allocator",
		      (unsigned long long)map.size / KiB);
	pages_set_map(map.start, pages);
	for (unsigned i = 0; i < rams; i++) {
		u64 at = 0, n;

		if (ram[i].start > MAX_PHYS)
			continue;
		while ((n = next_free(&set, i, &at)) != 0) {
			/* The hole lies at the start of a free stretch. */
			if (at == map.start)
				pages_add(at + map.size, n - map.size);
			else
				pages_add(at, n);
			at += n;
		}
	}
}
