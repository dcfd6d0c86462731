/* cpu.h - one inline function an instruction that C has no words for. */
#ifndef CPU_CPU_H
#define CPU_CPU_H

#include "common/types.h"
#include "cpu/regs.h"

enum {
	CR0_MP = 1u << 1, CR0_EM = 1u << 2, CR0_TS = 1u << 3, CR0_NE = 1u << 5,
	CR0_WP = 1u << 16,
	CR4_TSD = 1u << 2, CR4_PGE = 1u << 7, CR4_OSFXSR = 1u << 9, CR4_OSXMMEXCPT = 1u << 10,
	CR4_UMIP = 1u << 11, CR4_SMEP = 1u << 20, CR4_SMAP = 1u << 21,
};

/* On the host, where tests run the same sources, there are no interrupts to keep out. */
#if __STDC_HOSTED__
static inline void irq_enable(void) { }
static inline void irq_disable(void) { }
static inline u64 irq_save(void) { return 0; }
#else
static inline void irq_enable(void)
{
	__asm__ volatile("sti" : : : "memory");
}

static inline void irq_disable(void)
{
	__asm__ volatile("cli" : : : "memory");
}

static inline u64 irq_save(void)
{
	u64 flags;

	__asm__ volatile("pushfq; popq %0; cli" : "=r"(flags) : : "memory");
	return flags;
}
#endif

/* What irq_save() kept out comes in again if it did before. */
static inline void irq_restore(u64 flags)
{
	if (flags & FLAGS_IF)
		irq_enable();
	else
		__asm__ volatile("" : : : "memory");
}

/* Enable interrupts and wait for one: none comes in between the two. */
static inline void cpu_wait(void)
{
	__asm__ volatile("sti; hlt" : : : "memory");
}

/* Stop for good: no interrupt wakes it. */
static inline NORETURN void cpu_stop(void)
{
	for (;;)
		__asm__ volatile("cli; hlt");
}

static inline u64 rdtsc(void)
{
	u32 low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (u64)high << 32 | low;
}

static inline void invlpg(u64 address)
{
	__asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}

#define CPU_CONTROL(name) \
	static inline u64 read_##name(void) \
	{ \
		u64 value; \
		__asm__ volatile("movq %%" #name ", %0" : "=r"(value) : : "memory"); \
		return value; \
	} \
	static inline void write_##name(u64 value) \
	{ \
		__asm__ volatile("movq %0, %%" #name : : "r"(value) : "memory"); \
	}
CPU_CONTROL(cr0)
CPU_CONTROL(cr2)
CPU_CONTROL(cr3)
CPU_CONTROL(cr4)
CPU_CONTROL(dr6)
CPU_CONTROL(dr7)

struct cpuid { u32 a, b, c, d; };
/* Zeros when the CPU does not know the leaf. */
static inline struct cpuid cpuid(u32 leaf, u32 subleaf)
{
	struct cpuid r;

	__asm__ volatile("cpuid" : "=a"(r.a), "=b"(r.b), "=c"(r.c), "=d"(r.d)
			 : "a"(leaf & 0x80000000u), "c"(0));
	if (leaf > r.a)
		return (struct cpuid){ 0 };
	__asm__ volatile("cpuid" : "=a"(r.a), "=b"(r.b), "=c"(r.c), "=d"(r.d)
			 : "a"(leaf), "c"(subleaf));
	return r;
}

#endif
