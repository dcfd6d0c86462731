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

enum {
	SMAP        = 0x534d4150,
	ENTRY_VALID = 1,
	CALLS       = 1024,             /* entries we ignore do not fill out[] */
};

/* Where what we found goes. */
struct list {
	struct mem_range *out;
	unsigned          max, n;
};

static err_t add(struct list *l, u64 start, u64 size, u32 type)
{
	if (size == 0)
		return NULL;
	if (l->n == l->max)
		return "BIOS memory map does not end";
	l->out[l->n++] = (struct mem_range){ start, size, type };
	return NULL;
}

static err_t ask_e820(struct list *l)
{
	struct e820_entry *entry = low_memory(BIOS_BUFFER);
	u32 more = 0;

	for (unsigned i = 0; i < CALLS; i++) {
		struct bios_regs r = bios_regs(0xe820);

		/* Some BIOSes write 20 bytes and say 24, some write less than they
		 * say: what they leave must read as "valid, empty". */
		memset(entry, 0, sizeof *entry);
		entry->attributes = put32(ENTRY_VALID);
		r.ebx = more;
		r.ecx = sizeof *entry;
		r.edx = SMAP;
		r.es  = BIOS_BUFFER_SEG;
		bios_int(0x15, &r);
		/* Some end the list with carry instead of ebx = 0; and carry at
		 * once means that there is no E820. */
		if (bios_failed(&r))
			return NULL;
		/* Others lose the signature half-way; what we have is then garbage
		 * of unknown extent. */
		if (r.eax != SMAP)
			return l->n ? "BIOS memory map is damaged (no SMAP)" : NULL;
		if (get32(entry->attributes) & ENTRY_VALID)
			TRY(add(l, get64(entry->start), get64(entry->size),
				get32(entry->type)));
		more = r.ebx;
		if (more == 0)
			return NULL;
	}
	return "BIOS memory map does not end";
}

/* Before E820: KiB below 1 MiB (INT 12h), KiB up to 16 MiB and 64 KiB blocks above. */
static err_t ask_older(struct list *l)
{
	struct bios_regs r = bios_regs(0);
	u32 below, blocks;

	bios_int(0x12, &r);
	TRY(add(l, 0, (u64)(r.eax & 0xffff) * KiB, MEM_RAM));

	r = bios_regs(0xe801);
	bios_int(0x15, &r);
	below = r.eax & 0xffff;
	blocks = r.ebx & 0xffff;
	if (!bios_failed(&r) && below == 0 && blocks == 0) {
		/* Some answer in cx and dx only. */
		below = r.ecx & 0xffff;
		blocks = r.edx & 0xffff;
	}
	if (bios_failed(&r) || (below == 0 && blocks == 0)) {
		r = bios_regs(0x8800);
		bios_int(0x15, &r);
		below = bios_failed(&r) ? 0 : r.eax & 0xffff;
		blocks = 0;
	}
	if (below == 0 && blocks == 0)
		return "BIOS gives no memory map (INT 15h E820h, E801h, 88h)";
	TRY(add(l, 1 * MiB, (u64)below * KiB, MEM_RAM));
	return add(l, 16 * MiB, (u64)blocks * 64 * KiB, MEM_RAM);
}

err_t e820_read(struct mem_range *out, unsigned max, unsigned *n)
{
	struct list l = { out, max, 0 };
	err_t err = ask_e820(&l);

	if (!err && l.n == 0)
		err = ask_older(&l);
	*n = l.n;
	return err;
}
