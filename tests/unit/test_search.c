/* test_search.c - how often search asks the drives: each is looked at once, floppies only when
 * they are wanted. */
#include "check.h"
#include "command/device.h"
#include "command/world.h"
#include "disk/cache.h"
#include "fs/volume.h"
#include "term/term.h"

enum { PART = 63, PART_SECTORS = 256, SECTORS = PART + PART_SECTORS };

/* Two hard disks with the ext4 seed in a partition, and a floppy that is empty. */
static u8 bytes[2][SECTORS * SECTOR];
static unsigned reads[3];
static char output[4096];
static struct script *script;

static unsigned drives(struct drive *out, unsigned max)
{
	static const struct drive all[] = {
		{ .number = 0x80, .kind = DRIVE_HARD, .lba = true, .sector_size = 512,
		  .sectors = SECTORS },
		{ .number = 0, .kind = DRIVE_FLOPPY, .sector_size = 512, .sectors = 2880 },
		{ .number = 0x81, .kind = DRIVE_HARD, .lba = true, .sector_size = 512,
		  .sectors = SECTORS },
	};

	assert_true(max >= COUNT(all));
	memcpy(out, all, sizeof all);
	return COUNT(all);
}

static err_t drive_move(const struct drive *d, u64 lba, u32 count, void *to, bool write)
{
	assert_false(write);
	if (d->kind == DRIVE_FLOPPY) {
		reads[2]++;
		return "no floppy";
	}
	reads[d->number & 1]++;
	memcpy(to, bytes[d->number & 1] + lba * SECTOR, count * SECTOR);
	return NULL;
}

static void print(void *world, const char *format, va_list args)
{
	size_t n = strlen(output);

	(void)world;
	fmt_va(output + n, sizeof output - n, format, args);
}

void term_put(const char *text, size_t size)
{
	size_t n = strlen(output);

	snprintf(output + n, sizeof output - n, "%.*s", (int)size, text);
}

void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print(NULL, format, args);
	va_end(args);
}

static const struct command commands[] = {
	{ "search", 0, 255, 0, search_run, search_options }, { NULL, 0, 0, false, NULL },
};

static void make_part(u8 *disk, u8 last_of_uuid)
{
	static const u8 entry[] = { 0, 0, 0, 0, 0x83, 0, 0, 0, PART, 0, 0, 0, 0, 1, 0, 0 };
	u8 *super = disk + PART * SECTOR + 1024;

	load_file("tests/corpus/fuzz_ext2/ext4", disk + PART * SECTOR, PART_SECTORS * SECTOR);
	memcpy(disk + 446, entry, sizeof entry);
	disk[510] = 0x55;
	disk[511] = 0xaa;
	memset(super + 0x68, 0x11, 16);
	super[0x68 + 15] = last_of_uuid;
}

static int start(void **state)
{
	static const struct platform platform = {
		.boot_drive = 0x80, .drives = drives, .drive_move = drive_move,
	};
	static const struct fs_driver *const drivers[] = { &ext2_driver, &fat_driver, NULL };
	static const struct command *const tables[] = { commands, NULL };
	static struct world w;
	struct script_host host = { .tables = tables, .print = print, .world = &w };

	(void)state;
	make_part(bytes[0], 0xa0);
	make_part(bytes[1], 0xb0);
	memset(reads, 0, sizeof reads);
	output[0] = '\0';
	volumes_init(drivers);
	if (disks_probe(&platform))
		return -1;
	script = script_new(&host);
	w = (struct world){ .script = script };
	return script ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	script_free(script);
	volumes_forget();
	return 0;
}

static int run(const char *text)
{
	return script_run(script, (struct span){ text, text + strlen(text) },
			  (struct source){ "t", 1 });
}

#define UUID "11111111-1111-1111-1111-1111111111"

static void each_disk_is_probed_once(void **state)
{
	unsigned first;

	(void)state;
	assert_int_equal(run("search --no-floppy --set=a -u " UUID "b0"), 0);
	assert_string_equal(script_get(script, "a"), "hd1,msdos1");
	first = reads[0] + reads[1];
	assert_in_range(first, 2, 20);
	for (unsigned i = 0; i < 20; i++) {
		cache_drop();
		assert_int_equal(run("search --no-floppy --set=a -u --hint=hd1,1 " UUID "A0"), 0);
		assert_string_equal(script_get(script, "a"), "hd0,msdos1");
		assert_int_equal(run("search --no-floppy --set=b -l nothing"), 5);
	}
	assert_int_equal(reads[0] + reads[1], first);
	assert_int_equal(reads[2], 0);
	assert_non_null(strstr(output, "(hd1,msdos1): ext2, UUID " UUID "b0"));
}

/* What is found elsewhere needs no floppy; looking for twins needs none at all. */
static void floppies(void **state)
{
	(void)state;
	assert_int_equal(run("search --set=a -u " UUID "a0"), 0);
	assert_int_equal(reads[2], 0);
	assert_int_equal(run("search --no-floppy --set=a -u " UUID "c0"), 5);
	assert_int_equal(reads[2], 0);
	assert_non_null(strstr(output, "(fd0): not looked at\n"));
	output[0] = '\0';
	assert_int_equal(run("search --set=a -u " UUID "c0"), 5);
	assert_true(reads[2] > 0);
	assert_non_null(strstr(output, "(fd0): no floppy"));
}

static void twins(void **state)
{
	(void)state;
	make_part(bytes[1], 0xa0);
	assert_int_equal(run("search -n --set=a -u --hint=hd1,msdos1 " UUID "a0"), 0);
	assert_string_equal(script_get(script, "a"), "hd0,msdos1");
	assert_string_equal(output, "t:1: search: warning: " UUID "a0 is (hd0,msdos1) and"
			    " (hd1,msdos1); the first is taken\n");
	output[0] = '\0';
	assert_int_equal(run("search -n --set=a -u --hint=hd1,msdos1 " UUID "a0"), 0);
	assert_string_equal(output, "");
	assert_int_equal(run("search -n -u --hint=hd1,msdos1 " UUID "a0"), 0);
	assert_string_equal(output, " hd0,msdos1 hd1,msdos1\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_disk_is_probed_once, start, end),
		cmocka_unit_test_setup_teardown(floppies, start, end),
		cmocka_unit_test_setup_teardown(twins, start, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
