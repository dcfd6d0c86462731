/* test_int13.c - int13.c against a BIOS whose disk fails where it is told to. */
#include "check.h"
#include "bios/int13.h"
#include "fake_bios.h"

enum { DISK = 1 << 20, ANY = -1 };

static u8 disk[DISK];
static struct {
	u8   number;
	bool edd, edd_size;             /* AH=41h and 42h work; 48h does */
	u16  sector_size;
	u16  cylinders, heads, track_sectors;
	unsigned most;                  /* refuses more sectors than this at once */
	long bad;                       /* LBA that cannot be read, or ANY = none */
	unsigned fail_next;             /* so many transfers fail, then it works */
} bios_disk;
static unsigned resets, transfers, biggest;

/* Between `buffer` and the disk; the BIOS's status. */
static u8 move(bool write, u64 lba, unsigned count, u32 buffer)
{
	size_t size = bios_disk.sector_size;

	transfers++;
	biggest = MAX(biggest, count);
	/* Never across the end of BOUNCE, nor over the packet. */
	assert_true(buffer >= BOUNCE_START && buffer + count * size <= BIOS_BUFFER);
	assert_true(count >= 1 && count <= 127);
	if (bios_disk.fail_next) {
		bios_disk.fail_next--;
		return 0x80;
	}
	if (count > bios_disk.most)
		return 0x01;
	if (lba > DISK / size || count > DISK / size - lba)
		return 0x01;
	if (bios_disk.bad >= 0 && (u64)bios_disk.bad >= lba && (u64)bios_disk.bad - lba < count)
		return 0x04;
	if (write)
		memcpy(disk + lba * size, fake_low + buffer, count * size);
	else
		memcpy(fake_low + buffer, disk + lba * size, count * size);
	return 0;
}

static u8 packet_call(bool write, const struct bios_regs *r)
{
	const u8 *p = fake_low + r->ds * 16u + (u16)r->esi;
	u64 lba;

	assert_int_equal(p[0], 16);
	memcpy(&lba, p + 8, 8);
	assert_int_equal(r->eax & 0xff, 0);
	return move(write, lba, p[2] | p[3] << 8,
		    (u32)(p[4] | p[5] << 8) + (u32)(p[6] | p[7] << 8) * 16);
}

static u8 chs_call(bool write, const struct bios_regs *r)
{
	unsigned sector = r->ecx & 0x3f, head = r->edx >> 8 & 0xff;
	unsigned cylinder = (r->ecx >> 8 & 0xff) | (r->ecx & 0xc0) << 2;

	assert_in_range(sector, 1, bios_disk.track_sectors);
	assert_true(head < bios_disk.heads && cylinder < bios_disk.cylinders);
	/* A transfer stays on its track. */
	assert_true(sector - 1 + (r->eax & 0xff) <= bios_disk.track_sectors);
	return move(write, ((u64)cylinder * bios_disk.heads + head) * bios_disk.track_sectors +
		    sector - 1, r->eax & 0xff, r->es * 16u + (u16)r->ebx);
}

static u8 parameters(const struct bios_regs *r)
{
	u8 *p = fake_low + r->ds * 16u + (u16)r->esi;
	u64 sectors = DISK / bios_disk.sector_size;

	assert_true(p[0] >= 26);
	memcpy(p + 16, &sectors, 8);
	memcpy(p + 24, &bios_disk.sector_size, 2);
	return 0;
}

static u8 handle(struct bios_regs *r)
{
	bool packet = bios_disk.edd;

	switch (r->eax >> 8 & 0xff) {
	case 0x00:
		resets++;
		return 0;
	case 0x02:
	case 0x03:
		return chs_call((r->eax >> 8 & 1) != 0, r);
	case 0x08:
		if (!bios_disk.track_sectors)
			return 0x07;
		r->ecx = (u32)((bios_disk.cylinders - 1) & 0xff) << 8 |
			 (u32)((bios_disk.cylinders - 1) >> 8) << 6 | bios_disk.track_sectors;
		r->edx = (u32)(bios_disk.heads - 1) << 8 | 1;
		return 0;
	case 0x41:
		assert_int_equal(r->ebx, 0x55aa);
		r->ebx = 0xaa55;
		r->ecx = 1;
		return packet ? 0 : 0x01;
	case 0x42:
	case 0x43:
		return packet ? packet_call((r->eax >> 8 & 1) != 0, r) : 0x01;
	case 0x48:
		return packet && bios_disk.edd_size ? parameters(r) : 0x01;
	default:
		return 0x01;
	}
}

