/* mem_range.h - a piece of physical memory as the firmware describes it. */
#ifndef BASE_MEM_RANGE_H
#define BASE_MEM_RANGE_H

#include "common/types.h"

/* Types as INT 15h AX=E820h numbers them (ACPI 6.4 table 15.3). */
enum { MEM_RAM = 1, MEM_RESERVED = 2, MEM_ACPI = 3, MEM_NVS = 4, MEM_BAD = 5 };

struct mem_range {
	u64 start, size;                /* bytes; start + size may be 2^64, never more */
	u32 type;
};

#endif
