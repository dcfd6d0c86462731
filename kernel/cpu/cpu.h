/* cpu.h - one inline function an instruction that C has no words for. */
#ifndef CPU_CPU_H
#define CPU_CPU_H

#include "common/types.h"

/* Stop for good: no interrupt wakes it. */
static inline NORETURN void cpu_stop(void)
{
	for (;;)
		__asm__ volatile("cli; hlt");
}

#endif
