/* test_write.c - writing over files where they lie, and files as disks in files. */
#include "check.h"
#include "base/error.h"
#include "disk/cache.h"
#include "fs/loop.h"
#include "host_heap.h"
#include "memdev.h"

enum { SECTORS = 2048, PART = 63, PART_SECTORS = 256 };

static u8 bytes[SECTORS * SECTOR], before[SECTORS * SECTOR];
static struct memdev m;

/* --- A driver whose file lies where run[] says. */

struct place { u64 disk; u32 size; };
static const struct place *places;
static err_t refusal;

static err_t place_map(struct file *f, struct run *run)
{
	u64 offset = run->offset;
	const struct place *p = places;

	(void)f;
	for (; offset >= p->size; p++)
		offset -= p->size;
	run->hole = !p->disk;
	run->disk = p->disk + offset;
	run->bytes = p->size - offset;
	return NULL;
}

static err_t place_in_place(struct file *f)
{
	(void)f;
	return refusal;
}

static const struct fs_driver driver = { .name = "test", .map = place_map,
					 .in_place = place_in_place };
static const struct fs_driver read_only = { .name = "rom", .map = place_map };

static struct blockdev *probe(void)
{
	unsigned n;

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (u8)(i * 7 + i / 509);
	memcpy(before, bytes, sizeof bytes);
	m = memdev(bytes, sizeof bytes, SECTORS);
	assert_null(disks_probe(memdev_platform(&m, 512)));
	return &disks_all(&n)->dev;
}

static err_t write_all(struct file *f, const void *data, u64 size)
{
	return file_write(f, (struct span){ data, (const char *)data + size });
}

static err_t write_to(const struct fs_driver *with, u64 size, const struct place *where, u8 fill)
{
	static u8 data[8 * SECTOR];
	struct fs fs = { .driver = with, .dev = probe() };
	struct file f = { .fs = &fs, .size = size };

	places = where;
	memset(data, fill, sizeof data);
	return write_all(&f, data, size);
}

static void writes_into_pieces(void **state)
{
	static const struct place where[] = { { 10 * SECTOR, SECTOR }, { 300 * SECTOR, 2 * SECTOR },
					      { 9 * SECTOR, SECTOR } };

	(void)state;
	refusal = NULL;
	assert_null(write_to(&driver, 4 * SECTOR, where, 0x5a));
	assert_int_equal(m.writes, 3);
	memset(before + 10 * SECTOR, 0x5a, SECTOR);
	memset(before + 300 * SECTOR, 0x5a, 2 * SECTOR);
	memset(before + 9 * SECTOR, 0x5a, SECTOR);
	assert_memory_equal(bytes, before, sizeof bytes);
}

static void refuses(void **state)
{
	static const char parts[] = "not whole sectors of its own on the disk";
	static const struct place hole[] = { { 10 * SECTOR, SECTOR }, { 0, SECTOR },
					     { 12 * SECTOR, SECTOR } };
	static const struct place odd[] = { { 10 * SECTOR + 1, 4 * SECTOR } };
	static const struct place short_run[] = { { 10 * SECTOR, 100 }, { 20 * SECTOR, SECTOR } };
	static const struct place good[] = { { 10 * SECTOR, 8 * SECTOR } };
	static const struct place outside[] = { { 10 * SECTOR, SECTOR },
						{ SECTORS * SECTOR, SECTOR } };
	static const struct {
		const struct fs_driver *driver;
		u64 size;
		const struct place *where;
		const char *error;
	} rows[] = {
		{ &driver, 3 * SECTOR, hole, parts }, { &driver, 2 * SECTOR, odd, parts },
		{ &driver, SECTOR, short_run, parts }, { &driver, 1000, good, parts },
		{ &read_only, SECTOR, good, "nothing is written to rom" },
	};

	(void)state;
	refusal = NULL;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		assert_string_equal(write_to(rows[i].driver, rows[i].size, rows[i].where, 1),
				    rows[i].error);
		assert_int_equal(m.writes, 0);
		assert_memory_equal(bytes, before, sizeof bytes);
	}
	refusal = "not this one";
	assert_string_equal(write_to(&driver, SECTOR, good, 1), "not this one");
	refusal = NULL;
	host_heap_left = 0;
	assert_string_equal(write_to(&driver, SECTOR, good, 1), "out of memory");
	host_heap_left = SIZE_MAX;
	assert_int_equal(m.writes, 0);
	/* What no file has is an error of the device, and nothing else changes. */
	assert_string_equal(write_to(&driver, 2 * SECTOR, outside, 1),
			    "sector 2048+1 is past the end of the device");
	memset(before + 10 * SECTOR, 1, SECTOR);
	assert_memory_equal(bytes, before, sizeof bytes);
}

