/* test_checksum.c - the decompressor's CRC-32 is the one fl-mkimage stores. */
#include "check.h"
#include "common/crc32.h"
#include "decompress/checksum.h"

enum { MAX = 1000 };

static void as_everywhere_else(void **state)
{
	u32 table[CHECKSUM_TABLE];
	u8 bytes[MAX];

	(void)state;
	assert_int_equal(checksum((const u8 *)"123456789", 9, table), 0xcbf43926);
	for (u32 i = 0; i < MAX; i++)
		bytes[i] = (u8)(i * i >> 3);
	for (u32 size = 1; size <= MAX; size++)
		assert_int_equal(checksum(bytes + MAX - size, size, table),
				 crc32(0, bytes + MAX - size, size));
	/* The table holds the remainder of each byte. */
	for (u32 i = 0; i < CHECKSUM_TABLE; i++)
		assert_int_equal(table[i], ~crc32(0, (u8[]){ (u8)~i }, 1) ^ 0x00ffffff);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(as_everywhere_else) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
