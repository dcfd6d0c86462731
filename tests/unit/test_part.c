/* test_part.c - partition tables that are good, and each thing that can be wrong with them. */
#include "check.h"
#include "common/crc32.h"
#include "common/ondisk.h"
#include "host_heap.h"
#include "memdev.h"
#include "part/partition.h"

enum {
	SECTORS = 4096, ENTRIES_AT = 2, ENTRIES = 8, ENTRY_SIZE = 128,
	/* offsets in a GPT's header */
	HEADER_SIZE = 12, HEADER_CRC = 16, MY_LBA = 24, ENTRIES_LBA = 72, COUNT_AT = 80,
	SIZE_AT = 84, ENTRIES_CRC = 88,
	LINUX = 0x83, EXTENDED = 5, PROTECTIVE = 0xee,
};

static u8 disk[SECTORS * SECTOR];
static struct memdev m;
static struct partitions found;

static void put(u8 *at, u64 value, unsigned size)
{
	for (; size > 0; size--, value >>= 8)
		*at++ = (u8)value;
}

static err_t scan(void)
{
	m = memdev(disk, sizeof disk, SECTORS);
	found.dev = &m.dev;
	return partitions_scan(&found);
}

static void put_row(u32 table, unsigned slot, u8 type, u32 lba, u32 sectors)
{
	u8 *sector = disk + table * SECTOR, *row = sector + 446 + 16 * slot;

	row[4] = type;
	put(row + 8, lba, 4);
	put(row + 12, sectors, 4);
	sector[510] = 0x55;
	sector[511] = 0xaa;
}

static void expect(unsigned i, unsigned number, u64 lba, u64 sectors)
{
	assert_true(i < found.n);
	assert_int_equal(found.at[i].number, number);
	assert_int_equal(found.at[i].lba, lba);
	assert_int_equal(found.at[i].sectors, sectors);
}

/* --- MBR. */

static void logical_partitions(void **state)
{
	(void)state;
	memset(disk, 0, sizeof disk);
	put_row(0, 0, LINUX, 64, 100);
	put_row(0, 2, EXTENDED, 200, 2000);
	put_row(200, 0, LINUX, 10, 50);
	put_row(200, 1, EXTENDED, 100, 100);            /* from 200 on */
	put_row(300, 0, LINUX, 10, 60);                 /* from 300 on */
	assert_null(scan());
	assert_string_equal(found.scheme, "msdos");
	assert_int_equal(found.n, 3);
	expect(0, 1, 64, 100);
	expect(1, 5, 210, 50);
	expect(2, 6, 310, 60);
}

static void damaged_mbr(void **state)
{
	(void)state;
	memset(disk, 0, sizeof disk);
	assert_ptr_equal(scan(), ERR_NO_TABLE);         /* no 55 aa */
	put_row(0, 0, LINUX, 64, 100);
	disk[446] = 0x12;                               /* no status: code */
	assert_ptr_equal(scan(), ERR_NO_TABLE);
	disk[446] = 0x80;
	assert_null(scan());

	/* A boot sector of FAT whose "partition" lies outside is code; inside, it is one. */
	disk[16] = 2;
	put(disk + 11, SECTOR, 2);
	assert_null(scan());
	put_row(0, 0, LINUX, SECTORS, 100);
	assert_ptr_equal(scan(), ERR_NO_TABLE);
	disk[16] = 0;
	assert_string_equal(scan(), "partition 1 at sector 4096 does not fit the disk");
	put_row(0, 0, LINUX, 0, 100);                   /* on its own table */
	assert_string_equal(scan(), "partition 1 at sector 0 does not fit the disk");

	put_row(0, 0, EXTENDED, 200, 1000);
	assert_string_equal(scan(), "extended partition table at sector 200 has no 55 aa mark");
	put_row(200, 0, LINUX, 10, 50);
	put_row(200, 1, EXTENDED, 0, 1);
	assert_string_equal(scan(), "extended partition table at sector 200 loops");
	expect(0, 5, 210, 50);
	for (u32 i = 0; i < 70; i++) {
		put_row(200 + 20 * i, 0, LINUX, 1, 5);
		put_row(200 + 20 * i, 1, EXTENDED, 20 * (i + 1), 10);
	}
	assert_string_equal(scan(), "more than 64 extended partition tables");
	assert_int_equal(found.n, 64);
}

/* --- GPT. */

static void sign(u8 *header, const u8 *entries)
{
	put(header + ENTRIES_CRC, crc32(0, entries, ENTRIES * ENTRY_SIZE), 4);
	put(header + HEADER_CRC, 0, 4);
	put(header + HEADER_CRC, crc32(0, header, 92), 4);
}

static void make_header(u64 lba, u64 entries_lba)
{
	u8 *h = disk + lba * SECTOR;

	memset(h, 0, SECTOR);
	memcpy(h, "EFI PART\0\0\1", 12);
	put(h + HEADER_SIZE, 92, 4);
	put(h + MY_LBA, lba, 8);
	put(h + ENTRIES_LBA, entries_lba, 8);
	put(h + COUNT_AT, ENTRIES, 4);
	put(h + SIZE_AT, ENTRY_SIZE, 4);
	sign(h, disk + entries_lba * SECTOR);
}

static void put_entry(u64 table, unsigned i, u64 first, u64 last)
{
	u8 *e = disk + table * SECTOR + i * ENTRY_SIZE;

	memset(e, 0x11, 16);
	memset(e + 16, (int)(0x20 + i), 16);
	put(e + 32, first, 8);
	put(e + 40, last, 8);
}

