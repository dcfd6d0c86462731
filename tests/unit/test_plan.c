/* test_plan.c - linux and initrd: what they write down, and what they refuse. */
#include "boot_files.h"

static void command_lines(void **state)
{
	char *argv[] = { "/vmlinuz", "root=/dev/sda1", "two words", "a\"b", "it's", "back\\slash", "",
			 "mem=32M", "vga=0x317" };
	char *blank[] = { "(hd0,1)/a b" };

	(void)state;
	assert_null(plan_linux(&plan, PLAN_LINUX, "hd0,1", COUNT(argv), argv));
	assert_string_equal(plan.cmdline, "BOOT_IMAGE=/vmlinuz root=/dev/sda1 \"two words\""
			    " a\\\"b it\\'s back\\\\slash  mem=32M vga=0x317");
	assert_string_equal(plan.file[0].path, "(hd0,1)/vmlinuz");
	assert_int_equal(plan.mem_limit, 32 * MiB);
	assert_int_equal(plan.video, 0x317);

	assert_null(plan_linux(&plan, PLAN_LINUX, NULL, 1, blank));
	assert_string_equal(plan.cmdline, "BOOT_IMAGE=\"(hd0,1)/a b\"");
	assert_int_equal(plan.mem_limit, 0);
	assert_int_equal(plan.video, 0xffff);
}

static void options(void **state)
{
	static const struct {
		const char *arg;
		u32 mem;
		u16 video;
	} rows[] = {
		{ "mem=4096", 4096, 0xffff }, { "mem=64k", 64 * KiB, 0xffff },
		{ "mem=2G", 2u << 30, 0xffff }, { "mem=0x10M", 16 * MiB, 0xffff },
		{ "mem=4G", 0, 0xffff }, { "mem=4095M", 0xfff00000, 0xffff },
		{ "mem=nopentium", 0, 0xffff }, { "mem=64M$1M", 0, 0xffff },
		{ "mem=0", 0, 0xffff }, { "mem=99999999999G", 0, 0xffff },
		{ "vga=normal", 0, 0xffff }, { "vga=ext", 0, 0xfffe },
		{ "vga=ask", 0, 0xfffd }, { "vga=791", 0, 791 },
		{ "notvga=3", 0, 0xffff }, { "quiet", 0, 0xffff },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_null(linux_with(PLAN_LINUX, "/vmlinuz", rows[i].arg));
		assert_int_equal(plan.mem_limit, rows[i].mem);
		assert_int_equal(plan.video, rows[i].video);
	}
}

static void refused_kernels(void **state)
{
	char long_arg[2048], want[128];
	static const struct {
		const char *path, *arg, *error;
		enum plan_protocol protocol;
	} rows[] = {
		{ "/nothing", NULL, "(hd0,1)/nothing: file not found", PLAN_LINUX },
		{ "/text", NULL, "(hd0,1)/text: not a Linux kernel", PLAN_LINUX },
		{ "/old", NULL, "(hd0,1)/old: this kernel has only a 16-bit entry: use linux16",
		  PLAN_LINUX },
		{ "/vmlinuz", "vga=big", "vga=big: no such video mode", PLAN_LINUX },
		{ "/vmlinuz", "vga=65536", "vga=65536: no such video mode", PLAN_LINUX16 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_string_equal(linux_with(rows[i].protocol, rows[i].path, rows[i].arg),
				    rows[i].error);
		assert_true(plan.failed);
		do_boot();
		assert_string_equal(boot_error, NO_KERNEL);
	}
	memset(long_arg, 'x', sizeof long_arg);
	long_arg[2047 - strlen("BOOT_IMAGE=/vmlinuz ")] = '\0';
	assert_null(linux_with(PLAN_LINUX, "/vmlinuz", long_arg));
	assert_false(plan.failed);
	strcat(long_arg, "y");
	snprintf(want, sizeof want, "command line of %d bytes: the kernel takes %d", 2048,
		 2047);
	assert_string_equal(linux_with(PLAN_LINUX, "/vmlinuz", long_arg), want);
	assert_true(plan.failed);
}

static void refused_initrds(void **state)
{
	char *many[PLAN_INITRDS + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(many); i++)
		many[i] = "/first";
	assert_string_equal(initrd_with(PLAN_LINUX, "/first", NULL),
			    "initrd follows linux, initrd16 follows linux16");
	assert_null(linux_with(PLAN_LINUX, "/vmlinuz", NULL));
	assert_string_equal(initrd_with(PLAN_LINUX16, "/first", NULL),
			    "initrd follows linux, initrd16 follows linux16");
	assert_string_equal(initrd_with(PLAN_LINUX, "/first", "/missing"),
			    "(hd0,1)/missing: file not found");
	assert_string_equal(initrd_with(PLAN_LINUX, "newc:/first", NULL),
			    "newc:/first: newc:NAME:FILE is meant");
	assert_string_equal(initrd_with(PLAN_LINUX, "newc:a:/missing", NULL),
			    "(hd0,1)/missing: file not found");
	assert_true(plan.failed);
	do_boot();
	assert_string_equal(boot_error, NO_KERNEL);
	assert_string_equal(plan_initrd(&plan, PLAN_LINUX, "hd0,1", COUNT(many), many),
			    "more than 32 initrds");
	/* A second initrd replaces the first, and its failure. */
	assert_null(plan_initrd(&plan, PLAN_LINUX, "hd0,1", PLAN_INITRDS, many));
	assert_int_equal(plan.files, 1 + PLAN_INITRDS);
	assert_null(initrd_with(PLAN_LINUX, "/second", NULL));
	assert_int_equal(plan.files, 2);
	assert_false(plan.failed);
	must_boot();
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(command_lines), CASE(options), CASE(refused_kernels),
		CASE(refused_initrds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
