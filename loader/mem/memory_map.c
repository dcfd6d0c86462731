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

static err_t insert(struct memory_map *m, unsigned at, u64 start, u64 last, u32 type)
{
	if (m->n == MEM_RANGES)
		return "memory map of more than 512 ranges";
	memmove(&m->range[at + 1], &m->range[at], (m->n - at) * sizeof m->range[0]);
	m->range[at] = (struct mem_range){ start, last - start + 1, type };
	m->n++;
	return NULL;
}

static void delete(struct memory_map *m, unsigned at)
{
	m->n--;
	memmove(&m->range[at], &m->range[at + 1], (m->n - at) * sizeof m->range[0]);
}

/* Let a range begin at `start`, if one has that byte inside. */
static err_t split(struct memory_map *m, u64 start)
{
	for (unsigned i = 0; i < m->n; i++) {
		struct mem_range *r = &m->range[i];
		u64 last = last_of(r);

		if (r->start < start && start <= last) {
			r->size = start - r->start;
			return insert(m, i + 1, start, last, r->type);
		}
	}
	return NULL;
}

/* One range where two of one type touch. */
static void merge(struct memory_map *m)
{
	for (unsigned i = 0; i + 1 < m->n; ) {
		struct mem_range *a = &m->range[i], *b = a + 1;

		/* All 2^64 bytes have no size in 64 bits: they stay two ranges. */
		if (a->type == b->type && last_of(a) + 1 == b->start && a->size + b->size) {
			a->size += b->size;
			delete(m, i + 1);
		} else {
			i++;
		}
	}
}

err_t memory_map_add(struct memory_map *m, struct mem_range r)
{
	u64 at = r.start, last;
	unsigned i = 0;

	if (r.size == 0)
		return NULL;
	last = r.size - 1 > UINT64_MAX - r.start ? UINT64_MAX : last_of(&r);
	TRY(split(m, r.start));
	if (last != UINT64_MAX)
		TRY(split(m, last + 1));
	/* Every range is now wholly inside or wholly outside: walk through the inside,
	 * `at` being the first byte not yet looked at. */
	while (i < m->n && m->range[i].start < r.start)
		i++;
	for (;;) {
		struct mem_range *have = &m->range[i];
		bool more = i < m->n && have->start <= last;

		if (more && have->start == at) {
			if (badness(have->type) < badness(r.type))
				have->type = r.type;
			at = last_of(have) + 1;
		} else {
			TRY(insert(m, i, at, more ? have->start - 1 : last, r.type));
			at = last_of(&m->range[i]) + 1;
		}
		i++;
		if (at == 0 || at > last)
			break;
	}
	merge(m);
	return NULL;
}

void memory_map_limit(struct memory_map *m, u64 limit)
{
	for (unsigned i = m->n; i-- > 0; ) {
		struct mem_range *r = &m->range[i];

		if (r->type != MEM_RAM || last_of(r) < limit)
			continue;
		if (r->start >= limit)
			delete(m, i);
		else
			r->size = limit - r->start;
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
