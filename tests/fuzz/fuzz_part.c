/* fuzz_part.c - random bytes as a partitioned disk. */
#include <stdlib.h>
#include <string.h>
#include "common/crc32.h"
#include "common/ondisk.h"
#include "memdev.h"
#include "part/partition.h"

enum { SECTORS = 4096, HEADER = SECTOR, SIZE = 12, CRC = 16, ENTRIES = 72 };

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static u32 number(const u8 *p)
{
	return get32(*(const le32 *)p);
}

static void set(u8 *p, u32 value)
{
	*(le32 *)p = put32(value);
}

/* No mutation guesses a checksum: make those of a GPT at sector 1 right. */
static void fix_gpt(u8 *disk, size_t size)
{
	u8 *h = disk + HEADER;
	u64 at, bytes;

	if (size < 2 * SECTOR || memcmp(h, "EFI PART", 8) || number(h + SIZE) > SECTOR)
		return;
	at = (u64)number(h + ENTRIES) * SECTOR;
	bytes = (u64)number(h + ENTRIES + 8) * number(h + ENTRIES + 12);
	if (bytes < 1 << 20 && at + bytes <= (u64)SECTORS * SECTOR)
		set(h + ENTRIES + 16, crc32(0, disk + at, bytes));
	set(h + CRC, 0);
	set(h + CRC, crc32(0, h, number(h + SIZE)));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	u8 *disk = calloc(SECTORS, SECTOR);
	struct memdev m = memdev(disk, SECTORS * SECTOR, SECTORS);
	static struct partitions found;
	const struct partition *p = found.at;

	size = MIN(size, (size_t)SECTORS * SECTOR);
	memcpy(disk, data, size);
	fix_gpt(disk, size);
	m.dev.shift = size % 4;
	found.dev = &m.dev;
	(void)!partitions_scan(&found);
	for (unsigned i = 0; i < found.n; i++)
		if (p[i].lba == 0 || p[i].lba >= m.dev.sectors || p[i].sectors == 0)
			__builtin_trap();
	free(disk);
	return 0;
}
