/* fake_disk.c - the disk of a fake BIOS: INT 13h that fails where it is told to. */
#include "check.h"
#include "fake_bios.h"
#include "fake_disk.h"

struct fake_disk fake_disk;
unsigned fake_resets, fake_transfers, fake_biggest;

static bool is_bad(u64 lba, unsigned count)
{
	return fake_disk.bad >= 0 && (u64)fake_disk.bad >= lba &&
	       (u64)fake_disk.bad - lba < count;
}

/* Between `buffer` and the disk; the BIOS's status.  *count: how many were to be moved, and
 * were. */
static u8 move(bool write, u64 lba, unsigned *count, u32 buffer)
{
	const struct fake_disk *d = &fake_disk;
	size_t size = d->sector_size;
	unsigned n = *count;
	u8 *bytes;

	fake_transfers++;
	fake_biggest = MAX(fake_biggest, n);
	/* Never across the end of BOUNCE, nor over the packet. */
	assert_true(buffer >= BOUNCE_START && buffer + n * size <= BIOS_BUFFER);
	assert_true(n >= 1 && n <= 127);
	*count = 0;
	if (fake_disk.fail_next) {
		fake_disk.fail_next--;
		return 0x80;
	}
	if (n > d->most || lba < d->first || lba - d->first > d->size / size ||
	    n > d->size / size - (lba - d->first))
		return 0x01;
	if (is_bad(lba, n))
		return 0x04;
	if (d->one_success)
		n = MIN(n, d->one_success);
	bytes = d->bytes + (lba - d->first) * size;
	if (write)
		memcpy(bytes, fake_low + buffer, n * size);
	else
		memcpy(fake_low + buffer, bytes, n * size);
	*count = d->silent ? 0 : n;
	return 0;
}

static u8 packet_call(bool write, const struct bios_regs *r)
{
	u8 *p = fake_low + r->ds * 16u + (u16)r->esi;
	unsigned count = p[2] | p[3] << 8;
	u8 status;
	u64 lba;

	assert_int_equal(p[0], 16);
	memcpy(&lba, p + 8, 8);
	assert_int_equal(r->eax & 0xff, 0);
	status = move(write, lba, &count,
		      (u32)(p[4] | p[5] << 8) + (u32)(p[6] | p[7] << 8) * 16);
	p[2] = (u8)count;
	p[3] = 0;
	return status;
}

static u8 chs_call(bool write, struct bios_regs *r)
{
	unsigned sector = r->ecx & 0x3f, head = r->edx >> 8 & 0xff, count = r->eax & 0xff;
	unsigned cylinder = (r->ecx >> 8 & 0xff) | (r->ecx & 0xc0) << 2;
	u8 status;

	assert_in_range(sector, 1, fake_disk.track_sectors);
	assert_true(head < fake_disk.heads && cylinder < fake_disk.cylinders);
	/* A transfer stays on its track. */
	assert_true(sector - 1 + count <= fake_disk.track_sectors);
	status = move(write, ((u64)cylinder * fake_disk.heads + head) * fake_disk.track_sectors +
		      sector - 1, &count, r->es * 16u + (u16)r->ebx);
	r->eax = count;
	return status;
}

static u8 parameters(const struct bios_regs *r)
{
	u8 *p = fake_low + r->ds * 16u + (u16)r->esi;
	u64 sectors = fake_disk.first + fake_disk.size / fake_disk.sector_size;

	assert_true(p[0] >= 26);
	memcpy(p + 16, &sectors, 8);
	memcpy(p + 24, &fake_disk.sector_size, 2);
	return 0;
}

static u8 geometry(struct bios_regs *r)
{
	u32 last = fake_disk.cylinders - 1u;

	if (!fake_disk.track_sectors)
		return 0x07;
	r->ecx = (last & 0xff) << 8 | (last >> 8) << 6 | fake_disk.track_sectors;
	r->edx = (u32)(fake_disk.heads - 1) << 8 | 1;
	return 0;
}

static u8 handle(struct bios_regs *r)
{
	bool packet = fake_disk.edd, write = (r->eax >> 8 & 1) != 0;

	switch (r->eax >> 8 & 0xff) {
	case 0x00:
		fake_resets++;
		return 0;
	case 0x02:
	case 0x03:
		return chs_call(write, r);
	case 0x08:
		return geometry(r);
	case 0x41:
		assert_int_equal(r->ebx, 0x55aa);
		r->ebx = 0xaa55;
		r->ecx = 1;
		return packet ? 0 : 0x01;
	case 0x42:
	case 0x43:
		return packet ? packet_call(write, r) : 0x01;
	case 0x48:
		return packet && fake_disk.edd_size ? parameters(r) : 0x01;
	default:
		return 0x01;
	}
}

void fake_disk_int13(struct bios_regs *r)
{
	int fault = fake_disk.fault ? fake_disk.fault() : WORKS;
	u8 status = 0x01;

	if (fault == WORKS && (u8)r->edx == fake_disk.number)
		status = handle(r);
	else if (fault != WORKS)
		status = (u8)fault;
	r->eax = (r->eax & 0xff) | (u32)status << 8;
	r->eflags &= ~(u32)FLAG_CF;
	if (status || fault != WORKS)
		r->eflags |= FLAG_CF;
}

void fake_disk_plug_in(u8 number, bool edd, u16 sector_size, u8 *bytes, size_t size)
{
	enum { HEADS = 16, TRACK_SECTORS = 32 };

	fake_disk = (struct fake_disk){
		.bytes = bytes, .size = size, .number = number, .edd = edd, .edd_size = edd,
		.sector_size = sector_size, .most = 127, .bad = NO_BAD_SECTOR,
	};
	if (!edd) {
		fake_disk.cylinders = (u16)(size / sector_size / HEADS / TRACK_SECTORS);
		fake_disk.heads = HEADS;
		fake_disk.track_sectors = TRACK_SECTORS;
	}
	fake_resets = fake_transfers = fake_biggest = 0;
	if (number >= 0x80 && number < 0xe0)
		fake_low[0x475] = (u8)(number - 0x7f);
	if (number < 0x80)
		fake_low[0x410] = 1;
}
