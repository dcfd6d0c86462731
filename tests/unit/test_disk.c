/* test_disk.c - range checks, the cache in front of a drive, native sectors. */
#include "check.h"
#include "disk/drive.h"
#include "host_heap.h"
#include "memdev.h"
#include "part/partition.h"

enum { SECTORS = 2048 };

static u8 bytes[SECTORS * SECTOR], out[SECTORS * SECTOR];
static struct memdev m;

static struct blockdev *probe(u32 native)
{
	unsigned n;

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (u8)(i * 7 + i / SECTOR);
	m = memdev(bytes, sizeof bytes, SECTORS);
	assert_null(disks_probe(memdev_platform(&m, native)));
	assert_non_null(disks_all(&n));
	assert_int_equal(n, 1);
	return &disks_all(&n)->dev;
}

static void read_and_compare(struct blockdev *dev, u64 lba, u32 count)
{
	memset(out, 0xaa, sizeof out);
	assert_null(block_read(dev, lba, count, out));
	assert_memory_equal(out, bytes + lba * SECTOR, count * SECTOR);
	assert_int_equal(out[count * SECTOR], 0xaa);
}

static void names(void **state)
{
	(void)state;
	probe(512);
	assert_non_null(disk_by_name("hd0,1", 3));
	assert_null(disk_by_name("hd0,1", 2));
	assert_null(disk_by_name("hd1", 3));
}

static void every_alignment(void **state)
{
	static const u32 counts[] = { 1, 2, 7, 8, 15, 16, 17, 24, 31, 33, 100 };

	(void)state;
	for (u32 native = 512; native <= 4096; native *= 2)
		for (u64 lba = 0; lba < 20; lba++)
			for (unsigned i = 0; i < COUNT(counts); i++) {
				struct blockdev *dev = probe(native);

				read_and_compare(dev, lba, counts[i]);
				read_and_compare(dev, SECTORS - lba - counts[i], counts[i]);
			}
}

static void small_reads_share_a_call(void **state)
{
	struct blockdev *dev = probe(512);

	(void)state;
	for (u64 lba = 32; lba < 48; lba++)
		read_and_compare(dev, lba, 1);
	assert_int_equal(m.reads, 1);
	assert_int_equal(m.last_count, 16);
}

static void long_reads_are_one_call_and_stay_out(void **state)
{
	struct blockdev *dev = probe(512);

	(void)state;
	read_and_compare(dev, 1, 1);
	read_and_compare(dev, 3, 1999);
	assert_int_equal(m.reads, 2);
	assert_int_equal(m.last_lba, 3);
	assert_int_equal(m.last_count, 1999);
	read_and_compare(dev, 2, 1);            /* still there */
	assert_int_equal(m.reads, 2);
}

static void the_last_piece_is_short(void **state)
{
	struct blockdev *dev;

	(void)state;
	probe(512);
	m = memdev(bytes, sizeof bytes, SECTORS - 5);
	assert_null(disks_probe(memdev_platform(&m, 512)));
	dev = &disk_by_name("hd0", 3)->dev;
	read_and_compare(dev, SECTORS - 6, 1);
	assert_int_equal(m.last_count, 11);
	assert_string_equal(block_read(dev, SECTORS - 6, 2, out),
			    "sector 2042+2 is past the end of the device");
	assert_non_null(block_read(dev, UINT64_MAX, 1, out));
	assert_non_null(block_read(dev, 1, UINT32_MAX, out));
}

static void writes_are_seen(void **state)
{
	static u8 data[40 * SECTOR];

	(void)state;
	for (u32 native = 512; native <= 4096; native *= 2) {
		struct blockdev *dev = probe(native);

		memset(data, 0x5a, sizeof data);
		read_and_compare(dev, 30, 4);
		assert_null(block_write(dev, 13, 40, data));
		assert_memory_equal(bytes + 13 * SECTOR, data, sizeof data);
		read_and_compare(dev, 10, 5);
		read_and_compare(dev, 30, 40);
		read_and_compare(dev, 0, 200);
	}
}

/* What a grubenv is: one call, whole native sectors, no byte changed beside it. */
static void small_writes_are_one_call(void **state)
{
	static u8 before[sizeof bytes], data[2 * SECTOR];

	(void)state;
	memset(data, 0x5a, sizeof data);
	for (u32 native = 512; native <= 4096; native *= 2) {
		struct blockdev *dev = probe(native);
		u32 k = native / SECTOR;

		memcpy(before, bytes, sizeof bytes);
		assert_null(block_write(dev, SECTORS - 3, 2, data));
		assert_int_equal(m.writes, 1);
		assert_int_equal(m.last_lba, ALIGN_DOWN(SECTORS - 3u, k));
		assert_int_equal(m.last_count, ALIGN_UP(SECTORS - 1u, k) - m.last_lba);
		memcpy(before + (SECTORS - 3) * SECTOR, data, sizeof data);
		assert_memory_equal(bytes, before, sizeof bytes);
		assert_non_null(block_write(dev, SECTORS - 1, 2, data));
		assert_non_null(block_write(dev, UINT64_MAX, 1, data));
		assert_int_equal(m.writes, 1);
	}
}

