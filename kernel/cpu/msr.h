/* msr.h - the model-specific registers that Firstlight uses (Intel SDM volume 4). */
#ifndef CPU_MSR_H
#define CPU_MSR_H

#include "common/types.h"

#define MSR_EFER           0xc0000080u
#define MSR_STAR           0xc0000081u  /* selectors of syscall and sysret */
#define MSR_LSTAR          0xc0000082u  /* where syscall goes from 64-bit code */
#define MSR_CSTAR          0xc0000083u  /* ... and from 32-bit code, on AMD's CPUs */
#define MSR_SYSCALL_MASK   0xc0000084u  /* flags that syscall clears */
#define MSR_FS_BASE        0xc0000100u
#define MSR_GS_BASE        0xc0000101u
#define MSR_KERNEL_GS_BASE 0xc0000102u  /* what swapgs swaps GS_BASE with */
#define MSR_SYSENTER_CS    0x174u

enum { EFER_SCE = 1u << 0, EFER_LME = 1u << 8, EFER_NX = 1u << 11 };

static inline u64 rdmsr(u32 msr)
{
	u32 low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
	return (u64)high << 32 | low;
}

static inline void wrmsr(u32 msr, u64 value)
{
	__asm__ volatile("wrmsr" : : "c"(msr), "a"((u32)value), "d"((u32)(value >> 32))
			 : "memory");
}

#endif