/* A disk that says it has written and has not: USB sticks with a switch do so.  The cache has
 * what was written. */
static void what_is_not_kept_is_noticed(void **state)
{
	static const struct place where[] = { { 10 * SECTOR, 8 * SECTOR } };
	struct fs fs = { .driver = &driver, .dev = probe() };
	struct file f = { .fs = &fs, .size = SECTOR };
	u8 data[SECTOR];

	(void)state;
	m.forgets = true;
	places = where;
	memcpy(data, bytes + 10 * SECTOR, SECTOR);
	assert_null(write_all(&f, data, SECTOR));
	assert_string_equal(write_all(&f, data, SECTOR - 1),
			    "not whole sectors of its own on the disk");
	data[511] ^= 1;
	assert_string_equal(write_all(&f, data, SECTOR), "the disk has not kept what was written");
}

static void a_write_error(void **state)
{
	static const struct place where[] = { { 10 * SECTOR, SECTOR }, { 20 * SECTOR, SECTOR } };

	struct fs fs = { .driver = &driver, .dev = probe() };
	struct file f = { .fs = &fs, .size = 2 * SECTOR };
	u8 data[2 * SECTOR] = { 1 };

	(void)state;
	places = where;
	m.bad_lba = 20;
	assert_string_equal(write_all(&f, data, sizeof data), "injected read error");
	m.bad_lba = UINT64_MAX;
	m.size = 15 * SECTOR;           /* zeros behind it can be read, not written */
	assert_string_equal(write_all(&f, data, sizeof data), "injected write error");
}

/* --- Files as disks: the ext4 seed in a partition, found through block lists. */

static void make_disk(void)
{
	static const struct fs_driver *const drivers[] = { &ext2_driver, NULL };
	static const u8 entry[] = { 0, 0, 0, 0, 0x83, 0, 0, 0, PART, 0, 0, 0, 0, 1, 0, 0 };

	probe();
	memset(bytes, 0, sizeof bytes);
	memcpy(bytes + 446, entry, sizeof entry);
	bytes[510] = 0x55;
	bytes[511] = 0xaa;
	load_file("tests/corpus/fuzz_ext2/ext4", bytes + PART * SECTOR, PART_SECTORS * SECTOR);
	assert_null(disks_probe(memdev_platform(&m, 512)));
	volumes_forget();
	volumes_init(drivers);
}

static const char config[] = "/a/b/a file with a long name.cfg";

static void check_config(const char *device)
{
	char path[64];
	struct span text;

	snprintf(path, sizeof path, "(%s)%s", device, config);
	assert_null(file_read_all(path, NULL, 4096, &text));
	assert_int_equal(span_size(text), 1400);
	assert_memory_equal(text.p, "set timeout=5\n", 14);
	free((void *)(size_t)text.p);
}

static void disks_in_disks(void **state)
{
	struct volume *v;

	(void)state;
	make_disk();
	check_config("hd0,1");
	assert_null(loop_add("whole", "(hd0)+2048", NULL));
	check_config("whole,1");
	check_config("whole,msdos1");
	assert_null(loop_add("part", "(whole)63+256", NULL));
	check_config("part");
	assert_null(loop_add("again", "0+100,100+156", "part"));
	check_config("again");
	assert_null(loop_add("four", "+256", "(again)"));
	check_config("four");
	assert_string_equal(loop_add("five", "(four)+256", NULL),
			    "more than 4 disks in each other");
	assert_null(volume_by_name("whole,msdos1", &v));
	assert_int_equal(v->loops, 1);
	assert_null(volume_by_name("four", &v));
	assert_int_equal(v->loops, 4);
	assert_non_null(block_write(&v->slice.dev, 0, 1, bytes));
	volumes_forget();
}

static void odd_sizes(void **state)
{
	u8 sector[2 * SECTOR];
	struct volume *v;

	(void)state;
	make_disk();
	assert_null(loop_add("l", config, "hd0,1"));
	assert_null(volume_by_name("l", &v));
	assert_int_equal(v->slice.dev.sectors, 3);
	memset(sector, 0xaa, sizeof sector);
	assert_null(block_read(&v->slice.dev, 1, 2, sector));
	assert_memory_equal(sector + 1400 - SECTOR - 14, "set timeout=5\n", 14);
	for (unsigned i = 1400 - SECTOR; i < sizeof sector; i++)
		assert_int_equal(sector[i], 0);
	assert_non_null(block_read(&v->slice.dev, 3, 1, sector));
	volumes_forget();
}

