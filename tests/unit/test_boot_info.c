/* test_boot_info.c - the kernel's side: what it believes of a boot_params page. */
#include "check.h"
#include "kernel/boot_info.h"

enum { MEMORY = 0x10000, NODE_1 = 0x2000, NODE_2 = 0x3000, TEXT = 0x1000 };

static u8 memory[MEMORY];
static struct boot_params params;
static struct boot_info info;

static const void *physical(u64 address)
{
	assert_true(address < MEMORY);
	return memory + address;
}

static int setup(void **state)
{
	(void)state;
	memset(memory, 0, sizeof memory);
	memset(&params, 0, sizeof params);
	return 0;
}

static void put_node(u32 at, u64 next, u32 type, u32 length)
{
	struct linux_setup_data node = { put64(next), put32(type), put32(length) };

	memcpy(memory + at, &node, sizeof node);
}

static void nothing_given(void **state)
{
	(void)state;
	boot_info_read(&info, &params, physical);
	assert_string_equal(info.cmdline, "");
	assert_int_equal(info.initrd_size, 0);
	assert_false(info.has_timeline);
	assert_int_equal(boot_info_ram(&info), 0x9f000);
}

static void memory_maps(void **state)
{
	(void)state;
	params.e820_entries = 3;
	params.e820[0] = (struct linux_e820){ put64(0), put64(0x9fc00), put32(1) };
	params.e820[1] = (struct linux_e820){ put64(0x9fc00), put64(0x400), put32(2) };
	params.e820[2] = (struct linux_e820){ put64(0x100000), put64(0), put32(1) };
	boot_info_read(&info, &params, physical);
	assert_int_equal(info.ranges, 2);
	assert_int_equal(boot_info_ram(&info), 0x9fc00);

	/* A count beyond the table is not believed. */
	params.e820_entries = 255;
	for (int i = 0; i < LINUX_E820_MAX; i++)
		params.e820[i] = (struct linux_e820){ put64(0), put64(1), put32(1) };
	boot_info_read(&info, &params, physical);
	assert_int_equal(info.ranges, LINUX_E820_MAX);

	/* Without a table: E801h, else 88h. */
	params.e820_entries = 0;
	params.screen.ext_mem_k = put16(1024);
	boot_info_read(&info, &params, physical);
	assert_int_equal(boot_info_ram(&info), 0x9f000 + MiB);
	params.alt_mem_k = put32(4096);
	boot_info_read(&info, &params, physical);
	assert_int_equal(boot_info_ram(&info), 0x9f000 + 4 * MiB);
}

/* Those that boot_params has no room for. */
static void longer_memory_maps(void **state)
{
	struct linux_e820 more[3];

	(void)state;
	params.e820_entries = LINUX_E820_MAX;
	for (u32 i = 0; i < LINUX_E820_MAX; i++)
		params.e820[i] = (struct linux_e820){ put64(i * 0x1000), put64(0x1000), put32(2) };
	for (u32 i = 0; i < COUNT(more); i++)
		more[i] = (struct linux_e820){ put64((128 + i) * 0x1000), put64(0x1000), put32(1) };
	params.header.setup_data = put64(NODE_1);
	put_node(NODE_1, 0, SETUP_E820_EXT, sizeof more);
	memcpy(memory + NODE_1 + sizeof(struct linux_setup_data), more, sizeof more);
	boot_info_read(&info, &params, physical);
	assert_int_equal(info.ranges, LINUX_E820_MAX + COUNT(more));
	assert_int_equal(boot_info_ram(&info), sizeof more / sizeof *more * 0x1000);
	assert_int_equal(info.range[LINUX_E820_MAX + 2].start, 130 * 0x1000);

	/* Half an entry is none, and there is an end to what is kept. */
	put_node(NODE_1, 0, SETUP_E820_EXT, sizeof *more + 19);
	boot_info_read(&info, &params, physical);
	assert_int_equal(info.ranges, LINUX_E820_MAX + 1);
	put_node(NODE_1, NODE_1, SETUP_E820_EXT, sizeof more);
	params.e820_entries = 0;
	boot_info_read(&info, &params, physical);
	assert_true(info.ranges <= BOOT_RANGES);
}

static void command_line(void **state)
{
	static const struct {
		const char *text, *word;
		bool        has;
	} rows[] = {
		{ "a poweroff b", "poweroff", true }, { "poweroff", "poweroff", true },
		{ "poweroffs", "poweroff", false }, { "nopoweroff", "poweroff", false },
		{ "  poweroff\t", "poweroff", true }, { "power off", "poweroff", false },
		{ "", "poweroff", false }, { "a=poweroff", "poweroff", false },
	};

	(void)state;
	params.header.cmd_line_ptr = put32(TEXT);
	for (size_t i = 0; i < COUNT(rows); i++) {
		strcpy((char *)memory + TEXT, rows[i].text);
		boot_info_read(&info, &params, physical);
		assert_string_equal(info.cmdline, rows[i].text);
		assert_int_equal(boot_info_word(&info, rows[i].word), rows[i].has);
	}
	memset(memory + TEXT, 'x', 5000);
	boot_info_read(&info, &params, physical);
	assert_int_equal(strlen(info.cmdline), BOOT_CMDLINE - 1);
}

