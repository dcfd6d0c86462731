/* fuzz_int13.c - any bytes as a BIOS's answers about its disks: drives that make sense, and
 * reads that end, touch what they were given, and stay in the buffer.
 *
 * The first byte is the boot drive, two are the equipment; then each answer takes a byte,
 * which says whether it fails, registers, and what it leaves in memory. */
#include <stdlib.h>
#include "answers.h"
#include "bios/int13.h"
#include "demand.h"
#include "fake_bios.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

enum { DRIVES = 6, PARAMETERS = 26, CALLS_MAX = 100000 };

static void check_transfer(const struct bios_regs *r)
{
	const u8 *p = fake_low + r->ds * 16u + (u16)r->esi;
	u8 function = r->eax >> 8 & 0xff;

	if (function == 0x42) {
		demand(p[0] == 16 && (p[2] | p[3] << 8) >= 1 && (p[2] | p[3] << 8) <= 127);
		demand((p[4] | p[5] << 8) == 0 && (p[6] | p[7] << 8) == BOUNCE_START >> 4);
	} else if (function == 0x02) {
		demand((r->eax & 0xff) >= 1 && (r->ecx & 0x3f) >= 1);
		demand(r->es == BOUNCE_START >> 4 && (u16)r->ebx == 0);
	}
}

static void bios(u8 vector, struct bios_regs *r)
{
	u8 function = r->eax >> 8 & 0xff, how;

	demand(vector == 0x13 && fake_calls < CALLS_MAX);
	check_transfer(r);
	take(&how, 1);
	if (how & 1)
		r->eax = (u32)how << 8;
	else
		r->eflags &= ~(u32)FLAG_CF;
	if (function == 0x41 || function == 0x08) {
		take(&r->ebx, 2);
		take(&r->ecx, 2);
		take(&r->edx, 2);
		if (function == 0x41 && how & 2)
			r->ebx = 0xaa55;
	} else if (function == 0x48) {
		take(fake_low + r->ds * 16u + (u16)r->esi, PARAMETERS);
	}
}

static void read_some(const struct drive *d)
{
	u16 count;
	u64 lba;
	u8 *to;

	take(&count, sizeof count);
	take(&lba, sizeof lba);
	count = 1 + count % 300;
	lba = MIN(lba, d->sectors - 1);
	count = (u16)MIN(count, d->sectors - lba);
	to = malloc((size_t)count * d->sector_size);
	(void)!int13_move(d, lba, count, to, false);
	free(to);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct drive *drive = malloc(DRIVES * sizeof *drive);
	unsigned n;
	u8 boot;

	answers = data;
	answers_end = data + size;
	take(&boot, 1);
	fake_bios_reset(bios);
	take(fake_low + 0x410, 1);
	take(fake_low + 0x475, 1);
	n = int13_drives(boot, drive, DRIVES);
	demand(n <= DRIVES);
	for (unsigned i = 0; i < n; i++) {
		const struct drive *d = &drive[i];

		demand(d->sector_size >= 512 && d->sector_size <= 4096 &&
		       !(d->sector_size & (d->sector_size - 1)));
		demand(d->sectors && (d->lba || (d->track_sectors && d->heads && d->cylinders)));
		read_some(d);
	}
	free(drive);
	return 0;
}
