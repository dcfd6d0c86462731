/* memory_map.c - the machine's memory: sorted, disjoint, and where there is room. */
#include "common/str.h"
#include "mem/memory_map.h"

/* The last byte: an end could be 2^64. */
static u64 last_of(const struct mem_range *r)
{
	return r->start + (r->size - 1);
}

/* Which type wins where two overlap: the higher one.  Types we do not know are the least
 * usable. */
static u32 badness(u32 type)
{
	static const u8 known[] = {
		[MEM_RAM] = 1, [MEM_ACPI] = 2, [MEM_NVS] = 3, [MEM_RESERVED] = 4, [MEM_BAD] = 5,
	};

	if (type < COUNT(known) && known[type])
		return known[type];
	return type ? type : UINT32_MAX;        /* not in known[]: 6 and more, or 0 */
}

/* Put [start, last] behind what is there, as one range with the one before if both are
 * one piece.  All 2^64 bytes have no size in 64 bits: those stay two ranges. */
static err_t append(struct memory_map *m, u64 start, u64 last, u32 type)
{
	struct mem_range *before = m->n ? &m->range[m->n - 1] : NULL;
	u64 size = last - start + 1;

	if (before && before->type == type && last_of(before) + 1 == start &&
	    before->size + size) {
		before->size += size;
		return NULL;
	}
	if (m->n == MEM_RANGES)
		return "memory map of more than 512 ranges";
	m->range[m->n++] = (struct mem_range){ start, size, type };
	return NULL;
}

/* Make the list anew, from address 0 up to the last: each step looks at all ranges for
 * what is at `at` and how far it goes.  A machine has a dozen ranges. */
err_t memory_map_add(struct memory_map *m, struct mem_range r)
{
	static struct mem_range old[MEM_RANGES + 1];
	unsigned n = m->n;
	u64 at = 0, last;

	if (r.size == 0)
		return NULL;
	r.size = MIN(r.size - 1, UINT64_MAX - r.start) + 1;
	memcpy(old, m->range, n * sizeof old[0]);
	old[n++] = r;
	m->n = 0;
	do {
		u32 worst = 0, type = 0;

		last = UINT64_MAX;
		for (const struct mem_range *o = old; o < old + n; o++) {
			if (at < o->start) {
				last = MIN(last, o->start - 1);
			} else if (at <= last_of(o)) {
				last = MIN(last, last_of(o));
				if (worst < badness(o->type)) {
					type = o->type;
					worst = badness(type);
				}
			}
		}
		if (worst)
			TRY(append(m, at, last, type));
		at = last + 1;
	} while (at != 0);
	return NULL;
}

void memory_map_limit(struct memory_map *m, u64 limit)
{
	for (unsigned i = m->n; i-- > 0; ) {
		struct mem_range *r = &m->range[i];

		if (r->type != MEM_RAM || last_of(r) < limit)
			continue;
		r->size = limit - r->start;
		if (r->start >= limit) {
			m->n--;
			memmove(r, r + 1, (m->n - i) * sizeof *r);
		}
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

/* Does a range of taken[] touch [at, at + size)? */
static bool is_taken(const struct mem_range *taken, unsigned n, u64 at, u64 size)
{
	for (unsigned i = 0; i < n; i++)
		if (taken[i].size && taken[i].start <= at + (size - 1) &&
		    at <= last_of(&taken[i]))
			return true;
	return false;
}

/* Room in [low, last].  The best place is at its end, or right beside something taken:
 * try those.  A sum that wraps lands outside and is refused like any other outsider. */
static bool find_in(u64 low, u64 last, const struct mem_range *taken, unsigned n,
		    const struct room_wish *w, u64 *start)
{
	u64 size = w->size ? w->size : 1;
	bool found = false;

	for (unsigned i = 0; i <= n; i++) {
		u64 at;

		if (w->high)
			at = (i < n ? taken[i].start : last + 1) - size;
		else
			at = (i < n ? last_of(&taken[i]) + 1 : low) + (w->align - 1);
		at &= ~(w->align - 1);
		if (at < low || at > last || size - 1 > last - at ||
		    is_taken(taken, n, at, size))
			continue;
		if (!found || (at > *start) == w->high)
			*start = at;
		found = true;
	}
	return found;
}

bool memory_map_find(const struct memory_map *m, const struct mem_range *taken, unsigned n,
		     const struct room_wish *wish, u64 *start)
{
	for (unsigned i = 0; i < m->n; i++) {
		const struct mem_range *r = &m->range[wish->high ? m->n - 1 - i : i];
		u64 low = MAX(r->start, wish->min), last;

		if (r->type != MEM_RAM || wish->max == 0)
			continue;
		last = MIN(last_of(r), wish->max - 1);
		if (low <= last && find_in(low, last, taken, n, wish, start))
			return true;
	}
	return false;
}