static void bios(u8 vector, struct bios_regs *r)
{
	u8 status = 0x01;

	assert_int_equal(vector, 0x13);
	if ((u8)r->edx == bios_disk.number)
		status = handle(r);
	r->eax = (r->eax & 0xff) | (u32)status << 8;
	r->eflags = status ? r->eflags | FLAG_CF : r->eflags & ~(u32)FLAG_CF;
}

static void plug_in(u8 number, bool edd, u16 sector_size)
{
	fake_bios_reset(bios);
	memset(&bios_disk, 0, sizeof bios_disk);
	bios_disk.number = number;
	bios_disk.edd = bios_disk.edd_size = edd;
	bios_disk.sector_size = sector_size;
	bios_disk.most = 127;
	bios_disk.bad = ANY;
	if (!edd) {
		bios_disk.cylinders = 4;
		bios_disk.heads = 16;
		bios_disk.track_sectors = 32;
	}
	resets = transfers = biggest = 0;
	for (size_t i = 0; i < DISK; i++)
		disk[i] = (u8)(i * 7 + i / 509);
	if (number >= 0x80 && number < 0xe0)
		fake_low[0x475] = (u8)(number - 0x7f);
	if (number < 0x80)
		fake_low[0x410] = 1;
}

static struct drive only_drive(void)
{
	struct drive out[4];
	unsigned n = int13_drives(bios_disk.number, out, COUNT(out));

	assert_int_equal(n, 1);
	assert_int_equal(out[0].number, bios_disk.number);
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
	transfers = 0;
	check_read(&d, 3, 1000);
	assert_int_equal(transfers, 8);
	assert_int_equal(biggest, 127);
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
	bios_disk.sector_size = 300;
	assert_int_equal(only_drive().sector_size, 512);
}

static void retries(void **state)
{
	struct drive d;
	u8 one[512];
	err_t err;

	(void)state;
	plug_in(0x80, true, 512);
	d = only_drive();
	bios_disk.fail_next = 2;
	check_read(&d, 0, 300);
	assert_int_equal(resets, 2);

	/* A BIOS that takes no more than 16 at once. */
	bios_disk.most = 16;
	check_read(&d, 0, 300);

	/* One bad sector: its neighbours can be read one by one, it cannot. */
	bios_disk.most = 127;
	bios_disk.bad = 40;
	check_read(&d, 0, 40);
	check_read(&d, 41, 100);
	transfers = 0;
	err = int13_move(&d, 40, 1, one, false);
	assert_string_equal(err, "BIOS status 0x04 at sector 40 of drive 0x80");
	assert_in_range(transfers, 3, 6);
	transfers = 0;
	assert_non_null(int13_move(&d, 0, 100, (u8[51200]){ 0 }, false));
	assert_in_range(transfers, 3, 60);
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
	assert_int_equal(biggest, 32);
	check_read(&d, 4 * 16 * 32 - 1, 1);

	/* More than 256 cylinders: the two high bits. */
	bios_disk.cylinders = 683;
	bios_disk.heads = 1;
	bios_disk.track_sectors = 3;
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
		bios_disk.fail_next = 1;
		assert_null(int13_move(&d, 10, 200, text, true));
		assert_memory_equal(disk + 10 * 512, text, sizeof text);
		assert_int_equal(disk[10 * 512 - 1], (u8)((10 * 512 - 1) * 7 + (10 * 512 - 1) / 509));
		assert_int_equal(disk[210 * 512], (u8)(210 * 512 * 7 + 210 * 512 / 509));
		bios_disk.bad = 11;
		assert_string_equal(int13_move(&d, 10, 200, text, true),
				    "BIOS status 0x04 at sector 11 of drive 0x80");
	}
}

static void enumeration(void **state)
{
	struct drive out[4];

	(void)state;
	/* The boot drive although the BIOS counts no disk; size unknown. */
	plug_in(0xe0, true, 2048);
	bios_disk.edd_size = false;
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
	bios_disk.edd_size = false;
	bios_disk.cylinders = 10;
	bios_disk.heads = 2;
	bios_disk.track_sectors = 5;
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
		cmocka_unit_test(enumeration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
