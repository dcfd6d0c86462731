/* test_regex.c - regular expressions: what they match, and beside the C library's. */
#include <regex.h>
#include <time.h>
#include "check.h"
#include "command/regex.h"

#define TOO_HARD "wrong or too hard from here on: "

/* The match and its groups between < >, "-" for what did not take part, or the error. */
static void show(char *to, const char *pattern, const char *text, unsigned groups)
{
	struct span best[REGEX_GROUPS];
	err_t err = regex_match(pattern, text, best);

	to[0] = '\0';
	if (err) {
		assert_null(best[0].p);
		strcpy(to, err);
		return;
	}
	for (unsigned i = 0; i <= groups; i++) {
		strcat(to, best[i].p ? "<" : "-");
		if (best[i].p)
			strncat(to, best[i].p, span_size(best[i]));
		if (best[i].p)
			strcat(to, ">");
	}
}

static void matches(void **state)
{
	static const struct { const char *pattern, *text, *found; } rows[] = {
		{ "a(.*)c", "xabbcy", "<abbc><bb>" },
		{ "^\\((.*)\\)", "(hd0,msdos1)/boot", "<(hd0,msdos1)><hd0,msdos1>" },
		{ "([^/]*)/?$", "/boot/grub/", "<grub/><grub>" },
		{ "vmlinuz-([0-9]+)\\.([0-9]+)(-.*)?", "/boot/vmlinuz-5.10", "<vmlinuz-5.10><5><10>-" },
		{ "a|ab|abc", "abcd", "<abc>" },
		{ "(a|ab)(c|bcd)(d*)", "abcd", "<abcd><a><bcd><>" },
		{ "x*", "aaa", "<>" },
		{ "(a*)*", "baa", "<><>" },
		{ "((a)|b)*", "ab", "<ab><b><a>" },
		{ "(a{2}){2,3}", "aaaaaaa", "<aaaaaa><aa>" },
		{ "^a{,2}$", "aa", "<aa>" },
		{ "^(a|b|c|d|e)+$", "abcde", "<abcde><e>" },
		{ "[]x]+", "a]x]", "<]x]>" }, { "[^]x]+", "a]", "<a>" }, { "[a-]+", "b-a", "<-a>" },
		{ "[[:digit:][:upper:]_]+", "ab1C_d", "<1C_>" },
		{ "[\\]+", "a\\b", "<\\>" }, { "\\w+\\s\\W", "a b? c_1 +", "<c_1 +>" },
		{ ".", "", "-" }, { "b", "a", "-" }, { "^b", "ab", "-" }, { "a$", "ab", "-" },
		{ "a^b", "a^b", "-" }, { "a)", "a)", "<a)>" }, { "()", "x", "<><>" }, { "|a", "b", "<>" },
		{ "a**", "aa", "<aa>" }, { "a+?", "aa", "<aa>" },
		{ "\xe9+", "caf\xe9\xe9", "<\xe9\xe9>" },
		{ "a{0}b", "ab", "<b>" },
		{ "(((((((((((a)))))))))))", "a", "<a><a><a><a><a><a><a><a><a><a>" },
		{ "a(", "a", "wrong or too hard from here on: a(" },
		{ "*a", "*a", "wrong or too hard from here on: *a" },
		{ "(*a)", "*a", "wrong or too hard from here on: *a)" },
		{ "^*", "a", "wrong or too hard from here on: *" },
		{ "a{2", "aa", "wrong or too hard from here on: {2" },
		{ "a{2,1}", "aa", "wrong or too hard from here on: {2,1}" },
		{ "a{x}", "aa", "wrong or too hard from here on: {x}" },
		{ "a{256}", "aa", "wrong or too hard from here on: {256}" },
		{ "[a", "a", "wrong or too hard from here on: [a" },
		{ "[b-a]", "a", "wrong or too hard from here on: [b-a]" },
		{ "[[:foo:]]", "a", "wrong or too hard from here on: [[:foo:]]" },
		{ "a\\", "a", "wrong or too hard from here on: \\" },
		{ "(a)\\1", "aa", "wrong or too hard from here on: \\1" },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		char shown[400];
		unsigned groups = 0;

		for (const char *p = rows[i].found; *p; p++)
			groups += p > rows[i].found && (*p == '<' || *p == '-') && p[-1] != ',';
		show(shown, rows[i].pattern, rows[i].text, MIN(groups, REGEX_GROUPS - 1u));
		if (strncmp(shown, rows[i].found, strlen(rows[i].found)) != 0)
			fail_msg("%s on %s: %s", rows[i].pattern, rows[i].text, shown);
	}
}

