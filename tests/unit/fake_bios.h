/* fake_bios.h - a BIOS that is a function, and its first megabyte. */
#ifndef UNIT_FAKE_BIOS_H
#define UNIT_FAKE_BIOS_H

#include "bios/bios.h"

extern u8 fake_low[0x100000];
extern void (*fake_int)(u8 vector, struct bios_regs *regs);
extern unsigned fake_calls;             /* bios_int()s so far */
extern u64 fake_tsc;                    /* the clock; a call of the BIOS takes ... */
enum { FAKE_CALL_TICKS = 1000, FAKE_COPY_TICKS = 10 };  /* ... and copy_sectors() */

/* Forget everything; `handler` is the BIOS. */
void fake_bios_reset(void (*handler)(u8 vector, struct bios_regs *regs));

#endif
