/* test_crc32.c - the check value of the CRC catalogue, and bytes in pieces. */
#include "check.h"
#include "common/crc32.h"

static void known_values(void **state)
{
	(void)state;
	assert_int_equal(crc32(0, "", 0), 0);
	assert_int_equal(crc32(0, "123456789", 9), 0xcbf43926);
	assert_int_equal(crc32(crc32(0, "12345", 5), "6789", 4), 0xcbf43926);
	/* Zeroed sectors must not pass for a checksum of zero. */
	assert_int_not_equal(crc32(0, (char[512]){ 0 }, 512), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(known_values) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
