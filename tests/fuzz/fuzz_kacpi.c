/* fuzz_kacpi.c - any bytes as the firmware's tables: found and believed only with the right
 * checksums, and nothing outside of memory is looked at.
 *
 * The input lies at RSDP and on, and once more at 2 MiB; a table of the list can be there. */
#include <stdlib.h>
#include <string.h>

#define COMMON_IO_H
static unsigned writes;

static inline void outb(unsigned short port, unsigned char value)
{
	(void)port, (void)value;
	writes++;
}

static inline void outw(unsigned short port, unsigned short value)
{
	(void)port, (void)value;
	writes++;
}

static inline unsigned short inw(unsigned short port)
{
	return port;
}

#include "kernel/hw/acpi.c"
#include "mutate.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max, unsigned seed);

enum { RSDP = 0xf0000, RSDP_SUM = 8, OLD_RSDP = 20, TABLES = 0x200000, TABLES_SIZE = 0x10000,
       LONGEST = TABLE_MAX };

static u8 low[BIOS_END + LONGEST], tables[TABLES_SIZE + LONGEST + sizeof(struct fadt)];
static u8 nothing[LONGEST + sizeof(struct fadt)];

/* Tables lie in RAM; there is more behind what a test gives, and it is zeros. */
static const void *physical(u64 at)
{
	if (at > UINT32_MAX)
		abort();
	if (at < BIOS_END)
		return low + at;
	return at >= TABLES && at < TABLES + TABLES_SIZE ? tables + (at - TABLES) : nothing;
}

static void mend(u8 *p, size_t n, size_t at)
{
	p[at] = 0;
	for (size_t i = 0; i < n; i++)
		p[at] = (u8)(p[at] - (i == at ? 0 : p[i]));
}

/* The right sums in the RSDP, which comes first, and in each FADT behind it. */
size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max, unsigned seed)
{
	size = LLVMFuzzerMutate(data, size, max);
	if (!mutate_mends(seed) || size < sizeof(struct rsdp))
		return size;
	memcpy(data, "RSD PTR ", 8);
	mend(data, OLD_RSDP, RSDP_SUM);
	for (size_t i = sizeof(struct rsdp); i + sizeof(struct header) <= size; i++) {
		struct header *h = (struct header *)(data + i);

		if (!memcmp(h->signature, "FACP", 4)) {
			h->length = put32(MIN(get32(h->length), (u32)(size - i)));
			mend(data + i, MAX(get32(h->length), (u32)sizeof *h),
			     offsetof(struct header, sum));
		}
	}
	return size;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	size = MIN(size, (size_t)BIOS_END - RSDP);
	memcpy(low + RSDP, data, size);
	memcpy(tables, data, size);
	memset(&acpi, 0, sizeof acpi);
	writes = 0;
	acpi_init(physical);
	acpi_power_off();
	acpi_reset();
	if (writes > 4 || (writes && !find_rsdp(BIOS_START, BIOS_END)))
		abort();
	memset(low + RSDP, 0, size);
	memset(tables, 0, size);
	return 0;
}
