/* memory_map.h - the machine's memory: sorted, disjoint, and where there is room. */
#ifndef MEM_MEMORY_MAP_H
#define MEM_MEMORY_MAP_H

#include "base/mem_range.h"

/* n overlapping ranges make 2 n - 1 pieces at most. */
enum { MEM_FIRMWARE = 256, MEM_RANGES = 2 * MEM_FIRMWARE };

/* range[] is sorted by start; the ranges do not touch if they have one type and never
 * overlap, none is empty. */
struct memory_map {
	unsigned         n;
	struct mem_range range[MEM_RANGES];
};

/* Make the map of what the firmware says, MEM_FIRMWARE ranges at most in any order.
 * Where they overlap the higher type wins, as in Linux: RAM loses against everything.
 * Empty ranges and those of type 0 are dropped, a range past 2^64 - 1 is cut there. */
void memory_map_make(struct memory_map *m, const struct mem_range *range, unsigned n);

/* Bytes of RAM in all. */
u64 memory_map_ram(const struct memory_map *m);

/* A wish for room below 4 GiB: `size` bytes, not 0, wholly in [min, last], min not 0,
 * aligned to a power of two, where it touches no range of taken[n].  Those lie below
 * 4 GiB, too, and none is empty. */
struct room_wish {
	u32  size, align, min, last;
	bool high;                      /* the highest place that fits, else the lowest */
	unsigned n;
	const struct mem_range *taken;
};

/* Find such RAM in `m`; its address, or 0 when there is none. */
u32 memory_map_find(const struct memory_map *m, const struct room_wish *wish) MUST_CHECK;

#endif
