/* memory_map.h - the machine's memory: sorted, disjoint, and where there is room. */
#ifndef MEM_MEMORY_MAP_H
#define MEM_MEMORY_MAP_H

#include "base/mem_range.h"

enum { MEM_RANGES = 512 };

/* Always, after memory_map_add() and memory_map_reserve(): range[] is sorted by start,
 * the ranges do not touch if they have one type and never overlap, none is empty. */
struct memory_map {
	unsigned         n;
	struct mem_range range[MEM_RANGES];
};

/* Add what the firmware says.  Where it overlaps what is there, the less usable type
 * wins (RAM loses against everything).  Zero lengths are dropped, a range past 2^64 is
 * cut there. */
err_t memory_map_add(struct memory_map *m, struct mem_range r) MUST_CHECK;

/* Cut RAM at `limit` bytes (mem= of the kernel's command line). */
void memory_map_limit(struct memory_map *m, u64 limit);

/* Bytes of RAM in all. */
u64 memory_map_ram(const struct memory_map *m);

/* A wish for room. `align` is a power of two; the block lies wholly in [min, max). */
struct room_wish {
	u64  size, align, min, max;
	bool high;                      /* the highest place that fits, else the lowest */
};

/* Find RAM of `m` that no range of taken[n] touches.  False when there is none. */
bool memory_map_find(const struct memory_map *m, const struct mem_range *taken, unsigned n,
		     const struct room_wish *wish, u64 *start) MUST_CHECK;

#endif
