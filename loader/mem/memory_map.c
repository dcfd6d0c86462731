/* memory_map.c - the machine's memory: sorted, disjoint, and where there is room. */
#include "mem/memory_map.h"

/* The address space ends one byte before 2^64, so that every end is a number. */
static u64 end_of(const struct mem_range *r)
{
	u64 end = r->start + r->size;

	return end < r->start ? UINT64_MAX : end;
}

/* From address 0 up: each step looks at all ranges for what is at `at` and how far it
 * goes.  A machine has a dozen ranges. */
void memory_map_make(struct memory_map *m, const struct mem_range *range, unsigned n)
{
	u64 at = 0, next;
	u32 before = 0;

	for (m->n = 0; at != UINT64_MAX; at = next) {
		u32 type = 0;

		next = UINT64_MAX;
		for (const struct mem_range *r = range; r < range + n; r++) {
			u64 edge = r->start;

			if (edge <= at) {
				edge = end_of(r);
				if (edge <= at)
					continue;
				type = MAX(type, r->type);
			}
			next = MIN(next, edge);
		}
		if (type && type == before)
			m->range[m->n - 1].size += next - at;
		else if (type)
			m->range[m->n++] = (struct mem_range){ at, next - at, type };
		before = type;
	}
}

u64 memory_map_ram(const struct memory_map *m)
{
	u64 sum = 0;

	for (unsigned i = 0; i < m->n; i++)
		if (m->range[i].type == MEM_RAM)
			sum += m->range[i].size;
	return sum;
}

/* What is in the way of a block at `at`, or NULL. */
static const struct mem_range *obstacle(const struct room_wish *w, u32 at)
{
	for (unsigned i = 0; i < w->n; i++) {
		const struct mem_range *t = &w->taken[i];
		u32 start = (u32)t->start;

		if (at - start < (u32)t->size || start - at < w->size)
			return t;
	}
	return NULL;
}

/* Room in [low, last], none if low > last: from its end on, from one obstacle to the next,
 * each of which is passed once. */
static u32 find_in(const struct room_wish *w, u32 low, u32 last)
{
	u32 at = w->high ? last - (w->size - 1) : low;

	for (unsigned i = 0; i <= w->n; i++) {
		const struct mem_range *t;

		if (!w->high)
			at += w->align - 1;
		at &= -w->align;
		/* What wrapped around 0 or 2^32 is outside. */
		if (at < low || at > last || w->size - 1 > last - at)
			break;
		t = obstacle(w, at);
		if (!t)
			return at;
		at = (u32)t->start + (w->high ? -w->size : (u32)t->size);
	}
	return 0;
}

u32 memory_map_find(const struct memory_map *m, const struct room_wish *w)
{
	u32 at = 0;

	for (unsigned i = 0; i < m->n && !at; i++) {
		const struct mem_range *r = &m->range[w->high ? m->n - 1 - i : i];

		if (r->type == MEM_RAM && r->start <= w->last)
			at = find_in(w, MAX((u32)r->start, w->min),
				     (u32)MIN(end_of(r) - 1, w->last));
	}
	return at;
}
