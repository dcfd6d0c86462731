/* test_cpio.c - archives around initrds, taken apart as the kernel does it. */
#include "check.h"
#include "boot/cpio.h"

static u8 archive[65536] __attribute__((aligned(4)));
static size_t size;
static char seen[4096];

static unsigned long field(const u8 *header, unsigned at)
{
	char text[9];

	memcpy(text, header + at, 8);
	text[8] = '\0';
	return strtoul(text, NULL, 16);
}

static void put_file(const char *name, const char *data, const char *last)
{
	u32 n = (u32)strlen(data), head = cpio_header(archive + size, name, n, last);

	assert_int_equal(head % 4, 0);
	assert_int_equal(head, cpio_header(NULL, name, n, last));
	size += head;
	memcpy(archive + size, data, n);
	size += ALIGN_UP(n, 4u);
}

/* Put "mode name=data;" of each entry into seen[], up to the trailer. */
static void take_apart(void)
{
	const u8 *p = archive;
	size_t length = 0;

	for (;;) {
		unsigned long name_size = field(p, 94), bytes = field(p, 54);
		const u8 *data = p + ALIGN_UP(110 + name_size, 4);

		assert_memory_equal(p, "070701", 6);
		assert_true(data + bytes <= archive + sizeof archive);
		assert_int_equal(strlen((const char *)p + 110) + 1, name_size);
		if (!strcmp((const char *)p + 110, "TRAILER!!!")) {
			assert_int_equal(bytes, 0);
			assert_ptr_equal(data, archive + size);
			return;
		}
		assert_int_equal(field(p, 38), 1);              /* links */
		assert_int_equal(field(p, 6) | field(p, 22) | field(p, 30) | field(p, 46) |
				 field(p, 102), 0);
		length += (size_t)snprintf(seen + length, sizeof seen - length, "%lo %s=%.*s;",
					   field(p, 14), p + 110, (int)bytes, data);
		p = data + ALIGN_UP(bytes, 4);
	}
}

static void names_and_folders(void **state)
{
	(void)state;
	put_file("a/b/one", "1", NULL);
	put_file("a/b/two", "", "a/b/one");
	put_file("a/c", "three", "a/b/two");
	put_file("ab", "4444", "a/c");
	put_file("a/b/c/d", "55", "ab");
	put_file("x", "6", "a/b/c/d");
	put_file("x/y", "7", "x");
	size += cpio_trailer(archive + size);
	take_apart();
	assert_string_equal(seen, "40777 a=;40777 a/b=;100777 a/b/one=1;100777 a/b/two=;"
			    "100777 a/c=three;100777 ab=4444;40777 a=;40777 a/b=;40777 a/b/c=;"
			    "100777 a/b/c/d=55;100777 x=6;40777 x=;100777 x/y=7;");
	assert_int_equal(cpio_trailer(NULL), 124);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(names_and_folders) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
