/* int13.c - disks through INT 13h: EDD packets, cylinder-head-sector where they are not. */
#include "base/error.h"
#include "bios/bios.h"
#include "bios/entry.h"
#include "bios/int13.h"
#include "common/core_image.h"
#include "common/ondisk.h"
#include "common/str.h"
#include "common/timeline.h"

/* EDD 3.0, 3.1: the packet of AH=42h and AH=43h. */
struct packet {
	u8   size, zero;
	le16 count;                     /* 127 is the most that all BIOSes take */
	le16 offset, segment;
	le64 lba;
};
ONDISK(struct packet, 16);

/* EDD 1.1: what AH=48h fills in; later versions have more. */
struct parameters {
	le16 size, flags;
	le32 cylinders, heads, track_sectors;
	le64 sectors;
	le16 sector_size;
};
ONDISK(struct parameters, 26);

enum {
	RESET = 0x0000, READ_CHS = 0x0200, GEOMETRY = 0x0800,
	EDD_CHECK = 0x4100, READ_LBA = 0x4200, EDD_PARAMETERS = 0x4800,
	TO_WRITE = 0x0100,              /* from READ_CHS to AH=03h, from READ_LBA to AH=43h with
					 * AL=0: no verify, which not every BIOS has */
	FAILED = 0x100,                 /* beside the BIOS's status, which may be 0 */

	FIRST_HARD    = 0x80,
	MOST_SECTORS  = 127,
	/* BIOS_BUFFER is behind the sectors, and makes 127 of them just fit. */
	DATA_SIZE     = BOUNCE_SIZE - BIOS_BUFFER_SIZE,
};

/* The call that is in *r: did it work? */
static bool call(const struct drive *d, struct bios_regs *r)
{
	r->edx |= d->number;
	bios_int(0x13, r);
	return !bios_failed(r);
}

/* Packet calls work: their parameters, as far as they make sense. */
static bool probe_edd(struct drive *d)
{
	struct parameters *p = low_memory(BIOS_BUFFER);
	struct bios_regs r;

	bios_regs(&r, EDD_CHECK);
	r.ebx = 0x55aa;
	if (!call(d, &r) || (r.ebx & 0xffff) != 0xaa55 || !(r.ecx & 1))
		return false;
	memset(p, 0, sizeof *p);
	p->size = put16(sizeof *p);
	bios_regs(&r, EDD_PARAMETERS);
	r.ds = BIOS_BUFFER_SEG;
	if (call(d, &r)) {
		u32 size = get16(p->sector_size);

		if (size == 1024 || size == 2048 || size == 4096)
			d->sector_size = size;
		d->sectors = get64(p->sectors);
	}
	return true;
}

static bool probe_geometry(struct drive *d)
{
	struct bios_regs r;

	/* es:di comes in as 0:0, which keeps some BIOSes from a bug of theirs. */
	bios_regs(&r, GEOMETRY);
	if (!call(d, &r) || (r.ecx & 0x3f) == 0)
		return false;
	d->cylinders = (u16)((r.ecx >> 8 & 0xff) + ((r.ecx & 0xc0) << 2) + 1);
	d->heads = (u16)((r.edx >> 8 & 0xff) + 1);
	d->track_sectors = r.ecx & 0x3f;
	return true;
}

static bool probe(struct drive *d, u8 number)
{
	*d = (struct drive){
		.number = number, .sector_size = SECTOR,
		.kind = number < FIRST_HARD ? DRIVE_FLOPPY : DRIVE_HARD,
	};
	d->lba = probe_edd(d);
	if (d->sector_size == 2048)
		d->kind = DRIVE_CD;
	if (d->sectors == 0) {
		/* No EDD, or one that does not know the size. */
		if (probe_geometry(d))
			d->sectors = (u32)d->cylinders * d->heads * d->track_sectors;
		else if (d->lba)
			d->sectors = UINT32_MAX;
		else
			return false;
	}
	return true;
}

