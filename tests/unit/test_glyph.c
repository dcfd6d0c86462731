/* test_glyph.c - UTF-8, widths and the PC's character set. */
#include "check.h"
#include "term/glyph.h"

static void utf8_is_read(void **state)
{
	static const struct { const char *bytes; u32 codes[5]; } rows[] = {
		{ "a\x7f", { 'a', 0x7f } }, { "\xc2\x80\xdf\xbf", { 0x80, 0x7ff } },
		{ "\xe0\xa0\x80\xef\xbf\xbf", { 0x800, 0xffff } },
		{ "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", { 0x10000, 0x10ffff } },
		{ "\xe2\x82\xac!", { 0x20ac, '!' } },
		/* Not UTF-8: byte by byte. */
		{ "\x80x", { '?', 'x' } }, { "\xfcr", { '?', 'r' } }, { "\xffz", { '?', 'z' } },
		{ "\xc0\x80", { '?', '?' } }, { "\xc1\xbf", { '?', '?' } }, { "\xe2\x82", { '?', '?' } },
		{ "\xe2\x82x", { '?', '?', 'x' } }, { "\xc3", { '?' } }, { "\xf5\x80", { '?', '?' } },
		/* Spelled longer than need be. */
		{ "\xe0\x82\x9b", { 0x9b } }, { "\xf0\x80\x81\x81", { 'A' } },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		/* On the heap: nothing behind the end is touched. */
		size_t n = strlen(rows[i].bytes);
		char *copy = memcpy(malloc(n), rows[i].bytes, n);
		const char *p = copy;
		unsigned k = 0;

		for (; p < copy + n; k++)
			assert_int_equal(glyph_next(&p, copy + n), rows[i].codes[k]);
		assert_int_equal(rows[i].codes[k], 0);
		assert_ptr_equal(p, copy + n);
		free(copy);
	}
}

static void all_codes_come_back(void **state)
{
	(void)state;
	for (u32 code = 1; code <= 0x10ffff; code++) {
		char bytes[4];
		const char *p = bytes;
		unsigned n = glyph_bytes(code, bytes);

		assert_true(n >= 1 && n <= 4);
		assert_int_equal(glyph_next(&p, bytes + n), code);
		assert_ptr_equal(p, bytes + n);
	}
}

static void widths(void **state)
{
	static const struct { u32 code; unsigned cells; } rows[] = {
		{ 'a', 1 }, { 0xe4, 1 }, { 0x416, 1 }, { 0x2500, 1 }, { 0x4e2d, 2 }, { 0xac00, 2 },
		{ 0x3042, 2 }, { 0x1f600, 2 }, { 0x301, 0 }, { 0x200b, 0 }, { 0x202e, 0 },
		{ 0xfe0f, 0 }, { 0xfffd, 1 }, { 0xff21, 2 },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		u32 code = rows[i].code;

		assert_int_equal(glyph_cells(&code), rows[i].cells);
		assert_int_equal(code, rows[i].code);
	}
	for (u32 c = 0; c < 0xa0; c++) {                /* nothing that steers */
		u32 code = c;

		assert_int_equal(glyph_cells(&code), 1);
		assert_int_equal(code, c < ' ' || c >= 0x7f ? '?' : c);
	}
}

static void cp437(void **state)
{
	static const struct { u32 code; u8 glyph; } rows[] = {
		{ 'A', 'A' }, { '~', '~' }, { 0xc7, 0x80 }, { 0xfc, 0x81 }, { 0xe4, 0x84 },
		{ 0xdf, 0xe1 }, { 0xf1, 0xa4 }, { 0xbf, 0xa8 }, { 0x2500, 0xc4 }, { 0x2551, 0xba },
		{ 0x256c, 0xce }, { 0x2588, 0xdb }, { 0xa0, 0xff },
		/* What it has not: the letter alone, or the nearest sign. */
		{ 0xc0, 'A' }, { 0xe3, 'a' }, { 0xf8, 'o' }, { 0x10d, 'c' }, { 0x142, 'l' },
		{ 0x171, 'u' }, { 0x17f, 's' }, { 0x15e, 'S' }, { 0x2013, '-' }, { 0x2019, '\'' },
		{ 0x201c, '"' }, { 0x2026, '.' }, { 0x416, '?' }, { 0x3c0, '?' }, { 0x2501, '?' }, { 0x4e2d, '?' }, { 0x180, '?' },
		{ 0x1f600, '?' },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++)
		assert_int_equal((u8)glyph_cp437(rows[i].code), rows[i].glyph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_is_read),
		cmocka_unit_test(all_codes_come_back),
		cmocka_unit_test(widths),
		cmocka_unit_test(cp437),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