static void errors_pass_and_are_not_kept(void **state)
{
	struct blockdev *dev = probe(512);

	(void)state;
	m.bad_lba = 20;
	assert_string_equal(block_read(dev, 17, 1, out), "injected read error");
	assert_string_equal(block_read(dev, 0, 100, out), "injected read error");
	m.bad_lba = UINT64_MAX;
	read_and_compare(dev, 17, 1);
	m.bad_lba = 17;
	memset(out, 1, SECTOR);
	assert_string_equal(block_write(dev, 17, 1, out), "injected write error");
	m.bad_lba = UINT64_MAX;
	read_and_compare(dev, 17, 1);           /* what the disk has, not what failed */
}

static void more_pieces_than_the_cache_has(void **state)
{
	struct blockdev *dev = probe(512);

	(void)state;
	for (unsigned turn = 0; turn < 3; turn++)
		for (u64 lba = 0; lba < SECTORS; lba += 16)
			read_and_compare(dev, lba + turn, 1);
	read_and_compare(dev, SECTORS - 16, 1);
	assert_int_equal(m.reads, 3 * SECTORS / 16);
}

static void a_full_heap(void **state)
{
	struct blockdev *dev = probe(512);

	(void)state;
	host_heap_left = 0;
	assert_string_equal(block_read(dev, 0, 1, out), "out of memory");
	read_and_compare(dev, 0, 16);   /* without the cache */
	host_heap_left = 1;             /* all of the cache */
	for (u64 lba = 0; lba < SECTORS; lba += 16)
		read_and_compare(dev, lba, 1);
	host_heap_left = SIZE_MAX;
}

static void bytes_at_any_place(void **state)
{
	struct blockdev *dev = probe(512);

	(void)state;
	for (unsigned offset = 0; offset < 1100; offset += 73)
		for (unsigned size = 0; size < 2000; size += 191) {
			memset(out, 0xaa, 4096);
			assert_null(block_read_bytes(dev, offset, size, out));
			assert_memory_equal(out, bytes + offset, size);
			assert_int_equal(out[size], 0xaa);
		}
	assert_non_null(block_read_bytes(dev, sizeof bytes - 10, 11, out));
}

static void slices_stay_inside(void **state)
{
	struct blockdev *dev = probe(512);
	struct slice s;

	(void)state;
	slice_init(&s, dev, 100, 50);
	assert_null(block_read(&s.dev, 49, 1, out));
	assert_memory_equal(out, bytes + 149 * SECTOR, SECTOR);
	assert_non_null(block_read(&s.dev, 49, 2, out));
	memset(out, 0x77, 2 * SECTOR);
	assert_non_null(block_write(&s.dev, 49, 2, out));
	assert_null(block_write(&s.dev, 49, 1, out));
	assert_int_equal(m.last_lba, 149);
	assert_memory_equal(bytes + 149 * SECTOR, out, SECTOR);
	slice_init(&s, dev, SECTORS - 2, 50);           /* a table that lies */
	assert_non_null(block_read(&s.dev, 1, 2, out));
	assert_null(block_read(&s.dev, 1, 1, out));
}

/* Sums that do not fit 64 bits, and sectors whose numbers do not fit 32. */
static void far_sectors(void **state)
{
	const u64 far = 1ull << 33;
	struct slice s;
	unsigned n;

	(void)state;
	m = memdev(bytes, sizeof bytes, 4 * far);
	assert_non_null(block_read(&m.dev, UINT64_MAX, 1, out));
	assert_non_null(block_read(&m.dev, UINT64_MAX - 3, 8, out));
	assert_int_equal(m.reads, 0);
	assert_null(disks_probe(memdev_platform(&m, 512)));
	slice_init(&s, &disks_all(&n)->dev, far, 2 * far);
	assert_null(block_read(&s.dev, far + 5, 16, out));
	assert_int_equal(m.last_lba, 2 * far + 5);
}

/* A drive without a medium. */
static void no_sectors(void **state)
{
	(void)state;
	m = memdev(bytes, 0, 0);
	assert_string_equal(disks_probe(memdev_platform(&m, 512)), "the BIOS shows no disk");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_heap),  /* first: the cache is allocated once */
		cmocka_unit_test(names),
		cmocka_unit_test(every_alignment),
		cmocka_unit_test(small_reads_share_a_call),
		cmocka_unit_test(long_reads_are_one_call_and_stay_out),
		cmocka_unit_test(the_last_piece_is_short),
		cmocka_unit_test(writes_are_seen),
		cmocka_unit_test(small_writes_are_one_call),
		cmocka_unit_test(errors_pass_and_are_not_kept),
		cmocka_unit_test(more_pieces_than_the_cache_has),
		cmocka_unit_test(bytes_at_any_place),
		cmocka_unit_test(slices_stay_inside),
		cmocka_unit_test(far_sectors),
		cmocka_unit_test(no_sectors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
