/* mm_init.c - from the firmware's memory map to allocators that work. */
#include "mm/internal.h"
#include "panic.h"

enum { RAM = 1, MAX_RANGES = 2 * BOOT_RANGES };

extern u8 kernel_start[], kernel_end[];

/* In and out of mm_init only, but too big for its stack. */
static struct phys_range ram[BOOT_RANGES], taken[MAX_RANGES];
static unsigned rams, takens;

static void take(u64 start, u64 size)
{
	if (size && takens < MAX_RANGES)
		taken[takens++] = (struct phys_range){ start, size };
}

/* Where two of the firmware's ranges overlap, it is no RAM. */
static u64 sort_ranges(const struct boot_info *info)
{
	u64 top = 0;

	for (unsigned i = 0; i < info->ranges; i++) {
		const struct boot_range *r = &info->range[i];
		u64 end = r->size > MAX_PHYS ? MAX_PHYS : MIN(r->start + r->size, MAX_PHYS);

		if (r->type != RAM) {
			take(r->start, r->size);
		} else if (r->start < MAX_PHYS) {
			ram[rams++] = (struct phys_range){ r->start, r->size };
			top = MAX(top, end);
		}
	}
	return top;
}

void mm_init(const struct boot_info *info)
{
	u64 top, tables, size;

	rams = takens = 0;
	take(kernel_phys(), (u64)(kernel_end - kernel_start));
	take(info->initrd, info->initrd_size);
	top = sort_ranges(info);
	paging_init();
	if (top > EARLY_PHYS) {
		size = (top - EARLY_PHYS + (1ull << 30) - 1) >> 30 << PAGE_SHIFT;
		tables = pages_find_hole(ram, rams, taken, takens, size);
		if (!tables)
			panic("no memory for page tables of %llu MiB",
			      (unsigned long long)top / MiB);
		take(tables, size);
		paging_map_high(top, tables);
	}
	pages_init(ram, rams, taken, takens);
	slab_init();
	vm_init();
}
