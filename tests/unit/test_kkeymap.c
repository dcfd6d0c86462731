/* test_kkeymap.c - scan codes to bytes. */
#include "check.h"
#include "hw/keyboard.h"

#define SCAN(...) (const u8[]){ __VA_ARGS__ }, sizeof (const u8[]){ __VA_ARGS__ }

static const struct { const u8 *scan; size_t n; const char *bytes; } rows[] = {
	{ SCAN(0x1e, 0x9e), "a" },
	{ SCAN(0x2a, 0x1e, 0x9e, 0xaa, 0x1e), "Aa" },
	{ SCAN(0x36, 0x02, 0xb6, 0x02), "!1" },
	{ SCAN(0x3a, 0xba, 0x1e, 0x02, 0x2a, 0x1e, 0xaa, 0x3a, 0x1e), "A1aa" },
	{ SCAN(0x1d, 0x2e, 0x9d, 0x2e), "\003c" },
	{ SCAN(0xe0, 0x1d, 0x20, 0xe0, 0x9d, 0x20), "\004d" },
	{ SCAN(0x1d, 0x2b, 0x1a, 0x1b), "\034\033\035" },
	{ SCAN(0x1d, 0x2a, 0x0c), "\037" },
	{ SCAN(0x38, 0x30, 0xb8), "\033b" },
	{ SCAN(0x1c, 0x39, 0x0f, 0x0e, 0x01), "\r \t\177\033" },
	{ SCAN(0x1d, 0x0e), "\b" },
	{ SCAN(0x2a, 0x0f), "\033[Z" },
	{ SCAN(0xe0, 0x48, 0xe0, 0xc8, 0xe0, 0x50, 0xe0, 0x4b, 0xe0, 0x4d), "\033[A\033[B\033[D\033[C" },
	{ SCAN(0xe0, 0x2a, 0xe0, 0x48, 0x1e), "\033[Aa" },      /* a fake Shift */
	{ SCAN(0xe0, 0x47, 0xe0, 0x4f, 0xe0, 0x52, 0xe0, 0x53), "\033[1~\033[4~\033[2~\033[3~" },
	{ SCAN(0xe0, 0x49, 0xe0, 0x51), "\033[5~\033[6~" },
	{ SCAN(0x48, 0x45, 0xc5, 0x48, 0x53, 0x2a, 0x48), "\033[A8.\033[A" },
	{ SCAN(0x4a, 0x4e, 0x37, 0xe0, 0x35, 0xe0, 0x1c), "-+*/\r" },
	{ SCAN(0x3b, 0x3f, 0x40, 0x44, 0x57, 0x58), "\033[[A\033[[E\033[17~\033[21~\033[23~\033[24~" },
	{ SCAN(0xe1, 0x1d, 0x45, 0xe1, 0x9d, 0xc5, 0x1e), "a" },        /* Pause */
	{ SCAN(0xe0, 0x5b, 0xe0, 0xdb, 0xe0, 0x5d, 0x46, 0x54, 0x7f, 0xff, 0xfa), "" },
	{ SCAN(0x56, 0x28, 0x29, 0x33, 0x2a, 0x28, 0x29, 0x33), "\\'`,\"~<" },
};

static void table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct keymap keys = { 0 };
		char text[100] = "", bytes[KEY_BYTES];
		bool reboot;
		size_t length = 0;

		for (size_t k = 0; k < rows[i].n; k++) {
			size_t n = keymap_feed(&keys, rows[i].scan[k], bytes, &reboot);

			assert_false(reboot);
			memcpy(text + length, bytes, n);
			length += n;
		}
		text[length] = '\0';
		if (strcmp(text, rows[i].bytes))
			print_error("row %zu\n", i);
		assert_string_equal(text, rows[i].bytes);
	}
}

static size_t feed(struct keymap *keys, const u8 *scan, size_t n, char to[KEY_BYTES], bool *reboot)
{
	size_t got = 0;

	while (n--)
		got = keymap_feed(keys, *scan++, to, reboot);
	return got;
}

static void special(void **state)
{
	struct keymap keys = { .application_keys = true };
	char bytes[KEY_BYTES];
	bool reboot;

	(void)state;
	assert_int_equal(feed(&keys, SCAN(0xe0, 0x48), bytes, &reboot), 3);
	assert_memory_equal(bytes, "\033OA", 3);
	assert_int_equal(feed(&keys, SCAN(0xe0, 0x53), bytes, &reboot), 4);
	assert_memory_equal(bytes, "\033[3~", 4);
	assert_int_equal(feed(&keys, SCAN(0x1d, 0x03), bytes, &reboot), 1);
	assert_int_equal(bytes[0], 0);                  /* Ctrl-2 is a NUL */
	assert_int_equal(feed(&keys, SCAN(0x38, 0xe0, 0x53), bytes, &reboot), 0);
	assert_true(reboot);
}

/* Whatever a keyboard sends: never more than KEY_BYTES (ASan looks behind them). */
static void random_codes(void **state)
{
	struct keymap keys = { 0 };
	u32 seed = 3;

	(void)state;
	for (int i = 0; i < 300000; i++) {
		char *bytes = malloc(KEY_BYTES);
		bool reboot;

		seed = seed * 1664525 + 1013904223;
		keys.application_keys = seed >> 13 & 1;
		assert_true(keymap_feed(&keys, (u8)(seed >> 20), bytes, &reboot) <= KEY_BYTES);
		free(bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(special),
		cmocka_unit_test(random_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
