/* gdt.c - segments as long mode still has them, and the TSS with the kernel's stacks. */
#include "cpu/desc.h"
#include "cpu/msr.h"

enum { IST_BYTES = 4 * KiB, GDT_SLOTS = 16 };

/* Intel SDM volume 3, 8.7: the 64-bit TSS; its 64-bit fields are not aligned. */
struct tss {
	u32 reserved;
	u32 rsp[3][2];
	u32 reserved2[2];
	u32 ist[7][2];
	u32 reserved3[2];
	u16 reserved4, io_map;
};
_Static_assert(sizeof(struct tss) == 104, "as the CPU reads it");

struct cpu_local cpu_local;

static _Alignas(16) u8 ist_stack[2][IST_BYTES];
static _Alignas(16) struct tss tss;
static _Alignas(16) u64 gdt[GDT_SLOTS] = {
	[KERNEL32_CS / 8] = 0x00cf9b000000ffff,
	[KERNEL_CS / 8]   = 0x00af9b000000ffff,
	[KERNEL_DS / 8]   = 0x00cf93000000ffff,
	[USER32_CS / 8]   = 0x00cffb000000ffff,
	[USER_DS / 8]     = 0x00cff3000000ffff,
	[USER_CS / 8]     = 0x00affb000000ffff,
};
_Static_assert((TLS_ENTRY_FIRST + TLS_ENTRIES) <= GDT_SLOTS, "room for TLS");

static void set_split(u32 field[2], u64 value)
{
	field[0] = (u32)value;
	field[1] = (u32)(value >> 32);
}

static void load_segments(void)
{
	__asm__ volatile(
		"pushq %0\n\t"
		"leaq 1f(%%rip), %%rax\n\t"
		"pushq %%rax\n\t"
		"lretq\n"
		"1:\tmovl %1, %%ss\n\t"
		"movl %2, %%ds\n\t"
		"movl %2, %%es\n\t"
		"movl %2, %%fs\n\t"
		"movl %2, %%gs"
		: : "i"(KERNEL_CS), "r"(KERNEL_DS), "r"(0) : "rax", "memory");
}

void gdt_init(void)
{
	struct __attribute__((packed)) {
		u16 limit;
		u64 base;
	} pointer = { sizeof gdt - 1, (u64)gdt };
	u64 at = (u64)&tss;

	for (unsigned i = 0; i < COUNT(ist_stack); i++)
		set_split(tss.ist[i], (u64)(ist_stack + i + 1));
	tss.io_map = sizeof tss;                /* none: a program reaches no port */
	gdt[TSS_SELECTOR / 8] = (sizeof tss - 1) | (at & 0xffffff) << 16 | 0x89ull << 40 |
				(at >> 24 & 0xff) << 56;
	gdt[TSS_SELECTOR / 8 + 1] = at >> 32;
	__asm__ volatile("lgdt %0" : : "m"(pointer));
	load_segments();
	__asm__ volatile("ltr %w0" : : "r"(TSS_SELECTOR));
	/* None: at reset the local table lies at 0, where a selector of it would be read. */
	__asm__ volatile("lldt %w0" : : "r"(0));
	wrmsr(MSR_GS_BASE, 0);
	wrmsr(MSR_KERNEL_GS_BASE, (u64)&cpu_local);
}

void cpu_set_kernel_sp(u64 sp)
{
	cpu_local.kernel_sp = sp;
	set_split(tss.rsp[0], sp);
}

void gdt_load_tls(const u64 tls[TLS_ENTRIES])
{
	for (unsigned i = 0; i < TLS_ENTRIES; i++)
		gdt[TLS_ENTRY_FIRST + i] = tls[i];
}
