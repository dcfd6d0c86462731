/* test_text.c - numbers, prefixes and bounded copies. */
#include "check.h"
#include "common/text.h"

static void number_rows(void **state)
{
	static const struct {
		const char *text;
		unsigned    base;
		bool        ok;
		u64         value;
		const char *rest;
	} rows[] = {
		{ "0",          0, true, 0, "" },
		{ "42x",        0, true, 42, "x" },
		{ "0x1fG",      0, true, 0x1f, "G" },
		{ "0x",         0, true, 0, "x" },
		{ "010",        0, true, 8, "" },
		{ "010",       10, true, 10, "" },
		{ "ff",        16, true, 0xff, "" },
		{ "0XfF",       0, true, 0xff, "" },
		{ "1a@[`{",    36, true, 46, "@[`{" },
		{ "",           0, false, 0, "" },
		{ "-1",        10, false, 0, "-1" },
		{ "9",          8, false, 0, "9" },
		{ "18446744073709551615", 10, true, UINT64_MAX, "" },
		{ "18446744073709551616", 10, false, 0, "18446744073709551616" },
		{ "99999999999999999999", 10, false, 0, "99999999999999999999" },
		{ "0xffffffffffffffff",    0, true, UINT64_MAX, "" },
		{ "0x10000000000000000",   0, false, 0, "0x10000000000000000" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *p = rows[i].text;
		u64 value = 0;

		assert_int_equal(str_number(&p, rows[i].base, &value), rows[i].ok);
		assert_int_equal(value, rows[i].value);
		assert_string_equal(p, rows[i].rest);
	}
}

static void prefixes(void **state)
{
	(void)state;
	assert_string_equal(str_after("--set=root", "--set="), "root");
	assert_null(str_after("--se", "--set"));
	assert_string_equal(str_after("abc", ""), "abc");
	assert_true(str_equal_nocase("VMLINUZ", "vmlinuz"));
	assert_false(str_equal_nocase("a", "ab"));
	assert_false(str_equal_nocase("[", "{"));
}

static void copies(void **state)
{
	char to[4];

	(void)state;
	assert_true(str_copy(to, sizeof to, "abc"));
	assert_string_equal(to, "abc");
	assert_false(str_copy(to, sizeof to, "abcd"));
	assert_string_equal(to, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(number_rows), cmocka_unit_test(prefixes),
		cmocka_unit_test(copies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