/* The last bytes that are mapped. */
static const void *physical_end(u64 address)
{
	enum { LAST = 16 };
	u64 start = (4ull << 30) - LAST;

	assert_true(address >= start && address < start + LAST);
	return memory + MEMORY - LAST + (address - start);
}

static void command_line_without_end(void **state)
{
	(void)state;
	memset(memory + MEMORY - 16, 'y', 16);
	params.header.cmd_line_ptr = put32(0xfffffffa);
	boot_info_read(&info, &params, physical_end);
	assert_string_equal(info.cmdline, "yyyyyy");
}

static void values(void **state)
{
	static const struct { const char *text, *value; } rows[] = {
		{ "init=/bin/sh", "/bin/sh" }, { "a init=/x b init=/y c", "/y" }, { "init=", "" },
		{ "rdinit=/x", NULL }, { "xinit=/x init", NULL }, { "", NULL },
		{ "init=/a init=123456789abc", "1234567" },
	};

	(void)state;
	params.header.cmd_line_ptr = put32(TEXT);
	for (size_t i = 0; i < COUNT(rows); i++) {
		char to[9] = "--------";

		strcpy((char *)memory + TEXT, rows[i].text);
		boot_info_read(&info, &params, physical);
		assert_int_equal(boot_info_value(&info, "init=", to, 8), rows[i].value != NULL);
		assert_string_equal(to, rows[i].value ? rows[i].value : "--------");
	}
}

static void arguments(void **state)
{
	static const struct { const char *text, *words; } rows[] = {
		{ "a b -- c  d", "c|d|" }, { "-- c", "c|" }, { "a --", "" }, { "a --b -- ", "" },
		{ "a -- b -- c", "b|--|c|" }, { "a--b", "" }, { "a -- 1 2 3 4", "1|2|3|" }, { "", "" },
	};

	(void)state;
	params.header.cmd_line_ptr = put32(TEXT);
	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[BOOT_CMDLINE], joined[40] = "", *argv[3];
		unsigned n;

		strcpy((char *)memory + TEXT, rows[i].text);
		boot_info_read(&info, &params, physical);
		n = boot_info_arguments(&info, text, argv, COUNT(argv));
		for (unsigned k = 0; k < n; k++)
			strcat(strcat(joined, argv[k]), "|");
		assert_string_equal(joined, rows[i].words);
	}
}

static void timelines(void **state)
{
	struct timeline t = { put32(TIMELINE_MAGIC), put32(MILESTONE_COUNT), { { { 7 } } } };

	(void)state;
	memcpy(memory + NODE_2 + sizeof(struct linux_setup_data), &t, sizeof t);
	params.header.setup_data = put64(NODE_1);
	put_node(NODE_1, NODE_2, 5, 0);
	put_node(NODE_2, 0, TIMELINE_SETUP_DATA, sizeof t);
	boot_info_read(&info, &params, physical);
	assert_true(info.has_timeline);
	assert_int_equal(get64(info.timeline.tsc[0]), 7);

	/* too short, of another type, without its magic, in a ring */
	put_node(NODE_2, 0, TIMELINE_SETUP_DATA, sizeof t - 1);
	boot_info_read(&info, &params, physical);
	assert_false(info.has_timeline);
	put_node(NODE_2, 0, 1, sizeof t);
	boot_info_read(&info, &params, physical);
	assert_false(info.has_timeline);
	put_node(NODE_2, NODE_1, TIMELINE_SETUP_DATA, sizeof t);
	memory[NODE_2 + sizeof(struct linux_setup_data)] ^= 1;
	boot_info_read(&info, &params, physical);
	assert_false(info.has_timeline);

	/* where no memory is mapped yet */
	put_node(NODE_2, 1ull << 40, 1, 0);
	boot_info_read(&info, &params, physical);
	params.header.setup_data = put64(UINT64_MAX);
	boot_info_read(&info, &params, physical);
	assert_false(info.has_timeline);
}

static void initrds(void **state)
{
	(void)state;
	params.header.ramdisk_image = put32(0x1234000);
	boot_info_read(&info, &params, physical);
	assert_int_equal(info.initrd, 0);
	params.header.ramdisk_size = put32(99);
	boot_info_read(&info, &params, physical);
	assert_int_equal(info.initrd, 0x1234000);
	assert_int_equal(info.initrd_size, 99);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, NULL)
	const struct CMUnitTest tests[] = {
		CASE(nothing_given), CASE(memory_maps), CASE(longer_memory_maps), CASE(command_line),
		CASE(command_line_without_end), CASE(values), CASE(arguments), CASE(timelines),
		CASE(initrds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
