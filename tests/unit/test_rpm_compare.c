/* test_rpm_compare.c - the order of versions and of packages' names; with arguments a
 * program that says it of pairs on stdin, for tests/oracle/test_bls.py. */
#include "check.h"
#include "command/rpm_compare.h"

static struct span text(const char *s)
{
	return (struct span){ s, s + strlen(s) };
}

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static void versions(void **state)
{
	static const struct { const char *a, *b; int order; } rows[] = {
		{ "1.0", "1.0", 0 }, { "1.0", "2.0", -1 }, { "2.0.1", "2.0", 1 },
		{ "2.0.1a", "2.0.1", 1 }, { "10", "9", 1 }, { "010", "9", 1 }, { "10", "0010", 0 },
		{ "1.0", "1.a", 1 }, { "xyz10", "xyz10.1", -1 }, { "xyz.4", "xyz.4.1", -1 },
		{ "abc", "ab", 1 }, { "ab", "abc", -1 }, { "B", "a", -1 }, { "a", "", 1 },
		{ "1_0", "1.0", 0 }, { "1.", "1", 0 }, { "..", "", 0 }, { "1..2", "1.2", 0 },
		{ "5.16.4", "5.5.4", 1 }, { "20240101", "99999", 1 }, { "0", "", 1 },
		{ "99999999999999999999", "99999999999999999998", 1 },
		{ "1.0~rc1", "1.0", -1 }, { "1.0~rc1", "1.0~rc2", -1 }, { "1.0~rc1~git1", "1.0~rc1", -1 },
		{ "1~~", "1~", -1 }, { "~", "", -1 }, { "~", "a", -1 }, { "1.0~", "1.0~", 0 },
		{ "1.0^", "1.0", 1 }, { "1.0^git1", "1.0", 1 }, { "1.0^git1", "1.0^git2", -1 },
		{ "1.0^git1", "1.01", -1 }, { "1.0^20160101", "1.0.1", -1 },
		{ "1.0^20160101^git1", "1.0^20160102", -1 }, { "1.0~rc1^git1", "1.0~rc1", 1 },
		{ "1.0^git1~pre", "1.0^git1", -1 }, { "1.0^git1", "1.0~x", 1 }, { "^", "~", 1 },
		{ "^", "", 1 }, { "^", "0", -1 },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		int order = rpm_compare(text(rows[i].a), text(rows[i].b));

		if (sign(order) != rows[i].order ||
		    sign(rpm_compare(text(rows[i].b), text(rows[i].a))) != -rows[i].order)
			fail_msg("%s and %s: %d", rows[i].a, rows[i].b, order);
	}
}

/* From the oldest on. */
static void packages(void **state)
{
	static const char *const rows[] = {
		"", "a", "a-1", "a-1-1", "a-1-2", "a-1.1-1", "a-b-0-1", "b",
		"id-0-rescue", "id-5.9.0-1.fc33.x86_64", "id-5.16.4-200.fc35.x86_64~debug",
		"id-5.16.4-200.fc35.x86_64", "id-5.16.12-1.fc35.x86_64",
		"id-6.0.0-0.rc1.1~vanilla.fc37.x86_64", "id-6.0.0-0.rc2.fc37.x86_64",
		"id-6.0.0-1.fc37.x86_64", "jd-1-1",
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++)
		for (unsigned k = 0; k < COUNT(rows); k++)
			if (sign(rpm_compare_packages(rows[i], rows[k])) != (i > k) - (i < k))
				fail_msg("'%s' and '%s'", rows[i], rows[k]);
}

static int compare_pairs(void)
{
	char a[512], b[512];

	while (scanf("%511s %511s", a, b) == 2)
		printf("%d\n", sign(rpm_compare(text(a), text(b))));
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions),
		cmocka_unit_test(packages),
	};

	(void)argv;
	return argc > 1 ? compare_pairs() : cmocka_run_group_tests(tests, NULL, NULL);
}
