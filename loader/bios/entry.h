/* entry.h - what C and the loader's assembly call of each other. */
#ifndef BIOS_ENTRY_H
#define BIOS_ENTRY_H

#include "base/platform.h"

/* entry.asm: first instructions done, .bss clear.  What follows is C. */
NORETURN void bios_main(u8 boot_drive);

/* entry.asm: the CPU raised an exception at `eip`; `code` 0 for those without one. */
NORETURN void exception(u32 vector, u32 code, u32 eip);

/* entry.asm: the rest of the loader cannot be unpacked. */
NORETURN void rest_damaged(err_t why);

/* bios_int.asm: after a BIOS call A20 is off, and neither way to open it works. */
NORETURN void a20_stuck(void);

/* In entry.asm: the time stamp counter, or 0 on a CPU without one. */
u64 cpu_tsc(void);

/* In handoff.asm. */
NORETURN void bios_handoff(const struct handoff *h);

#endif
