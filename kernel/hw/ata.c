/* ata.c - ATA disks by programmed I/O. */
#include "abi/errno.h"
#include "common/io.h"
#include "hw/ata.h"

enum {
	DATA = 0, COUNT_REG = 2, LBA0, LBA1, LBA2, DRIVE, STATUS, COMMAND = STATUS,
	CONTROL = 0x206,                /* from base */
	NO_IRQ = 2,
	ERR = 1, DRQ = 8, DF = 0x20, BUSY = 0x80,
	IDENTIFY = 0xec, READ = 0x20, READ_EXT = 0x24, USE_LBA = 0xe0,
	POLLS = 1000000,                /* about a microsecond each; a disk needs some ms */
	WORDS = 256,
};

/* Wait until it has data: 0 or -EIO. */
static int wait_data(const struct ata_disk *d)
{
	for (int i = 0; i < POLLS; i++) {
		u8 status = inb(d->base + STATUS);

		if (status & BUSY)
			continue;
		if (status & (ERR | DF))
			return -EIO;
		if (status & DRQ)
			return 0;
	}
	return -EIO;
}

static void read_words(const struct ata_disk *d, void *to)
{
	u64 n = WORDS / 2;

	__asm__ volatile("rep insl" : "+D"(to), "+c"(n) : "d"(d->base + DATA) : "memory");
}

static bool identify(struct ata_disk *d)
{
	u16 id[WORDS];

	/* Nothing drives the lines of a controller that is not there. */
	if (inb(d->base + STATUS) == 0xff)
		return false;
	outb(d->base + CONTROL, NO_IRQ);
	outb(d->base + DRIVE, (u8)(USE_LBA | d->slave << 4));
	for (int i = COUNT_REG; i <= LBA2; i++)
		outb((u16)(d->base + i), 0);
	outb(d->base + COMMAND, IDENTIFY);
	/* 0: no drive; a CD-ROM refuses. */
	if (!inb(d->base + STATUS) || wait_data(d))
		return false;
	read_words(d, id);
	d->lba48 = id[83] >> 10 & 1;
	d->sectors = id[60] | (u64)id[61] << 16;
	if (d->lba48)
		d->sectors = id[100] | (u64)id[101] << 16 | (u64)id[102] << 32;
	return d->sectors != 0;
}

unsigned ata_probe(struct ata_disk disk[ATA_DISKS])
{
	static const u16 bases[2] = { 0x1f0, 0x170 };
	unsigned n = 0;

	for (unsigned i = 0; i < ATA_DISKS; i++) {
		disk[n] = (struct ata_disk){ .base = bases[i / 2], .slave = i % 2 };
		if (identify(&disk[n]))
			n++;
	}
	return n;
}

static void put_lba(const struct ata_disk *d, u8 count, u64 lba)
{
	outb(d->base + COUNT_REG, count);
	outb(d->base + LBA0, (u8)lba);
	outb(d->base + LBA1, (u8)(lba >> 8));
	outb(d->base + LBA2, (u8)(lba >> 16));
}

int ata_read(struct ata_disk *d, u64 sector, u32 n, void *to)
{
	u8 *p = to;

	if (!n || n > 256 || sector > d->sectors || n > d->sectors - sector)
		return -EIO;
	outb(d->base + DRIVE, (u8)(USE_LBA | d->slave << 4 |
				   (d->lba48 ? 0 : sector >> 24 & 15)));
	/* The registers are two deep: the upper halves first. */
	if (d->lba48)
		put_lba(d, (u8)(n >> 8), sector >> 24);
	put_lba(d, (u8)n, sector);
	outb(d->base + COMMAND, d->lba48 ? READ_EXT : READ);
	for (; n; n--, p += 2 * WORDS) {
		if (wait_data(d))
			return -EIO;
		read_words(d, p);
	}
	return 0;
}