/* Patterns that other matchers need ages or a big stack for. */
static void hard_ones_end(void **state)
{
	static const char *const patterns[] = {
		"(a*)*(a*)*(a*)*b", "(a|aa)+$b", "(a?){30}a{30}b", "((a+)+)+b", "(.*)(.*)(.*)(.*)(.*)x",
		"(a|b)*c|(a|ab)*c", "(x+x+)+y",
	};
	static char text[20001];

	(void)state;
	memset(text, 'a', 20000);
	for (unsigned i = 0; i < COUNT(patterns); i++) {
		struct span best[REGEX_GROUPS];
		clock_t start = clock();
		err_t err = regex_match(patterns[i], text, best);

		assert_null(best[0].p);
		if (err)
			assert_memory_equal(err, TOO_HARD, strlen(TOO_HARD));
		assert_true(clock() - start < 60 * CLOCKS_PER_SEC);
	}
}

static void limits(void **state)
{
	static char text[100001], pattern[2001];
	struct span best[REGEX_GROUPS];

	(void)state;
	memset(text, 'a', 100000);
	for (unsigned i = 0; i < 6; i++) {
		memset(pattern, "(a|[.b"[i], 2000);
		pattern[2000] = '\0';
		assert_non_null(regex_match(pattern, text, best));
		assert_null(best[0].p);
		pattern[1000] = '\0';
		assert_true(!regex_match(pattern, text, best) == (i != 0 && i != 3));
	}
	memset(pattern, '(', 100);
	memset(pattern + 100, ')', 100);
	pattern[200] = '\0';
	assert_memory_equal(regex_match(pattern, "a", best), TOO_HARD, strlen(TOO_HARD));
	/* A character, unlike a group, is repeated without end. */
	assert_null(regex_match("^a*$", text, best));
	assert_int_equal(span_size(best[0]), 100000);
	assert_memory_equal(regex_match("^(a)*$", text, best), TOO_HARD, strlen(TOO_HARD));
	assert_null(regex_match("^(aaaaaaaaaaaaaaaaaaaa)*", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", best));
}

static u32 seed = 1;

static u32 number(u32 below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

/* Random patterns beside regcomp() and regexec() of the C library. */
static void as_the_library(void **state)
{
	static const char letters[] = "ab()|*+?.^$[]a-b{1,2}\\wc";
	unsigned found = 0;

	(void)state;
	for (unsigned i = 0; i < 30000; i++) {
		char pattern[10] = { 0 }, text[9] = { 0 };
		struct span best[REGEX_GROUPS];
		regmatch_t theirs[2];
		regex_t re;
		bool compiles, match;
		err_t err;

		for (u32 n = number(9) + 1; n--; )
			pattern[n] = letters[number(sizeof letters - 1)];
		for (u32 n = number(9); n--; )
			text[n] = "abc"[number(3)];
		/* Back-references and edges of words are not there; nor are [. and [=. */
		if (strstr(pattern, "\\1") || strstr(pattern, "\\2") || strstr(pattern, "\\b") ||
		    strstr(pattern, "[.") || strstr(pattern, "-a-") || strstr(pattern, "{-{"))
			continue;
		compiles = regcomp(&re, pattern, REG_EXTENDED) == 0;
		err = regex_match(pattern, text, best);
		if (compiles != !err)
			fail_msg("%s: %s", pattern, err ? err : "is accepted");
		if (!compiles)
			continue;
		match = regexec(&re, text, 2, theirs, 0) == 0;
		regfree(&re);
		found += match;
		if (match != (best[0].p != NULL) ||
		    (match && (theirs[0].rm_so != best[0].p - text || theirs[0].rm_eo != best[0].end - text)))
			fail_msg("%s on %s", pattern, text);
	}
	assert_true(found > 2000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(matches), cmocka_unit_test(hard_ones_end), cmocka_unit_test(limits),
		cmocka_unit_test(as_the_library),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
