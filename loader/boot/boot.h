/* boot.h - check what an entry names, decide where it goes, put it there, jump. */
#ifndef BOOT_BOOT_H
#define BOOT_BOOT_H

#include "base/platform.h"
#include "boot/plan.h"
#include "mem/memory_map.h"

/* `linux` and `linux16`: open `path` (device in it, or on `root`), check its header for
 * the protocol, record it with its command line.  A new kernel clears the plan first.
 * On an error the plan is marked failed. */
err_t plan_linux(struct boot_plan *plan, enum plan_protocol protocol, const char *path,
		 const char *root, int argc, char *const *argv) MUST_CHECK;

/* `initrd` and `initrd16`: open and record each file; a second call replaces the first,
 * as in GRUB.  Needs a kernel of the same protocol family first. */
err_t plan_initrd(struct boot_plan *plan, enum plan_protocol protocol, const char *root,
		  int argc, char *const *argv) MUST_CHECK;

/* `boot`: place and read the files, then jump.  Comes back only with an error: nothing
 * is changed then that a next try would miss.  `own` are the ranges of memory that the
 * loader itself needs until the jump (heap and low memory). */
err_t plan_boot(const struct boot_plan *plan, const struct platform *p,
		const struct memory_map *map, const struct mem_range *own,
		unsigned owns) MUST_CHECK;

#endif
