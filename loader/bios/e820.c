/* e820.c - the memory map as the BIOS tells it. */
#include "bios/bios.h"
#include "bios/e820.h"
#include "common/ondisk.h"
#include "common/str.h"

/* ACPI 6.4, 15.1; `attributes` is newer than the rest and often not written. */
struct e820_entry {
	le64 start, size;
	le32 type;
	le32 attributes;                /* bit 0 clear: ignore this entry */
};
ONDISK(struct e820_entry, 24);

enum { SMAP = 0x534d4150, ENTRY_VALID = 1 };

/* Before E820: KiB below 1 MiB (INT 12h), KiB up to 16 MiB and 64 KiB blocks above. */
static __attribute__((noinline)) err_t ask_older(struct mem_range *out, unsigned *n)
{
	struct bios_regs r;
	u32 low, below, blocks;

	bios_regs(&r, 0);
	bios_int(0x12, &r);
	low = r.eax & 0xffff;

	bios_regs(&r, 0xe801);
	bios_int(0x15, &r);
	below = r.eax & 0xffff;
	blocks = r.ebx & 0xffff;
	if (below == 0 && blocks == 0) {
		/* Some answer in cx and dx only. */
		below = r.ecx & 0xffff;
		blocks = r.edx & 0xffff;
	}
	if (bios_failed(&r) || (below == 0 && blocks == 0)) {
		bios_regs(&r, 0x8800);
		bios_int(0x15, &r);
		below = r.eax & 0xffff;
		blocks = 0;
		if (bios_failed(&r) || below == 0)
			return "BIOS gives no memory map";
	}
	out[0] = (struct mem_range){ 0, low * KiB, MEM_RAM };
	out[1] = (struct mem_range){ 1 * MiB, below * KiB, MEM_RAM };
	out[2] = (struct mem_range){ 16 * MiB, (u64)blocks << 16, MEM_RAM };
	*n = 3;
	return NULL;
}

err_t e820_read(struct mem_range *out, unsigned max, unsigned *n)
{
	struct e820_entry *entry = low_memory(BIOS_BUFFER);
	struct bios_regs r;
	u32 more = 0;

	for (unsigned i = 0; i < max; i++, out++) {
		/* Some BIOSes write 20 bytes and say 24, some write less than they
		 * say: what they leave must read as "valid, empty". */
		memset(entry, 0, sizeof *entry);
		entry->attributes = put32(ENTRY_VALID);
		bios_regs(&r, 0xe820);
		r.ebx = more;
		r.ecx = sizeof *entry;
		r.edx = SMAP;
		r.es  = BIOS_BUFFER_SEG;
		bios_int(0x15, &r);
		/* Carry at once: there is no E820.  Some end the list with it instead
		 * of ebx = 0; others lose the signature half-way, and what we have is
		 * then garbage of unknown extent. */
		if (bios_failed(&r) || r.eax != SMAP) {
			if (i == 0)
				return ask_older(out, n);
			*n = i;
			return bios_failed(&r) ? NULL : "BIOS memory map is damaged";
		}
		out->start = get64(entry->start);
		out->size = get64(entry->size);
		out->type = get32(entry->type);
		if (!(get32(entry->attributes) & ENTRY_VALID))
			out->type = 0;
		*n = i + 1;
		more = r.ebx;
		if (more == 0)
			return NULL;
	}
	return "BIOS memory map is damaged";
}
