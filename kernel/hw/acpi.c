/* acpi.c - as much of ACPI as it takes to leave the machine: RSDP, FADT, \_S5 and the reset
 * register (ACPI 6.4, chapters 5.2 and 7.4). */
#include "hw/acpi.h"
#include "common/io.h"
#include "common/ondisk.h"
#include "common/str.h"

enum {
	BIOS_START = 0xe0000, BIOS_END = 0x100000, EBDA_SEGMENT = 0x40e, EBDA_SCAN = 1024,
	TABLES_MAX = 64, TABLE_MAX = 1024 * 1024,
	SLP_TYP_SHIFT = 10, SLP_EN = 1u << 13, SCI_EN = 1,
	RESET_SUPPORTED = 1u << 10, IO_SPACE = 1,
	ENABLE_POLLS = 100000,
};

struct rsdp {
	u8   signature[8], sum, oem[6], revision;
	le32 rsdt;
	le32 length;
	le64 xsdt;
};
ONDISK(struct rsdp, 32);

struct header {
	u8   signature[4];
	le32 length;
	u8   revision, sum, oem[26];
};
ONDISK(struct header, 36);

struct fadt {
	struct header header;
	le32 facs, dsdt;
	u8   unused1[4];
	le32 smi_command;
	u8   acpi_enable, acpi_disable, unused2[10];
	le32 pm1a_control, pm1b_control;        /* at 64 */
	u8   unused3[40];
	le32 flags;                             /* at 112 */
	u8   reset_space, reset_bits, reset_offset, reset_access;
	le64 reset_address;
	u8   reset_value;
};
ONDISK(struct fadt, 129);

static struct {
	u16 control_a, control_b, smi_command, reset_port;
	u8  enable, reset_value, type_a, type_b;
	bool can_sleep;
} acpi;

static acpi_memory *memory;

static bool sum_is_zero(const u8 *p, size_t n)
{
	u8 sum = 0;

	while (n--)
		sum = (u8)(sum + *p++);
	return !sum;
}

static const struct rsdp *find_rsdp(u64 start, u64 end)
{
	enum { OLD = 20 };

	for (u64 at = start; at + sizeof(struct rsdp) <= end; at += 16) {
		const struct rsdp *r = memory(at);

		if (!memcmp(r->signature, "RSD PTR ", 8) && sum_is_zero(memory(at), OLD))
			return r;
	}
	return NULL;
}

/* A table with a believable length, or NULL.  Only the first 4 GiB are mapped yet. */
static const struct header *table(u64 at)
{
	const struct header *h = at && at <= UINT32_MAX - TABLE_MAX ? memory(at) : NULL;

	if (!h || get32(h->length) < sizeof *h || get32(h->length) > TABLE_MAX)
		return NULL;
	return h;
}

static const struct fadt *find_fadt(const struct rsdp *r)
{
	bool wide = r->revision >= 2 && get64(r->xsdt);
	const struct header *list = table(wide ? get64(r->xsdt) : get32(r->rsdt));
	size_t entry = wide ? 8 : 4, n;

	if (!list)
		return NULL;
	n = (get32(list->length) - sizeof *list) / entry;
	for (size_t i = 0; i < n && i < TABLES_MAX; i++) {
		const u8 *at = (const u8 *)(list + 1) + i * entry;
		const struct header *h;
		le32 low;
		le64 all;

		memcpy(&low, at, sizeof low);
		memcpy(&all, at, entry);
		h = table(wide ? get64(all) : get32(low));
		if (h && !memcmp(h->signature, "FACP", 4) &&
		    sum_is_zero((const u8 *)h, get32(h->length)))
			return (const struct fadt *)h;
	}
	return NULL;
}

/* An AML integer of one byte at most; *p behind it. */
static u8 aml_byte(const u8 **p)
{
	enum { BYTE_PREFIX = 0x0a };

	if (**p == BYTE_PREFIX)
		(*p)++;
	return *(*p)++;
}

/* Name(_S5_, Package(n) { type_a, type_b, ... }): the name, PackageOp, length, n. */
static void read_s5(const struct header *dsdt)
{
	enum { PACKAGE = 0x12, NEED = 16 };
	const u8 *p = (const u8 *)(dsdt + 1), *end = (const u8 *)dsdt + get32(dsdt->length);

	for (; p + NEED < end; p++) {
		if (memcmp(p, "_S5_", 4) || p[4] != PACKAGE)
			continue;
		p += 5;
		p += (*p >> 6) + 2;     /* PkgLength says its own size; the count */
		acpi.type_a = aml_byte(&p);
		acpi.type_b = aml_byte(&p);
		acpi.can_sleep = true;
		return;
	}
}

void acpi_init(acpi_memory *how)
{
	const struct rsdp *r;
	const struct fadt *f;
	const struct header *dsdt;
	u32 length, ebda;
	u16 segment;

	memory = how;
	memcpy(&segment, memory(EBDA_SEGMENT), sizeof segment);
	ebda = segment * 16u;
	r = ebda >= 0x80000 && ebda < 0xa0000 ? find_rsdp(ebda, ebda + EBDA_SCAN) : NULL;
	if (!r)
		r = find_rsdp(BIOS_START, BIOS_END);
	f = r ? find_fadt(r) : NULL;
	if (!f)
		return;
	length = get32(f->header.length);
	acpi.control_a = (u16)get32(f->pm1a_control);
	acpi.control_b = (u16)get32(f->pm1b_control);
	acpi.smi_command = (u16)get32(f->smi_command);
	acpi.enable = f->acpi_enable;
	if (length >= sizeof *f && (get32(f->flags) & RESET_SUPPORTED) &&
	    f->reset_space == IO_SPACE) {
		acpi.reset_port = (u16)get64(f->reset_address);
		acpi.reset_value = f->reset_value;
	}
	dsdt = table(get32(f->dsdt));
	if (dsdt)
		read_s5(dsdt);
}

/* The firmware owns the registers until it is asked for them. */
static void take_over(void)
{
	if (!acpi.smi_command || !acpi.enable || (inw(acpi.control_a) & SCI_EN))
		return;
	outb(acpi.smi_command, acpi.enable);
	for (int i = 0; i < ENABLE_POLLS && !(inw(acpi.control_a) & SCI_EN); i++)
		;
}

void acpi_power_off(void)
{
	if (!acpi.can_sleep || !acpi.control_a)
		return;
	take_over();
	outw(acpi.control_a, (u16)(acpi.type_a << SLP_TYP_SHIFT | SLP_EN));
	if (acpi.control_b)
		outw(acpi.control_b, (u16)(acpi.type_b << SLP_TYP_SHIFT | SLP_EN));
}

void acpi_reset(void)
{
	if (acpi.reset_port)
		outb(acpi.reset_port, acpi.reset_value);
}