enum { BACKUP = SECTORS - 1, BACKUP_ENTRIES = SECTORS - 3 };

static void make_gpt(void)
{
	memset(disk, 0, sizeof disk);
	put_row(0, 0, PROTECTIVE, 1, SECTORS - 1);
	put_entry(ENTRIES_AT, 0, 40, 99);
	put_entry(ENTRIES_AT, 5, 100, 100);
	memcpy(disk + BACKUP_ENTRIES * SECTOR, disk + ENTRIES_AT * SECTOR, ENTRIES * ENTRY_SIZE);
	make_header(1, ENTRIES_AT);
	make_header(BACKUP, BACKUP_ENTRIES);
}

static void check_gpt(void)
{
	assert_string_equal(found.scheme, "gpt");
	assert_int_equal(found.n, 2);
	expect(0, 1, 40, 60);
	expect(1, 6, 100, 1);
	assert_int_equal(found.at[1].guid[0], 0x25);
	assert_int_equal(found.at[1].type_guid[15], 0x11);
}

static void good_gpt(void **state)
{
	(void)state;
	make_gpt();
	assert_null(scan());
	check_gpt();
	disk[SECTOR + 60] ^= 1;                         /* the backup is there for that */
	assert_null(scan());
	check_gpt();
	make_gpt();
	disk[ENTRIES_AT * SECTOR + 3] ^= 1;
	assert_null(scan());
	check_gpt();
}

/* In both headers, with right checksums. */
static void gpt_lies(void **state)
{
	static const struct { u32 at; u64 value; unsigned size; const char *said; } lies[] = {
		{ HEADER_SIZE, 91, 4, "GPT header at sector 1 is damaged" },
		{ HEADER_SIZE, 513, 4, "GPT header at sector 1 is damaged" },
		{ MY_LBA, 2, 8, "GPT header at sector 1 is damaged" },
		{ COUNT_AT, 1 << 20, 4, "GPT has 1048576 entries of 128 bytes" },
		{ SIZE_AT, 64, 4, "GPT has 8 entries of 64 bytes" },
		{ SIZE_AT, 1 << 20, 4, "GPT has 8 entries of 1048576 bytes" },
		{ ENTRIES_LBA, 9, 8, "GPT entries are damaged" },
		{ ENTRIES_LBA, 1ull << 40, 8, NULL },           /* past the disk's end */
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(lies); i++) {
		static const u64 headers[] = { 1, BACKUP };
		err_t said;

		make_gpt();
		for (unsigned k = 0; k < COUNT(headers); k++) {
			u8 *h = disk + headers[k] * SECTOR;

			put(h + lies[i].at, lies[i].value, lies[i].size);
			put(h + HEADER_CRC, 0, 4);
			put(h + HEADER_CRC, crc32(0, h, 92), 4);
		}
		said = scan();
		assert_non_null(said);
		if (lies[i].said)
			assert_string_equal(said, lies[i].said);
	}
	make_gpt();                                     /* a wrong checksum, in both */
	disk[SECTOR + 60] ^= 1;
	disk[BACKUP * SECTOR + 60] ^= 1;
	assert_string_equal(scan(), "GPT header at sector 1 is damaged");
	memset(disk + SECTOR, 0, SECTOR);               /* none: what the MBR says is left */
	memset(disk + BACKUP * SECTOR, 0, SECTOR);
	assert_null(scan());
	assert_string_equal(found.scheme, "msdos");
}

static void gpt_entries_that_lie(void **state)
{
	static const struct { u64 first, last; } places[] = {
		{ 0, 5 }, { 200, 199 }, { 200, SECTORS }, { SECTORS, SECTORS }, { 0, UINT64_MAX },
		{ 1, UINT64_MAX },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(places); i++) {
		make_gpt();
		put_entry(ENTRIES_AT, 2, places[i].first, places[i].last);
		make_header(1, ENTRIES_AT);
		assert_memory_equal(scan(), "partition 3 at sector ", 22);
		check_gpt();                            /* the others can be used */
	}
}

static void many_entries(void **state)
{
	enum { MANY = PARTITIONS_MAX + 50 };
	u8 *h = disk + SECTOR, *entries = disk + ENTRIES_AT * SECTOR;

	(void)state;
	make_gpt();
	for (u32 i = 0; i < MANY; i++)
		put_entry(ENTRIES_AT, i, 1000 + i, 1000 + i);
	put(h + COUNT_AT, MANY, 4);
	put(h + ENTRIES_CRC, crc32(0, entries, MANY * ENTRY_SIZE), 4);
	put(h + HEADER_CRC, 0, 4);
	put(h + HEADER_CRC, crc32(0, h, 92), 4);
	assert_string_equal(scan(), "more than 256 partitions");
	assert_int_equal(found.n, PARTITIONS_MAX);
	expect(PARTITIONS_MAX - 1, PARTITIONS_MAX, 1000 + PARTITIONS_MAX - 1, 1);
}

static void full_heap(void **state)
{
	(void)state;
	make_gpt();
	host_heap_left = 0;
	assert_non_null(scan());
	host_heap_left = SIZE_MAX;
	assert_null(scan());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(logical_partitions), cmocka_unit_test(damaged_mbr),
		cmocka_unit_test(good_gpt), cmocka_unit_test(gpt_lies),
		cmocka_unit_test(gpt_entries_that_lie), cmocka_unit_test(many_entries),
		cmocka_unit_test(full_heap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
