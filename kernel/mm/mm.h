/* mm.h - the start of memory management, and its end. */
#ifndef MM_MM_H
#define MM_MM_H

#include "boot_info.h"
#include "mm/page.h"

/* The kernel's own page tables, the page allocator over the firmware's memory map, the
 * object allocator.  Before: entry/start32.asm's mapping of the first 4 GiB one to one and
 * at DIRECT_MAP.  Afterwards: physical memory at DIRECT_MAP only.  `info` says what stays
 * taken: the initrd. */
void mm_init(const struct boot_info *info);

/* Called when 2^order pages cannot be had; true: it has freed some, try again.  NULL until
 * somebody sets it. */
extern bool (*oom_hook)(unsigned order);

#endif
