/* test_int13.c - int13.c against a BIOS whose disk fails where it is told to. */
#include "check.h"
#include "bios/int13.h"
#include "fake_bios.h"
#include "fake_disk.h"

enum { DISK = 1 << 20 };

static u8 disk[DISK];

static void bios(u8 vector, struct bios_regs *r)
{
	assert_int_equal(vector, 0x13);
	fake_disk_int13(r);
}

static void plug_in(u8 number, bool edd, u16 sector_size)
{
	fake_bios_reset(bios);
	fake_disk_plug_in(number, edd, sector_size, disk, DISK);
	for (size_t i = 0; i < DISK; i++)
		disk[i] = (u8)(i * 7 + i / 509);
}

static struct drive only_drive(void)
{
	struct drive out[4];
	unsigned n = int13_drives(fake_disk.number, out, COUNT(out));

	assert_int_equal(n, 1);
	assert_int_equal(out[0].number, fake_disk.number);
	return out[0];
}

static void check_read(const struct drive *d, u64 lba, u32 count)
{
	size_t size = (size_t)count * d->sector_size;
	u8 *got = malloc(size);                 /* exactly so long: ASan sees one more */

	assert_non_null(got);
	assert_null(int13_move(d, lba, count, got, false));
	assert_memory_equal(got, disk + lba * d->sector_size, size);
	free(got);
}

static void big_reads(void **state)
{
	struct drive d;

	(void)state;
	plug_in(0x80, true, 512);
	d = only_drive();
	assert_true(d.lba && d.kind == DRIVE_HARD);
	assert_int_equal(d.sectors, DISK / 512);
	check_read(&d, 0, 1);
	fake_transfers = 0;
	check_read(&d, 3, 1000);
	assert_int_equal(fake_transfers, 8);
	assert_int_equal(fake_biggest, 127);
	check_read(&d, 0, DISK / 512);
}

/* The timeline gets what the calls and the copies took, and nothing of what is between. */
static void time_spent(void **state)
{
	const struct timeline *t = low_memory(TIMELINE_START);
	struct drive d;

	(void)state;
	plug_in(0x80, true, 512);
	d = only_drive();
	fake_tsc += 12345;
	check_read(&d, 0, 300);
	check_read(&d, 7, 1);
	assert_int_equal(get64(t->tsc[MILESTONE_BIOS]), 4 * FAKE_CALL_TICKS);
	assert_int_equal(get64(t->tsc[MILESTONE_COPIED]), 4 * FAKE_COPY_TICKS);
}

static void other_sector_sizes(void **state)
{
	(void)state;
	for (u16 size = 1024; size <= 4096; size *= 2) {
		struct drive d;

		plug_in(size == 2048 ? 0xe0 : 0x80, true, size);
		d = only_drive();
		assert_int_equal(d.sector_size, size);
		assert_int_equal(d.kind, size == 2048 ? DRIVE_CD : DRIVE_HARD);
		check_read(&d, 1, DISK / size - 1);
	}
	/* A size that makes no sense is taken for 512. */
	plug_in(0x80, true, 512);
	fake_disk.sector_size = 300;
	assert_int_equal(only_drive().sector_size, 512);
}

static int every_third(void)
{
	static unsigned calls;

	return ++calls % 3 ? WORKS : 0x10;
}

static void retries(void **state)
{
	struct drive d;
	u8 one[512];
	err_t err;

	(void)state;
	plug_in(0x80, true, 512);
	d = only_drive();
	fake_disk.fail_next = 2;
	check_read(&d, 0, 300);
	assert_int_equal(fake_resets, 2);

	/* A BIOS that takes no more than 16 at once. */
	fake_disk.most = 16;
	check_read(&d, 0, 300);

	/* One bad sector: its neighbours can be read one by one, it cannot. */
	fake_disk.most = 127;
	fake_disk.bad = 40;
	check_read(&d, 0, 40);
	check_read(&d, 41, 100);
	fake_transfers = 0;
	err = int13_move(&d, 40, 1, one, false);
	assert_string_equal(err, "BIOS status 0x04 at sector 40 of drive 0x80");
	assert_in_range(fake_transfers, 3, 6);
	fake_transfers = 0;
	assert_non_null(int13_move(&d, 0, 100, (u8[51200]){ 0 }, false));
	assert_in_range(fake_transfers, 3, 60);

	/* Failures count from the last success: any number of single ones is no error. */
	plug_in(0x80, true, 512);
	d = only_drive();
	fake_disk.fault = every_third;
	check_read(&d, 0, DISK / 512);
	assert_in_range(fake_resets, 8, 16);
}

