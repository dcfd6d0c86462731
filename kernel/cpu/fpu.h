/* fpu.h - x87 and SSE registers of a task. */
#ifndef CPU_FPU_H
#define CPU_FPU_H

#include "common/types.h"

/* The FXSAVE image (Intel SDM volume 1, 10.5.1).  What the CPU leaves alone of it must be
 * clear, because programs get to see it in their signal frames. */
enum { FPU_SPARE = 416 };
struct fpu_state {
	_Alignas(16) u8 bytes[512];
};

void fpu_init_cpu(void);                        /* CR0, CR4.OSFXSR */
void fpu_reset(struct fpu_state *fpu);          /* as after execve: FCW 037f, MXCSR 1f80 */

static inline void fpu_save(struct fpu_state *fpu)
{
	__asm__ volatile("fxsave64 %0" : "=m"(*fpu));
}

static inline void fpu_load(const struct fpu_state *fpu)
{
	__asm__ volatile("fxrstor64 %0" : : "m"(*fpu));
}

#endif
