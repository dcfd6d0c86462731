/* mbr.c - the MBR's partition table and its chains of logical partitions. */
#include "base/error.h"
#include "common/ondisk.h"
#include "part/partition.h"

const char ERR_NO_TABLE[] = "no partition table";

enum {
	MBR_MAGIC = 0xaa55,
	LOGICALS  = 64,                 /* tables in a chain: more than Linux numbers */
};

struct mbr_entry {
	u8   status;                    /* 0x80 active, 0 not; anything else is no table */
	u8   chs_first[3];
	u8   type;                      /* 0 = unused slot */
	u8   chs_last[3];
	le32 lba;                       /* both in native sectors */
	le32 sectors;
};
ONDISK(struct mbr_entry, 16);

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
ONDISK_AT(struct mbr, part, 0x1be);

struct scan {
	struct blockdev  *dev;
	struct partition *out;
	unsigned          max, *n;
	unsigned          logical;      /* number of the next one */
	err_t             damage;       /* the first thing found wrong */
};

static bool is_extended(const struct mbr_entry *e)
{
	return e->type == 0x05 || e->type == 0x0f || e->type == 0x85;
}

static bool is_used(const struct mbr_entry *e)
{
	return e->type != 0 && get32(e->sectors) != 0;
}

/* First sector in units of 512 bytes, of what lies `base` behind. */
static u64 start_of(const struct scan *s, const struct mbr_entry *e, u64 base)
{
	return base + ((u64)get32(e->lba) << s->dev->shift);
}

static void complain(struct scan *s, err_t err)
{
	if (!s->damage)
		s->damage = err;
}

/* A partition whose end the disk does not have is kept: BIOSes tell old disks too
 * small, and block_read() stops who reads there.  One that starts there is useless. */
static void add(struct scan *s, const struct mbr_entry *e, u64 lba, unsigned number)
{
	if (lba == 0 || lba >= s->dev->sectors) {
		complain(s, errf("partition %u starts at sector %llu, the disk has %llu", number,
				 (unsigned long long)lba,
				 (unsigned long long)s->dev->sectors));
		return;
	}
	if (*s->n == s->max) {
		complain(s, "more partitions than fit the list");
		return;
	}
	s->out[(*s->n)++] = (struct partition){
		.scheme = PART_MSDOS, .number = number, .type = e->type,
		.lba = lba, .sectors = (u64)get32(e->sectors) << s->dev->shift,
		.active = e->status == 0x80,
	};
}

static err_t next_table(struct scan *s, u64 lba, struct mbr *table)
{
	TRY(block_read(s->dev, lba, 1, table));
	if (get16(table->magic) != MBR_MAGIC)
		return errf("extended partition table at sector %llu has no 55 aa mark",
			    (unsigned long long)lba);
	return NULL;
}

/* The entries of one table of a chain; the link to the next one or 0. */
static u64 add_logicals(struct scan *s, const struct mbr *table, u64 lba, u64 base)
{
	u64 next = 0;

	for (unsigned i = 0; i < 4; i++) {
		const struct mbr_entry *e = &table->part[i];

		if (!is_used(e))
			continue;
		if (!is_extended(e))
			add(s, e, start_of(s, e, lba), s->logical++);
		else if (next == 0)
			next = start_of(s, e, base);
	}
	return next;
}

/* Links count from the start of the extended partition, partitions from their table. */
static err_t walk_chain(struct scan *s, u64 base)
{
	static u64 seen[LOGICALS];      /* both too big for the stack */
	static struct mbr table;
	u64 lba = base;

	for (unsigned n = 0; lba != 0; n++) {
		if (n == LOGICALS)
			return errf("more than %u extended partition tables", LOGICALS);
		for (unsigned i = 0; i < n; i++)
			if (seen[i] == lba)
				return errf("extended partition tables loop at sector %llu",
					    (unsigned long long)lba);
		seen[n] = lba;
		TRY(next_table(s, lba, &table));
		lba = add_logicals(s, &table, lba, base);
	}
	return NULL;
}

/* Some sticks have a BIOS parameter block and a partition table in one sector, a FAT
 * without partitions has the block and code where the table would be. */
static bool has_fat_block(const struct mbr *m)
{
	u32 bytes = get16(m->bytes_per_sector), cluster = m->sectors_per_cluster;

	return bytes >= 512 && bytes <= 4096 && (bytes & (bytes - 1)) == 0 &&
	       cluster != 0 && (cluster & (cluster - 1)) == 0 &&
	       get16(m->reserved) != 0 && (m->fats == 1 || m->fats == 2);
}

static bool is_table(const struct scan *s, const struct mbr *m)
{
	bool fat = has_fat_block(m), used = false;

	if (get16(m->magic) != MBR_MAGIC)
		return false;
	for (unsigned i = 0; i < 4; i++) {
		const struct mbr_entry *e = &m->part[i];
		u64 lba = start_of(s, e, 0);

		if (e->status & 0x7f)
			return false;
		if (e->type == 0)
			continue;
		if (fat && (!is_used(e) || lba == 0 || lba >= s->dev->sectors))
			return false;
		used = true;
	}
	return used || !fat;
}

err_t mbr_scan(struct blockdev *dev, struct partition *out, unsigned max, unsigned *n)
{
	struct scan s = { .dev = dev, .out = out, .max = max, .n = n, .logical = 5 };
	struct mbr m;

	*n = 0;
	TRY(block_read(dev, 0, 1, &m));
	if (!is_table(&s, &m))
		return ERR_NO_TABLE;
	for (unsigned i = 0; i < 4; i++)
		if (is_used(&m.part[i]) && !is_extended(&m.part[i]))
			add(&s, &m.part[i], start_of(&s, &m.part[i], 0), i + 1);
	for (unsigned i = 0; i < 4; i++)
		if (is_used(&m.part[i]) && is_extended(&m.part[i])) {
			err_t err = walk_chain(&s, start_of(&s, &m.part[i], 0));

			if (err)
				complain(&s, err);
		}
	return s.damage;
}
