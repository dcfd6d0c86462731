/* boot_timeline.h - what the boot did, and when: from the MBR to /init. */
#ifndef KERNEL_BOOT_TIMELINE_H
#define KERNEL_BOOT_TIMELINE_H

#include "common/types.h"

/* `what` (which lives forever) has just been done. */
void boot_step(const char *what);
/* The same for a moment that was noted before: its TSC value. */
void boot_step_at(const char *what, u64 tsc);

/* Write the timeline into to[size], cut to fit; its length: /proc/boot-timeline. Each line is
 * ticks of the TSC since the step before (the first: since the CPU's reset), and what was
 * done.  The last, kernel_init, is next to /init's first instruction. */
size_t boot_timeline_text(char *to, size_t size);

/* Every step also goes to the console: initcall_debug. */
extern bool boot_steps_printed;

#endif
