/* crc32_fast.c - CRC-32 eight bytes a step ("slicing by 8"). */
#include "common/str.h"
#include "fs/crc32_fast.h"

enum { SLICES = 8 };
#define POLYNOMIAL 0xedb88320u          /* 0x04c11db7 reflected */

/* table[k][b]: the remainder of byte b with k zero bytes behind it. */
static u32 table[SLICES][256];

static void make_tables(void)
{
	for (u32 b = 0; b < 256; b++) {
		u32 r = b;

		for (int bit = 0; bit < 8; bit++)
			r = r >> 1 ^ (r & 1 ? POLYNOMIAL : 0);
		table[0][b] = r;
	}
	for (int k = 1; k < SLICES; k++)
		for (u32 b = 0; b < 256; b++) {
			u32 r = table[k - 1][b];

			table[k][b] = r >> 8 ^ table[0][r & 255];
		}
}

u32 crc32_fast(u32 crc, const void *data, size_t size)
{
	const u8 *p = data;

	if (!table[0][1])
		make_tables();
	crc = ~crc;
	for (; size >= 8; size -= 8, p += 8) {
		u64 w;

		memcpy(&w, p, 8);
		w ^= crc;
		crc = table[7][w & 255] ^ table[6][w >> 8 & 255] ^
		      table[5][w >> 16 & 255] ^ table[4][w >> 24 & 255] ^
		      table[3][w >> 32 & 255] ^ table[2][w >> 40 & 255] ^
		      table[1][w >> 48 & 255] ^ table[0][w >> 56];
	}
	while (size--)
		crc = crc >> 8 ^ table[0][(crc ^ *p++) & 255];
	return ~crc;
}
