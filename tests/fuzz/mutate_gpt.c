/* mutate_gpt.c - a GUID partition table gets the checksums it should have. */
#include <string.h>
#include "common/crc32.h"
#include "common/ondisk.h"
#include "mutate.h"

/* Offsets in the header (UEFI specification 2.10, table 5.5). */
enum { MY_LBA = 24, HEADER_SIZE = 12, HEADER_CRC = 16, ENTRIES_LBA = 72, ENTRIES = 80,
       ENTRY_SIZE = 84, ENTRIES_CRC = 88, HEADER = 92, SECTOR_BYTES = 512,
       ENTRIES_BYTES_MAX = 1 << 20 };

static u32 number(const u8 *p)
{
	return get32(*(const le32 *)p);
}

static void set(u8 *p, u32 value)
{
	*(le32 *)p = put32(value);
}

/* Behind its end the disk is zeros. */
static u32 crc_of(const u8 *disk, size_t size, u64 at, u64 bytes)
{
	static const u8 zeros[SECTOR_BYTES];
	u64 there = at < size ? MIN(bytes, size - at) : 0;
	u32 crc = crc32(0, disk + (there ? at : 0), there);

	for (bytes -= there; bytes; bytes -= MIN(bytes, sizeof zeros))
		crc = crc32(crc, zeros, MIN(bytes, sizeof zeros));
	return crc;
}

void mend_gpt(u8 *disk, size_t size, u64 lba, unsigned shift)
{
	u64 start = lba * SECTOR_BYTES << shift, at, bytes;
	u8 *h = disk + start;

	if (start > size || size - start < SECTOR_BYTES || memcmp(h, "EFI PART", 8) ||
	    number(h + HEADER_SIZE) > SECTOR_BYTES || number(h + HEADER_SIZE) < HEADER)
		return;
	at = (u64)number(h + ENTRIES_LBA) * SECTOR_BYTES << shift;
	bytes = (u64)number(h + ENTRIES) * number(h + ENTRY_SIZE);
	if (bytes <= ENTRIES_BYTES_MAX)
		set(h + ENTRIES_CRC, crc_of(disk, size, at, bytes));
	set(h + MY_LBA, (u32)lba);
	set(h + HEADER_CRC, 0);
	set(h + HEADER_CRC, crc32(0, h, number(h + HEADER_SIZE)));
}