static void cylinders_heads_sectors(void **state)
{
	struct drive d;

	(void)state;
	plug_in(0x80, false, 512);
	d = only_drive();
	assert_false(d.lba);
	assert_int_equal(d.sectors, 4 * 16 * 32);
	check_read(&d, 5, 700);
	assert_int_equal(fake_biggest, 32);
	check_read(&d, 4 * 16 * 32 - 1, 1);

	/* More than 256 cylinders: the two high bits. */
	fake_disk.cylinders = 683;
	fake_disk.heads = 1;
	fake_disk.track_sectors = 3;
	d = only_drive();
	assert_int_equal(d.cylinders, 683);
	check_read(&d, 1900, 140);

	/* A floppy: listed because of the equipment word. */
	plug_in(0x00, false, 512);
	d = only_drive();
	assert_int_equal(d.kind, DRIVE_FLOPPY);
	check_read(&d, 0, 50);
}

static void writing(void **state)
{
	static u8 text[200 * 512];

	(void)state;
	for (int edd = 0; edd < 2; edd++) {
		struct drive d;

		plug_in(0x80, edd, 512);
		d = only_drive();
		memset(text, 'a' + edd, sizeof text);
		fake_disk.fail_next = 1;
		assert_null(int13_move(&d, 10, 200, text, true));
		assert_memory_equal(disk + 10 * 512, text, sizeof text);
		assert_int_equal(disk[10 * 512 - 1], (u8)((10 * 512 - 1) * 7 + (10 * 512 - 1) / 509));
		assert_int_equal(disk[210 * 512], (u8)(210 * 512 * 7 + 210 * 512 / 509));
		fake_disk.bad = 11;
		assert_string_equal(int13_move(&d, 10, 200, text, true),
				    "BIOS status 0x04 at sector 11 of drive 0x80");
	}
}

/* Fewer sectors than were asked for are no error; who says nothing has moved all. */
static void short_transfers(void **state)
{
	static u8 text[200 * 512];

	(void)state;
	memset(text, 'x', sizeof text);
	for (int edd = 0; edd < 2; edd++) {
		struct drive d;

		plug_in(0x80, edd, 512);
		d = only_drive();
		for (unsigned most = 1; most < 127; most += 25) {
			fake_disk.one_success = most;
			check_read(&d, 7, 300);
		}
		assert_null(int13_move(&d, 10, 200, text, true));
		assert_memory_equal(disk + 10 * 512, text, sizeof text);
		fake_disk.one_success = 0;
		fake_disk.silent = true;
		check_read(&d, 7, 300);
		assert_int_equal(fake_resets, 0);
	}
}

/* Sector numbers of more than 32 bits. */
static void behind_2_tib(void **state)
{
	struct drive d;

	(void)state;
	plug_in(0x80, true, 512);
	fake_disk.first = 5ull << 30;
	d = only_drive();
	assert_true(d.sectors == fake_disk.first + DISK / 512);
	for (u32 lba = 0; lba < 400; lba += 133) {
		u8 got[512];

		assert_null(int13_move(&d, fake_disk.first + lba, 1, got, false));
		assert_memory_equal(got, disk + lba * 512, sizeof got);
	}
	assert_string_equal(int13_move(&d, fake_disk.first - 1, 1, (u8[512]){ 0 }, false),
			    "BIOS status 0x01 at sector 5368709119 of drive 0x80");
}

static void enumeration(void **state)
{
	struct drive out[4];

	(void)state;
	/* The boot drive although the BIOS counts no disk; size unknown. */
	plug_in(0xe0, true, 2048);
	fake_disk.edd_size = false;
	assert_int_equal(int13_drives(0xe0, out, 4), 1);
	assert_int_equal(out[0].number, 0xe0);
	assert_true(out[0].sectors == UINT32_MAX && out[0].lba);

	/* Counted drives that do not answer are left out. */
	plug_in(0x82, true, 512);
	assert_int_equal(int13_drives(0x82, out, 4), 1);
	assert_int_equal(out[0].number, 0x82);

	/* No more than there is room for. */
	assert_int_equal(int13_drives(0x82, out, 1), 1);

	/* EDD without a size: from the geometry. */
	plug_in(0x80, true, 512);
	fake_disk.edd_size = false;
	fake_disk.cylinders = 10;
	fake_disk.heads = 2;
	fake_disk.track_sectors = 5;
	assert_int_equal(only_drive().sectors, 100);
	assert_true(only_drive().lba);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(big_reads),
		cmocka_unit_test(time_spent),
		cmocka_unit_test(other_sector_sizes),
		cmocka_unit_test(retries),
		cmocka_unit_test(cylinders_heads_sectors),
		cmocka_unit_test(writing),
		cmocka_unit_test(short_transfers),
		cmocka_unit_test(behind_2_tib),
		cmocka_unit_test(enumeration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
