/* e820.h - the memory map as the BIOS tells it. */
#ifndef BIOS_E820_H
#define BIOS_E820_H

#include "base/mem_range.h"

/* Ranges as the BIOS gives them: unsorted, perhaps overlapping or empty, of type 0 when
 * they are to be ignored.  Asks INT 15h E820h, then E801h, then 88h.  max >= 3.  An error
 * when there is no map at all, when it is damaged, or when it has more than `max` entries. */
err_t e820_read(struct mem_range *out, unsigned max, unsigned *n) MUST_CHECK;

#endif