/* What is long goes past the caches of all disks, in one call. */
static void long_reads(void **state)
{
	static u8 to[200 * SECTOR];
	struct volume *v;

	(void)state;
	make_disk();
	assert_null(loop_add("a", "(hd0)100+1000", NULL));
	assert_null(loop_add("b", "(a)10+900", NULL));
	assert_null(volume_by_name("b", &v));
	m.reads = 0;
	assert_null(block_read(&v->slice.dev, 5, 200, to));
	assert_int_equal(m.reads, 1);
	assert_int_equal(m.last_lba, 115);
	assert_int_equal(m.last_count, 200);
	assert_memory_equal(to, bytes + 115 * SECTOR, sizeof to);
	volumes_forget();
}

static void names(void **state)
{
	struct volume *v;
	struct file f;
	u8 text[14];

	(void)state;
	make_disk();
	assert_string_equal(loop_add("hd0", "(hd0)+1", NULL), "there is a device hd0 already");
	assert_string_equal(loop_add("a,1", "(hd0)+1", NULL),
			    "name too long, or with a comma");
	assert_string_equal(loop_add("abcdefghijklm", "(hd0)+1", NULL),
			    "name too long, or with a comma");
	assert_string_equal(loop_add("l", "(hd0,1)/a", NULL), "(hd0,1)/a: not a file");
	assert_string_equal(loop_remove("hd0"), "not made by loopback");
	assert_string_equal(loop_remove("l"), "no such device");
	assert_null(loop_add("l", "(hd0)63+256", NULL));
	assert_string_equal(loop_add("l", "(l)+1", NULL), "there is a device l already");
	/* Block lists whose sums fit no 64 bits. */
	assert_non_null(strstr(loop_add("m", "(hd0)18446744073709551615+2", NULL), "nor a block list"));
	assert_non_null(strstr(loop_add("m", "(hd0)2+18446744073709551615", NULL), "nor a block list"));
	/* An open file outlives its disk's name. */
	assert_null(file_open("/a/b/a file with a long name.cfg", "l", &f));
	assert_null(loop_remove("l"));
	assert_ptr_equal(volume_by_name("l", &v), ERR_NO_DEVICE);
	assert_null(file_read(&f, 0, sizeof text, text));
	assert_memory_equal(text, "set timeout=5\n", sizeof text);
	assert_null(loop_add("l", "(hd0)+2048", NULL));
	check_config("l,1");
	assert_null(loop_remove("l"));
	assert_ptr_equal(volume_by_name("l,1", &v), ERR_NO_DEVICE);
	volumes_forget();
}

static void full_heaps(void **state)
{
	err_t err = "";
	size_t n = 0;

	(void)state;
	make_disk();
	assert_null(file_open("(hd0,1)/a/empty", NULL, &(struct file){ 0 }));
	for (; err && n < 10; n++) {
		host_heap_left = n;
		err = loop_add("l", config, "hd0,1");
		host_heap_left = SIZE_MAX;
	}
	assert_null(err);
	assert_in_range(n, 2, 9);
	volumes_forget();
}

/* Each disk is looked at once, however often one searches. */
static void volumes_are_probed_once(void **state)
{
	unsigned after_first;

	(void)state;
	make_disk();
	m.reads = 0;
	for (unsigned turn = 0; turn < 5; turn++) {
		for (struct volume *v = volume_next(NULL); v; v = volume_next(v))
			assert_int_equal(volume_mount(v) == NULL, v->name[3] == ',');
		if (turn == 0)
			after_first = m.reads;
		/* The cache is not why. */
		assert_int_equal(m.reads, after_first);
		cache_drop();
	}
	assert_in_range(after_first, 1, 4);
	volumes_forget();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_into_pieces), cmocka_unit_test(refuses),
		cmocka_unit_test(what_is_not_kept_is_noticed), cmocka_unit_test(a_write_error),
		cmocka_unit_test(disks_in_disks), cmocka_unit_test(odd_sizes),
		cmocka_unit_test(long_reads), cmocka_unit_test(names), cmocka_unit_test(full_heaps),
		cmocka_unit_test(volumes_are_probed_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
