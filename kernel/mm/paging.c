/* paging.c - the kernel's half of all page tables, and what the CPU checks for us. */
#include "mm/internal.h"
#include "cpu/msr.h"
#include "mm/uaccess.h"

/* From kernel.ld and entry/start32.asm.  The tables, a page each: PML4, low PDPT, 4 low
 * directories of 2 MiB pages, high PDPT, high directory, high table. */
extern u8 kernel_start[], kernel_rodata[], kernel_data[], kernel_end[];
extern u64 early_tables[][ENTRIES];
extern u8 init_stack_hole[];

enum { PML4, LOW_PDPT, LOW_PD, HIGH_PDPT = LOW_PD + 4, HIGH_PD, HIGH_PT };
enum {
	CPUID_1_PGE = 1 << 13, CPUID_7_SMEP = 1 << 7, CPUID_7_SMAP = 1 << 20,
	CPUID_7_UMIP = 1 << 2, CPUID_EXT_NX = 1 << 20, BIG_SHIFT = 21, LOW_DIRECTORIES = 4,
};
#define NX_BIT    (1ull << 63)
#define CPUID_EXT 0x80000001u

u64 nx;
u64 kernel_pml4;
bool user_smap;

static u64 global;                      /* PTE_G where the CPU has it */

u64 kernel_phys(void)
{
	return early_tables[HIGH_PT][0] & PTE_ADDRESS;
}

static void enable_features(void)
{
	u32 basic = cpuid(1, 0).d, more = cpuid(7, 0).b, cr4 = 0;

	if (cpuid(CPUID_EXT, 0).d & CPUID_EXT_NX) {
		wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_NX);
		nx = NX_BIT;
	}
	if (basic & CPUID_1_PGE) {
		cr4 |= CR4_PGE;
		global = PTE_G;
	}
	if (more & CPUID_7_SMEP)
		cr4 |= CR4_SMEP;
	if (more & CPUID_7_SMAP) {
		cr4 |= CR4_SMAP;
		user_smap = true;
	}
	if (cpuid(7, 0).c & CPUID_7_UMIP)
		cr4 |= CR4_UMIP;
	write_cr0(read_cr0() | CR0_WP);
	write_cr4(read_cr4() | cr4);
}

/* Text can be run, the rest cannot; data can be written, the rest cannot.  Process 0's stack
 * lies above a hole. */
static void map_image(void)
{
	u64 *pt = early_tables[HIGH_PT];

	for (unsigned i = 0; i < ENTRIES; i++) {
		u8 *at = kernel_start + (u64)i * PAGE_SIZE;
		u64 bits = PTE_P | PTE_A | global;

		if (at >= kernel_data)
			bits |= PTE_W | PTE_D | nx;
		else if (at >= kernel_rodata)
			bits |= nx;
		pt[i] = at >= kernel_end || at == init_stack_hole ? 0 : (pt[i] & PTE_ADDRESS) | bits;
	}
}

static void map_big(u64 *directories, u64 first, u64 n)
{
	for (u64 i = 0; i < n; i++)
		directories[i] = (first + (i << BIG_SHIFT)) | PTE_P | PTE_W | PTE_A | PTE_D |
				 PTE_PS | global | nx;
}

/* Tables of small pages for where the image lies in the direct map: 2 MiB, or its border. */
static _Alignas(PAGE_SIZE) u64 sealed[2][ENTRIES];

static u64 *split(u64 *directory_entry, u64 *table)
{
	u64 from = *directory_entry & PTE_ADDRESS;
	u64 place = kernel_phys() + (u64)((u8 *)table - kernel_start);

	for (unsigned i = 0; i < ENTRIES; i++)
		table[i] = (from + ((u64)i << PAGE_SHIFT)) | PTE_P | PTE_W | PTE_A | PTE_D |
			   global | nx;
	*directory_entry = place | PTE_P | PTE_W | PTE_A;
	return table;
}

/* What can be run, or only read, shall not be written through the direct map either. */
static void seal_image(void)
{
	u64 start = kernel_phys(), end = start + (u64)(kernel_data - kernel_start);
	u64 *table = NULL;
	unsigned used = 0;

	for (u64 at = start; at < end; at += PAGE_SIZE) {
		u64 *entry = &early_tables[LOW_PD][at >> BIG_SHIFT];

		if (*entry & PTE_PS)
			table = split(entry, sealed[used++]);
		table[at >> PAGE_SHIFT & (ENTRIES - 1)] &= ~(u64)(PTE_W | PTE_D);
	}
}

void paging_init(void)
{
	u64 *pml4 = early_tables[PML4];

	enable_features();
	kernel_pml4 = read_cr3() & PTE_ADDRESS;
	map_image();
	map_big(early_tables[LOW_PD], 0, LOW_DIRECTORIES * ENTRIES);
	seal_image();
	pml4[0] = 0;
	pml4[DIRECT_SLOT] |= nx;
	/* With PGE off and on again, no entry of the old tables survives. */
	write_cr4(read_cr4() & ~(u64)CR4_PGE);
	write_cr3(kernel_pml4);
	if (global)
		write_cr4(read_cr4() | CR4_PGE);
}

u64 *kernel_directory(u64 address)
{
	u64 *entry = &early_tables[HIGH_PDPT][address >> 30 & (ENTRIES - 1)];

	if (!*entry) {
		struct page *page = alloc_zeroed_page();

		if (!page)
			return NULL;
		*entry = page_to_phys(page) | PTE_P | PTE_W | PTE_A;
	}
	return phys_to_virt(*entry & PTE_ADDRESS);
}

void paging_map_high(u64 top, u64 tables)
{
	u64 *pdpt = early_tables[LOW_PDPT];

	for (u64 at = EARLY_PHYS; at < top; at += 1ull << 30, tables += PAGE_SIZE) {
		map_big(phys_to_virt(tables), at, ENTRIES);
		pdpt[at >> 30] = tables | PTE_P | PTE_W | PTE_A;
	}
}