unsigned int13_drives(u8 boot_drive, struct drive *out, unsigned max)
{
	u16 equipment = bda16(BDA_EQUIPMENT);
	unsigned floppies = equipment & 1 ? 1 + (equipment >> 6 & 3) : 0;
	unsigned hard = bda8(BDA_HARD_DISKS), n = probe(out, boot_drive);

	for (unsigned number = 0; number < 0x100 && n < max; number++)
		if (number != boot_drive &&
		    (number < FIRST_HARD ? number < floppies : number - FIRST_HARD < hard))
			n += probe(&out[n], (u8)number);
	return n;
}

/* Move *count sectors between the drive and BOUNCE: 0, or the BIOS's status and FAILED.
 * *count says how far it came: CHS transfers end at their track. */
static u32 transfer(const struct drive *d, bool write, u64 lba, u32 *count)
{
	struct packet *p = low_memory(BIOS_BUFFER);
	struct bios_regs r;
	u16 to_write = write ? TO_WRITE : 0;
	u32 done;

	if (d->lba) {
		bios_regs(&r, (u16)(READ_LBA + to_write));
		memset(p, 0, sizeof *p);
		p->size = sizeof *p;
		p->count = put16((u16)*count);
		p->segment = put16(BOUNCE_START >> 4);
		p->lba = put64(lba);
		r.ds = BIOS_BUFFER_SEG;
	} else {
		u32 track = (u32)lba / d->track_sectors, sector = (u32)lba % d->track_sectors;
		u32 cylinder = track / d->heads;

		*count = MIN(*count, d->track_sectors - sector);
		bios_regs(&r, (u16)(READ_CHS + to_write + *count));
		r.ecx = (cylinder & 0xff) << 8 | (cylinder >> 2 & 0xc0) | (sector + 1);
		r.edx = track % d->heads << 8;
		r.es = BOUNCE_START >> 4;
	}
	if (!call(d, &r))
		return FAILED | (r.eax >> 8 & 0xff);
	/* Fewer than were asked for is a success, too; nothing is what some say who have
	 * done it all. */
	done = d->lba ? get16(p->count) : r.eax & 0xff;
	if (done - 1 < *count - 1)
		*count = done;
	return 0;
}

/* Add the time since `begin` to a sum of the timeline: the time now. */
static u64 spend(enum milestone sum, u64 begin)
{
	struct timeline *t = low_memory(TIMELINE_START);
	u64 now = cpu_tsc();            /* no TSC: always 0 */

	t->tsc[sum] = put64(get64(t->tsc[sum]) + now - begin);
	return now;
}

/* Everything goes through BOUNCE: one copy, with the string instructions. */
err_t int13_move(const struct drive *d, u64 lba, u32 count, void *memory, bool write)
{
	u32 most = MIN(DATA_SIZE / d->sector_size, (u32)MOST_SECTORS);
	u8 *bounce = low_memory(BOUNCE_START);
	u8 *p = memory;
	unsigned failures = 0;

	while (count) {
		u32 n = MIN(count, most), bytes, status;
		struct bios_regs reset;
		u64 time;

		if (write)
			copy_sectors(bounce, p, n * d->sector_size);
		time = cpu_tsc();
		status = transfer(d, write, lba, &n);
		time = spend(MILESTONE_BIOS, time);
		if (status == 0) {
			bytes = n * d->sector_size;
			if (!write)
				copy_sectors(p, bounce, bytes);
			spend(MILESTONE_COPIED, time);
			p += bytes;
			lba += n;
			count -= n;
			failures = 0;
			continue;
		}
		/* A floppy may still be spinning up; some BIOSes refuse many sectors
		 * at once; and one bad sector must not hide its neighbours. */
		if (++failures > 3 && most == 1)
			return errf("BIOS status 0x%02x at sector %llu of drive 0x%02x",
				    status - FAILED, (unsigned long long)lba, d->number);
		if (failures > 1)
			most = MAX(most / 8, 1u);
		bios_regs(&reset, RESET);
		call(d, &reset);
	}
	return NULL;
}
