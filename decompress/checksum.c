/* checksum.c - CRC-32, four bytes at a time by tables made on the spot. */
#include "decompress/checksum.h"

enum { CRC32_POLYNOMIAL = 0xedb88320 };         /* lowest bit = highest power */

/* table[0][b]: the remainder of byte b.  Remainders add up (by xor): a byte's is that of its
 * lowest bit and that of its other bits, which is there already, because the lowest bits are
 * taken from the top down.  table[k][b]: the same with k bytes of 0 behind b. */
static void fill(checksum_tables table)
{
	u32 remainder = CRC32_POLYNOMIAL, *last = table[0];

	last[0] = 0;
	for (u32 bit = 256 / 2; bit > 0; bit /= 2) {
		for (u32 others = 0; others < 256; others += 2 * bit)
			last[others + bit] = last[others] ^ remainder;
		remainder = remainder >> 1 ^ (remainder & 1 ? CRC32_POLYNOMIAL : 0);
	}
	for (; last < table[3]; last++)
		last[256] = last[0] >> 8 ^ table[0][(u8)last[0]];
}

u32 checksum(const le32 *p, size_t size, checksum_tables table)
{
	size_t word = 0, byte = 0, words = size / 4;
	u32 crc = ~0u;

	fill(table);
	/* crc ^= *p++; crc = table[3][lowest byte of crc] ^ .. ^ table[0][highest] */
	__asm__ volatile(
		"1:	lodsl\n"
		"	xorl %[crc], %%eax\n"
		"	movzbl %%al, %%edx\n"
		"	movl 3 * 1024(%[table], %[byte], 4), %[crc]\n"
		"	movzbl %%ah, %%edx\n"
		"	xorl 2 * 1024(%[table], %[byte], 4), %[crc]\n"
		"	shrl $16, %%eax\n"
		"	movzbl %%al, %%edx\n"
		"	xorl 1024(%[table], %[byte], 4), %[crc]\n"
		"	movzbl %%ah, %%edx\n"
		"	xorl (%[table], %[byte], 4), %[crc]\n"
		"	loop 1b\n"
		: [crc] "+r"(crc), "+a"(word), [byte] "+d"(byte), "+S"(p), "+c"(words)
		: [table] "r"(table) : "cc", "memory");
	return ~crc;
}
