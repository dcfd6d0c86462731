/* test_fmt.c - fmt() against the C library's snprintf(). */
#include "check.h"
#include "common/fmt.h"

/* Print with three sizes; the bytes around the buffer stay as they were. */
#define SAME(...) do { \
	char want[200], got[202]; \
	size_t sizes[] = { 200, 5, 1 }; \
	for (size_t i_ = 0; i_ < 3; i_++) { \
		int n_ = snprintf(want, sizes[i_], __VA_ARGS__); \
		memset(got, '#', sizeof got); \
		assert_int_equal(fmt(got + 1, sizes[i_], __VA_ARGS__), n_); \
		assert_string_equal(got + 1, want); \
		assert_int_equal(got[0], '#'); \
		assert_int_equal(got[sizes[i_] + 1], '#'); \
	} \
} while (0)

static void numbers(void **state)
{
	(void)state;
	SAME("%d %d %d", 0, -1, 2147483647);
	SAME("%d", (int)-2147483647 - 1);
	SAME("%u %x %X", 4294967295u, 0xdeadbeefu, 0xabcu);
	SAME("%llu", 18446744073709551615ull);
	SAME("%llu", 4294967296ull);
	SAME("%llu", 10000000000ull);
	SAME("%lld", -9223372036854775807ll - 1);
	SAME("%llx", 0x123456789abcdef0ull);
	SAME("%zu", (size_t)77);
	SAME("%5d|%05d|%3u|%*u", 42, 42, 12345u, 7, 42u);
	SAME("%020llu", 18446744073709551615ull);
	SAME("%06d|%3d|%08x", -42, -1234, 0xbeef);
}

static void text(void **state)
{
	(void)state;
	SAME("plain");
	SAME("%s and %s", "one", "two");
	SAME("%10s|%c|%.2s|%.*s|", "abc", 'x', "abc", 1, "xyz");
	SAME("%c%c%%", 'a', 'b');
	SAME("%s", "");
	/* Not NUL-terminated, but bounded. */
	SAME("%.3s", (const char[]){ 'a', 'b', 'c' });
}

static void odd_formats(void **state)
{
	char got[16];
	const char *volatile none = NULL;       /* hidden from the format check */

	(void)state;
	assert_int_equal(fmt(NULL, 0, "12345"), 5);
	assert_int_equal(fmt(got, sizeof got, "%s", none), 6);
	assert_string_equal(got, "(null)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers), cmocka_unit_test(text),
		cmocka_unit_test(odd_formats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
