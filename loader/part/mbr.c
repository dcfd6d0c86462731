/* mbr.c - the MBR's partition table and its chains of logical partitions. */
#include "base/error.h"
#include "common/part_disk.h"
#include "common/str.h"
#include "part/partition.h"

const char ERR_NO_TABLE[] = "no partition table";

enum { TABLES = 65 };                   /* with the MBR's: more than Linux numbers */

struct mbr {
	u8   jump[11];                  /* of a FAT boot sector: */
	le16 bytes_per_sector;
	u8   sectors_per_cluster;
	le16 reserved;
	u8   fats;
	u8   code[423];
	le32 disk_id;
	le16 zero;
	struct mbr_entry part[4];
	le16 magic;
};
ONDISK(struct mbr, 512);
ONDISK_AT(struct mbr, part, MBR_TABLE);

struct scan {
	struct partitions *found;
	unsigned           number;      /* of the next partition */
	u32                base;        /* links count from here: where a chain starts */
	u32                links[4];    /* the extended partitions of one table */
	unsigned           tables;
	u32                seen[TABLES];
};

/* Fill in the next partition: of the table at `lba`, in native sectors.  One whose end the
 * disk does not have fits: BIOSes tell old disks too small, and block_read() stops who
 * reads there.  One that starts there is useless. */
static bool fits(struct partitions *found, const struct mbr_entry *e, u32 lba)
{
	struct partition *p = &found->at[found->n];
	unsigned shift = found->dev->shift;

	p->type = e->type;
	p->lba = ((u64)get32(e->lba) + lba) << shift;
	p->sectors = (u64)get32(e->sectors) << shift;
	return get32(e->lba) != 0 && p->lba < found->dev->sectors;
}

/* Some sticks have a BIOS parameter block and a partition table in one sector, a FAT
 * without partitions has the block and code where the table would be. */
static bool is_table(const struct scan *s, const struct mbr *m)
{
	bool fat = m->fats - 1u < 2 && get16(m->bytes_per_sector) % SECTOR == 0;

	for (unsigned i = 0; i < 4; i++) {
		const struct mbr_entry *e = &m->part[i];

		if (e->status & 0x7f)
			return false;
		if (fat && e->type && !fits(s->found, e, 0))
			return false;
	}
	return true;
}

/* Links count from the start of the extended partition, partitions from their table. */
static void read_entries(struct scan *s, const struct mbr *m, u32 lba)
{
	u32 *link = s->links;

	for (unsigned i = 0; i < 4; i++) {
		const struct mbr_entry *e = &m->part[i];
		bool used = e->type && get32(e->sectors);

		if (used && mbr_is_extended(e)) {
			*link++ = s->base + get32(e->lba);
			used = false;
		}
		if (used) {
			s->found->at[s->found->n].number = s->number;
			partitions_keep(s->found, fits(s->found, e, lba));
		}
		/* In the MBR each slot has its number. */
		s->number += used || lba == 0;
	}
}

/* The table at `lba`: 0 is the MBR. */
static err_t read_table(struct scan *s, u32 lba)
{
	struct blockdev *dev = s->found->dev;
	struct mbr m;

	for (unsigned i = 0; i < s->tables; i++)
		if (s->seen[i] == lba)
			return errf("extended partition table at sector %u loops", lba);
	if (s->tables == TABLES)
		return "more than 64 extended partition tables";
	s->seen[s->tables++] = lba;
	TRY(block_read(dev, (u64)lba << dev->shift, 1, &m));
	if (get16(m.magic) != MBR_MAGIC)
		return lba ? errf("extended partition table at sector %u has no 55 aa mark", lba)
			   : ERR_NO_TABLE;
	if (lba == 0 && !is_table(s, &m))
		return ERR_NO_TABLE;
	memset(s->links, 0, sizeof s->links);
	read_entries(s, &m, lba);
	return NULL;
}

err_t mbr_scan(struct partitions *found)
{
	struct scan s = { .found = found, .number = 1 };
	u32 extended[COUNT(s.links)];
	err_t err;

	partitions_init(found, "msdos");
	TRY(read_table(&s, 0));
	memcpy(extended, s.links, sizeof extended);
	for (unsigned i = 0; i < COUNT(extended); i++) {
		s.base = s.links[0] = extended[i];
		while (s.links[0]) {
			err = read_table(&s, s.links[0]);
			if (!err)
				continue;
			if (!found->damage)
				found->damage = err;
			break;
		}
	}
	return found->damage;
}
