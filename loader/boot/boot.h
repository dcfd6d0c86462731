/* boot.h - check what an entry names, decide where it goes, put it there, jump. */
#ifndef BOOT_BOOT_H
#define BOOT_BOOT_H

#include "base/platform.h"
#include "boot/plan.h"
#include "mem/memory_map.h"

/* `linux` and `linux16`: open argv[0] (device in it, or on `root`), check its header for
 * the protocol, record it with its command line, argv[1] and on.  A new kernel clears the
 * plan first.  On an error the plan is marked failed.  argc > 0. */
err_t plan_linux(struct boot_plan *plan, enum plan_protocol protocol, const char *root,
		 int argc, char *const *argv) MUST_CHECK;

/* `initrd` and `initrd16`: open and record each file; a second call replaces the first,
 * as in GRUB.  Needs a kernel of the same protocol family first. */
err_t plan_initrd(struct boot_plan *plan, enum plan_protocol protocol, const char *root,
		  int argc, char *const *argv) MUST_CHECK;

/* Pieces of memory below 4 GiB that the loader itself needs until the jump: low memory
 * and the heap. */
enum { BOOT_OWNS = 2 };

/* `boot`: place and read the files, then jump.  Comes back only with an error: nothing
 * is changed then that a next try would miss. */
err_t plan_boot(struct boot_plan *plan, const struct platform *p,
		const struct memory_map *map,
		const struct mem_range own[BOOT_OWNS]) MUST_CHECK;

#endif
