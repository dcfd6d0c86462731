/* test_env_block.c - environment blocks: what is read, written, and refused. */
#include "check.h"
#include "command/env_block.h"

#define FIRST "# GRUB Environment Block\n"

static char block[128 + 1];
static size_t size;

/* The lines of a block of `bytes` bytes: the text, and '#' to the end. */
static struct span make(const char *text, size_t bytes)
{
	struct span lines;

	size = bytes;
	memset(block, 0x7f, sizeof block);
	memset(block, '#', size);
	memcpy(block, FIRST, strlen(FIRST));
	memcpy(block + strlen(FIRST), text, strlen(text));
	assert_null(env_block_lines((struct span){ block, block + size }, &lines));
	assert_ptr_equal(lines.p, block + strlen(FIRST));
	return lines;
}

static void check(const char *text)
{
	size_t n = strlen(FIRST) + strlen(text);

	assert_memory_equal(block, FIRST, strlen(FIRST));
	assert_memory_equal(block + strlen(FIRST), text, strlen(text));
	for (; n < size; n++)
		assert_int_equal(block[n], '#');
	assert_int_equal(block[size], 0x7f);
}

static void first_lines(void **state)
{
	static const char *const bad[] = {
		"", "#", "# GRUB Environment Block", "# GRUB environment Block\n#",
		"a=1\n# GRUB Environment Block\n",
	};
	struct span lines;

	(void)state;
	for (unsigned i = 0; i < COUNT(bad); i++)
		assert_string_equal(env_block_lines((struct span){ bad[i], bad[i] + strlen(bad[i]) },
						    &lines),
				    "not an environment block: its first line is not GRUB's");
	make("", strlen(FIRST));
}

/* "name=value;" of each. */
static void take(const char *text, const char *want)
{
	struct span lines = make(text, sizeof block - 1);
	const char *name, *value;
	char seen[256] = "";

	while (env_block_take(&lines, &name, &value))
		snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%s=%s;", name, value);
	assert_string_equal(seen, want);
}

static void taking(void **state)
{
	(void)state;
	take("", "");
	take("a=1\nb=\nc=x=y\n", "a=1;b=;c=x=y;");
	take("a=1\\\n2\\\\\nb=\\#\n", "a=1\n2\\;b=#;");
	take("# a=1\nnothing\n=x\na b=c\n", "=x;a b=c;");
	take("a=1\nb=2", "a=1;");               /* torn: no newline, so no value */
	take("a=1\nb=2\\", "a=1;");
	take("a=1\nb=2\\\n", "a=1;");
}

static void setting(void **state)
{
	static const struct { const char *before, *name, *value, *after; } rows[] = {
		{ "", "a", "1", "a=1\n" }, { "", "a", NULL, "" },
		{ "a=1\nb=2\nc=3\n", "b", "longer", "a=1\nb=longer\nc=3\n" },
		{ "a=1\nb=2222\nc=3\n", "b", "", "a=1\nb=\nc=3\n" },
		{ "a=1\nb=2\nc=3\n", "b", NULL, "a=1\nc=3\n" },
		{ "a=1\nb=2\n", "b", NULL, "a=1\n" }, { "a=1\n", "a", NULL, "" },
		{ "ab=1\n", "a", "2", "ab=1\na=2\n" }, { "a=1\n", "ab", "2", "a=1\nab=2\n" },
		{ "# a=0\nx\na=1\n", "a", "2", "# a=0\nx\na=2\n" },
		{ "a=1\\\nb=0\nb=2\n", "b", "3", "a=1\\\nb=0\nb=3\n" },
		{ "", "a", "x\ny\\", "a=x\\\ny\\\\\n" },
		{ "a=1\n# a comment\n", "b", "2", "a=1\n# a comment\nb=2\n" },
		{ "a=#\n", "b", "##", "a=#\nb=##\n" },
		{ "a=1\na=2\n", "a", "3", "a=3\na=2\n" },       /* the first, as GRUB */
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		assert_null(env_block_set(make(rows[i].before, sizeof block - 1), rows[i].name,
					  rows[i].value));
		check(rows[i].after);
	}
}

/* Of every size: it fits or it does not, and then nothing has changed. */
static void room(void **state)
{
	static const char before[] = "a=1\nb=22\n";
	size_t head = strlen(FIRST) + strlen(before);

	(void)state;
	for (size_t n = head; n < sizeof block; n++) {
		err_t err = env_block_set(make(before, n), "cc", "x\\");

		if (n < head + 7) {
			assert_string_equal(err, "no room in the environment block");
			check(before);
		} else {
			assert_null(err);
			check("a=1\nb=22\ncc=x\\\\\n");
		}
		err = env_block_set(make(before, n), "b", "4444");
		assert_int_equal(err == NULL, n >= head + 2);
		check(err ? before : "a=1\nb=4444\n");
		assert_null(env_block_set(make(before, n), "b", "3"));
		check("a=1\nb=3\n");
	}
}

static void damage(void **state)
{
	static const char *const torn[] = { "a=1\nb", "x", "a=1\nb=2\\\n", "a=1\\" };

	(void)state;
	for (unsigned i = 0; i < COUNT(torn); i++) {
		assert_string_equal(env_block_set(make(torn[i], sizeof block - 1), "c", "1"),
				    "damaged environment block: its last line does not end");
		check(torn[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_lines), cmocka_unit_test(taking), cmocka_unit_test(setting),
		cmocka_unit_test(room), cmocka_unit_test(damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
