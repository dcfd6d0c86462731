/* test_checksum.c - the decompressor's CRC-32 is the one fl-mkimage stores. */
#include "check.h"
#include "common/crc32.h"
#include "decompress/checksum.h"

enum { MAX = 1000 };

static void as_everywhere_else(void **state)
{
	static checksum_tables table;
	u8 bytes[MAX];

	(void)state;
	memset(table, 0x5a, sizeof table);              /* memory is never empty */
	assert_int_equal(checksum((const le32 *)"12345678", 8, table), 0x9ae0daaf);
	for (u32 i = 0; i < MAX; i++)
		bytes[i] = (u8)(i * i >> 3);
	for (u32 size = 4; size <= MAX; size += 4)
		assert_int_equal(checksum((const le32 *)(bytes + MAX - size), size, table),
				 crc32(0, bytes + MAX - size, size));
	/* The tables hold the remainder of each byte with up to three zeros behind it. */
	for (u32 i = 0; i < 256; i++)
		for (u32 zeros = 0; zeros < 4; zeros++)
			assert_int_equal(table[zeros][i], crc32(0, (u8[4]){ (u8)i }, 1 + zeros) ^
					 crc32(0, (u8[4]){ 0 }, 1 + zeros));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(as_everywhere_else) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
