/* fuzz_e820.c - any bytes as a BIOS's answers about its memory: the map is one, says of each
 * byte what the BIOS said, and room is found only in RAM.
 *
 * The first 16 bytes are a wish for room; then an answer begins with a byte: registers. */
#include <stdlib.h>
#include "answers.h"
#include "bios/e820.h"
#include "demand.h"
#include "fake_bios.h"
#include "mem/memory_map.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

enum { CARRY = 1, NO_SMAP = 2, LAST = 4, SHORT = 8, ENTRY = 24, SMAP = 0x534d4150 };

/* --- The BIOS. */

static void bios(u8 vector, struct bios_regs *r)
{
	bool e820 = vector == 0x15 && (r->eax & 0xffff) == 0xe820;
	u8 how;

	take(&how, 1);
	if (!(how & CARRY))
		r->eflags &= ~(u32)FLAG_CF;
	if (!e820) {
		take(&r->eax, 4);
		take(&r->ebx, 4);
		take(&r->ecx, 4);
		take(&r->edx, 4);
		return;
	}
	take(fake_low + BIOS_BUFFER, how & SHORT ? ENTRY - 4 : ENTRY);
	r->eax = how & NO_SMAP ? 0 : SMAP;
	r->ebx = how & LAST || answers == answers_end ? 0 : r->ebx + 1;
}

/* --- What holds. */

static u32 type_in(const struct mem_range *range, unsigned n, u64 address)
{
	u32 type = 0;

	for (unsigned i = 0; i < n; i++)
		if (address >= range[i].start && address - range[i].start < range[i].size)
			type = MAX(type, range[i].type);
	return type;
}

/* At both sides of each edge. */
static void compare(const struct memory_map *m, const struct mem_range *range, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		u64 edges[] = { range[i].start, range[i].start - 1, range[i].start + range[i].size,
				range[i].start + range[i].size - 1 };

		for (unsigned k = 0; k < COUNT(edges); k++)
			if (edges[k] != UINT64_MAX)     /* the byte that is left out */
				demand(type_in(m->range, m->n, edges[k]) ==
				       type_in(range, n, edges[k]));
	}
}

static void check_order(const struct memory_map *m)
{
	demand(m->n <= MEM_RANGES);
	for (unsigned i = 0; i < m->n; i++) {
		const struct mem_range *r = &m->range[i];

		demand(r->type && r->size && r->size - 1 <= UINT64_MAX - r->start);
		demand(!i || r[-1].start + r[-1].size < r->start ||
		       (r[-1].start + r[-1].size == r->start && r[-1].type != r->type));
	}
}

static void find(const struct memory_map *m, const u32 wish[4])
{
	const struct mem_range taken[] = { { 0x10000, 0x5000, 1 }, { 16 * MiB, 1 * MiB, 1 } };
	struct room_wish w = {
		.size = MAX(wish[0], 1u), .align = 1u << wish[1] % 32, .high = wish[1] >> 31,
		.min = MAX(wish[2], 1u), .last = wish[3], .n = COUNT(taken), .taken = taken,
	};
	u32 found = memory_map_find(m, &w);
	bool inside = false;

	if (!found)
		return;
	demand(found >= w.min && found <= w.last && w.size - 1 <= w.last - found);
	demand(found % w.align == 0);
	for (unsigned i = 0; i < m->n; i++) {
		const struct mem_range *r = &m->range[i];

		inside |= r->type == MEM_RAM && found >= r->start && found - r->start < r->size &&
			  w.size <= r->size - (found - r->start);
	}
	demand(inside);
	for (unsigned i = 0; i < COUNT(taken); i++)
		demand(found >= taken[i].start + taken[i].size ||
		       (u64)found + w.size <= taken[i].start);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static struct memory_map map;
	struct mem_range *range = malloc(MEM_FIRMWARE * sizeof *range);
	unsigned n;
	u32 wish[4];

	answers = data;
	answers_end = data + size;
	take(wish, sizeof wish);
	fake_bios_reset(bios);
	if (!e820_read(range, MEM_FIRMWARE, &n)) {
		demand(n <= MEM_FIRMWARE);
		memory_map_make(&map, range, n);
		check_order(&map);
		compare(&map, range, n);
		find(&map, wish);
	}
	free(range);
	return 0;
}
