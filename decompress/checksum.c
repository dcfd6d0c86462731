/* checksum.c - CRC-32 by a table of all bytes, made on the spot. */
#include "decompress/checksum.h"

enum { CRC32_POLYNOMIAL = 0xedb88320 };         /* lowest bit = highest power */

/* The remainder of each byte.  Remainders add up: that of a byte is that of its lowest
 * bit and that of the others, whose lowest is higher. */
static void fill(u32 table[CHECKSUM_TABLE])
{
	u32 remainder = CRC32_POLYNOMIAL;

	table[0] = 0;
	for (u32 bit = CHECKSUM_TABLE / 2; bit > 0; bit /= 2) {
		for (u32 others = 0; others < CHECKSUM_TABLE; others += 2 * bit)
			table[others + bit] = table[others] ^ remainder;
		remainder = remainder >> 1 ^ (remainder & 1 ? CRC32_POLYNOMIAL : 0);
	}
}

u32 checksum(const u8 *p, size_t size, u32 table[CHECKSUM_TABLE])
{
	size_t byte = 0;
	u32 crc = ~0u;

	fill(table);
	/* crc = crc >> 8 ^ table[(u8)crc ^ *p++] */
	__asm__ volatile(
		"1:	lodsb\n"
		"	xorb %b[crc], %%al\n"
		"	shrl $8, %[crc]\n"
		"	xorl (%[table], %[byte], 4), %[crc]\n"
		"	loop 1b\n"
		: [crc] "+d"(crc), [byte] "+a"(byte), "+S"(p), "+c"(size)
		: [table] "r"(table) : "cc", "memory");
	return ~crc;
}
