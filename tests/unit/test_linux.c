/* test_linux.c - setup headers: what is refused, and what the others need. */
#include "check.h"
#include "boot/plan.h"
#include "fake_files.h"
#include "fake_kernel.h"

enum { FILE_BYTES = 0x10000, PARTS = FAKE_SETUP_BYTES };

static u8 file[FILE_BYTES];
static struct linux_image image;

/* Probe the first `size` bytes of `data` as a file. */
static err_t probe(enum plan_protocol protocol, const u8 *data, u64 size)
{
	const struct fake_file files[] = { { "(hd0)/k", data, size, 0 }, { NULL, NULL, 0, 0 } };
	struct file f;
	err_t err;

	fake_files = files;
	assert_null(file_open("(hd0)/k", NULL, &f));
	err = linux_probe(&image, protocol == PLAN_LINUX16, &f);
	return err;
}

static struct linux_header *header(void)
{
	return fake_kernel(file, sizeof file);
}

static void good_kernel(void **state)
{
	(void)state;
	header();
	assert_null(probe(PLAN_LINUX, file, sizeof file));
	assert_int_equal(image.setup_bytes, PARTS);
	assert_int_equal(image.kernel_bytes, FILE_BYTES - PARTS);
	assert_int_equal(image.cmdline_max, 2047);
	assert_int_equal(image.initrd_max, 0x7fffffff);
	assert_int_equal(image.load, 0x1000000);
	assert_int_equal(image.align, 0x200000);
	assert_int_equal(image.room, 0x300000);
	assert_int_equal(image.entry, 0);

	/* The 16-bit entry loads low; the kernel runs at pref_address all the same. */
	assert_null(probe(PLAN_LINUX16, file, sizeof file));
	assert_int_equal(image.load, 0x100000);
	assert_int_equal(image.align, 0);
	assert_int_equal(image.room, 0x1200000);
}

/* Each row spoils one thing. */
static void no_flag(struct linux_header *h)    { h->boot_flag = put16(0xaa56); }
static void no_magic(struct linux_header *h)   { h->magic = put32(0x53726449); }
static void v1_99(struct linux_header *h)      { h->version = put16(0x1ff); }
static void v2_02(struct linux_header *h)      { h->version = put16(0x202); }
static void low(struct linux_header *h)        { h->loadflags = 0; }
static void only_16(struct linux_header *h)    { h->code32_start = put32(0); }
static void outside(struct linux_header *h)    { h->code32_start = put32(0x110000); }
static void below(struct linux_header *h)      { h->code32_start = put32(0xfffff); }
static void sectors(struct linux_header *h)    { h->setup_sects = 65; }
static void all_setup(struct linux_header *h)
{
	h->setup_sects = 64;
	h->syssize = put32(0x7fffffff);
}
static void one_more(struct linux_header *h)
{
	h->syssize = put32((FILE_BYTES - PARTS) / 16 + 1);
}
static void far(struct linux_header *h)        { h->pref_address = put64(0x100000000); }
static void low_wish(struct linux_header *h)   { h->pref_address = put64(0xfff00); }
static void endless(struct linux_header *h)    { h->init_size = put32(0xff000000); }
static void crooked(struct linux_header *h)    { h->kernel_alignment = put32(0x180000); }
static void unaligned(struct linux_header *h)  { h->kernel_alignment = put32(0); }

static void refusals(void **state)
{
	static const struct {
		void (*spoil)(struct linux_header *h);
		enum plan_protocol protocol;
		const char *error;
	} rows[] = {
		{ no_flag,   PLAN_LINUX, "not a Linux kernel" },
		{ no_magic,  PLAN_LINUX16, "not a Linux kernel" },
		{ v1_99,     PLAN_LINUX16, "not a Linux kernel" },
		{ v2_02,     PLAN_LINUX, "this kernel has only a 16-bit entry: use linux16" },
		{ low,       PLAN_LINUX16, "a zImage kernel is not supported" },
		{ only_16,   PLAN_LINUX, "this kernel has only a 16-bit entry: use linux16" },
		{ outside,   PLAN_LINUX, "bad code32_start in the kernel's header" },
		{ below,     PLAN_LINUX, "bad code32_start in the kernel's header" },
		{ sectors,   PLAN_LINUX, "bad setup_sects in the kernel's header" },
		{ all_setup, PLAN_LINUX, "kernel is cut off: its header needs 34359771617"
					 " bytes, the file has 65536" },
		{ one_more,  PLAN_LINUX, "kernel is cut off: its header needs 65537 bytes,"
					 " the file has 65536" },
		{ far,       PLAN_LINUX, "bad pref_address in the kernel's header" },
		{ low_wish,  PLAN_LINUX, "bad pref_address in the kernel's header" },
		{ endless,   PLAN_LINUX, "bad pref_address in the kernel's header" },
		{ crooked,   PLAN_LINUX, "bad kernel_alignment in the kernel's header" },
		{ unaligned, PLAN_LINUX, "bad kernel_alignment in the kernel's header" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		err_t err;

		rows[i].spoil(header());
		err = probe(rows[i].protocol, file, sizeof file);
		assert_non_null(err);
		assert_string_equal(err, rows[i].error);
	}
}

/* A file cut anywhere but in the last paragraph, whose end syssize does not tell, is
 * refused with both numbers. */
static void truncations(void **state)
{
	char want[128];

	(void)state;
	header();
	for (size_t size = 0; size <= FILE_BYTES - 16; size += size < 4096 ? 1 : 61) {
		u8 *cut = malloc(size ? size : 1);      /* its own block: ASan sees its end */
		err_t err;

		memcpy(cut, file, size);
		err = probe(PLAN_LINUX, cut, size);
		assert_non_null(err);
		snprintf(want, sizeof want, "kernel is cut off: its header needs %d bytes, the"
			 " file has %zu", size < 0x224 ? 0x224 : FILE_BYTES - 15, size);
		assert_string_equal(err, want);
		free(cut);
	}
}

/* Without syssize (memdisk) only the setup part and one byte are sure. */
static void truncated_without_syssize(void **state)
{
	(void)state;
	header()->syssize = put32(0);
	assert_string_equal(probe(PLAN_LINUX16, file, PARTS),
			    "kernel is cut off: its header needs 2049 bytes, the file has"
			    " 2048");
	assert_null(probe(PLAN_LINUX16, file, PARTS + 1));
	assert_int_equal(image.kernel_bytes, 1);
}

static void too_large(void **state)
{
	(void)state;
	header();
	assert_string_equal(probe(PLAN_LINUX, file, 0x40000001),
			    "kernel is larger than 1 GiB");
}

/* What a version does not have is not read, whatever lies there. */
static void old_versions(void **state)
{
	static const struct {
		u16 version;
		u32 cmdline_max;
		u32 initrd_max, room;
		u32 align;
	} rows[] = {
		{ 0x200, 255,  0x37ffffff, 3 * (FILE_BYTES - PARTS), 0 },
		{ 0x202, 255,  0x37ffffff, 3 * (FILE_BYTES - PARTS), 0 },
		{ 0x203, 255,  0x7fffffff, 3 * (FILE_BYTES - PARTS), 0 },
		{ 0x205, 255,  0x7fffffff, 3 * (FILE_BYTES - PARTS), 0x200000 },
		{ 0x206, 2047, 0x7fffffff, 3 * (FILE_BYTES - PARTS), 0x200000 },
		{ 0x209, 2047, 0x7fffffff, 3 * (FILE_BYTES - PARTS), 0x200000 },
		{ 0x20a, 2047, 0x7fffffff, 0x300000, 0x200000 },
		{ 0x20c, 2047, 0x7fffffff, 0x300000, 0x200000 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		u16 version = rows[i].version;
		enum plan_protocol protocol = version < 0x203 ? PLAN_LINUX16 : PLAN_LINUX;

		header()->version = put16(version);
		assert_null(probe(protocol, file, sizeof file));
		assert_int_equal(image.version, rows[i].version);
		assert_int_equal(image.cmdline_max, rows[i].cmdline_max);
		assert_int_equal(image.initrd_max, rows[i].initrd_max);
		assert_int_equal(image.room, rows[i].room);
		assert_int_equal(image.align, rows[i].align);
		assert_int_equal(get64(image.header.hardware_subarch_data), 0);
	}
}

/* The kernels that are unlike Linux, as they are (facts of their files). */
static void odd_kernels(void **state)
{
	struct linux_header *h = header();

	(void)state;
	/* memtest86+: not relocatable, syssize rounded up. */
	h->version = put16(0x20c);
	h->relocatable_kernel = 0;
	h->pref_address = put64(0x100000);
	h->init_size = put32(428024);
	assert_null(probe(PLAN_LINUX, file, sizeof file - 8));
	assert_int_equal(image.load, 0x100000);
	assert_int_equal(image.align, 0);
	assert_int_equal(image.room, 428024);

	/* iPXE: 2.07, 16-bit entry only, its code where later versions have fields. */
	h = header();
	h->version = put16(0x207);
	h->code32_start = put32(0);
	h->relocatable_kernel = 0;
	h->pref_address = put64(0x6334613633326532);
	assert_null(probe(PLAN_LINUX16, file, sizeof file));
	assert_int_equal(image.load, 0x100000);

	/* memdisk: 2.03, no syssize, setup_sects 0 is 4. */
	h = header();
	h->version = put16(0x203);
	h->setup_sects = 0;
	h->syssize = put32(0x10000);    /* its lower half counts */
	assert_null(probe(PLAN_LINUX16, file, sizeof file));
	assert_int_equal(image.setup_bytes, 5 * SECTOR);
	assert_int_equal(image.kernel_bytes, FILE_BYTES - 5 * SECTOR);
	assert_int_equal(image.cmdline_max, 255);
}

static void probe_reads_the_head(void **state)
{
	struct fake_file files[] = {
		{ "(hd0)/k", file, sizeof file, 0 }, { "(hd0)/short", file, 700, 0 },
		{ "(hd0)/bad", file, sizeof file, 100 }, { NULL, NULL, 0, 0 },
	};
	struct file f;

	(void)state;
	header();
	fake_files = files;
	assert_null(file_open("(hd0)/k", NULL, &f));
	assert_null(linux_probe(&image, false, &f));
	assert_null(file_open("(hd0)/short", NULL, &f));
	assert_non_null(linux_probe(&image, false, &f));
	assert_null(file_open("(hd0)/bad", NULL, &f));
	assert_string_equal(linux_probe(&image, false, &f), "injected read error");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_kernel), cmocka_unit_test(refusals),
		cmocka_unit_test(truncations), cmocka_unit_test(truncated_without_syssize),
		cmocka_unit_test(too_large), cmocka_unit_test(old_versions),
		cmocka_unit_test(odd_kernels), cmocka_unit_test(probe_reads_the_head),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
