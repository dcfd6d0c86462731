/* place.c - where core.img goes: the gap behind an MBR, or a GPT's BIOS boot partition. */
#include <blkid/blkid.h>
#include <stdio.h>
#include <string.h>
#include "base/error.h"
#include "common/part_disk.h"
#include "tools/install/install.h"

enum {
	ENTRIES       = 4,
	GAP_END       = 2048,           /* where tools of today put the first partition */
	PLACE_MAX     = 8192,
	GPT_USED      = 34,             /* MBR, header and 128 entries of 128 bytes */
};

/* 21686148-6449-6E6F-744E-656564454649, bytes as on disk. */
static const char bios_boot[16] = { 'H', 'a', 'h', '!', 'I', 'd', 'o', 'n', 't', 'N', 'e', 'e',
				    'd', 'E', 'F', 'I' };

static const struct mbr_entry *row_of(const u8 *sector, int i)
{
	return (const struct mbr_entry *)(sector + MBR_TABLE) + i;
}

static bool has_magic(const u8 *sector)
{
	return (sector[SECTOR - 2] | sector[SECTOR - 1] << 8) == MBR_MAGIC;
}

static bool has_type(const u8 *sector, u8 type)
{
	for (int i = 0; i < ENTRIES; i++)
		if (row_of(sector, i)->type == type)
			return true;
	return false;
}

/* A boot sector of a filesystem has code where a disk has its table. */
static bool is_table(const u8 *sector)
{
	for (int i = 0; i < ENTRIES; i++)
		if (row_of(sector, i)->status & 0x7f)
			return false;
	return true;
}

/* What filesystem (RAID or LVM member, swap) lies in these sectors; "" = none known. */
static err_t filesystem_at(struct target *t, u64 lba, u64 sectors, char *name, size_t size)
{
	blkid_probe probe = blkid_new_probe();
	const char *type = "unknown";
	int found;

	name[0] = '\0';
	if (!probe || blkid_probe_set_device(probe, t->fd, (blkid_loff_t)lba * SECTOR,
					     (blkid_loff_t)sectors * SECTOR)) {
		blkid_free_probe(probe);
		return errf("%s: cannot look for filesystems", t->path);
	}
	blkid_probe_enable_superblocks(probe, 1);
	blkid_probe_set_superblocks_flags(probe, BLKID_SUBLKS_TYPE);
	found = blkid_do_safeprobe(probe);      /* 1: nothing; -2: several */
	if (found == 0)
		(void)blkid_probe_lookup_value(probe, "TYPE", &type, NULL);
	if (found != 1)
		snprintf(name, size, "%s", type);
	blkid_free_probe(probe);
	return NULL;
}

static bool has_partitions(const u8 *sector)
{
	for (int i = 0; has_magic(sector) && is_table(sector) && i < ENTRIES; i++)
		if (row_of(sector, i)->type)
			return true;
	return false;
}

static err_t check_whole_disk(struct target *t, const u8 *sector, bool yes)
{
	char fs[32];

	TRY(filesystem_at(t, 0, t->dev.sectors, fs, sizeof fs));
	if (fs[0] && !has_partitions(sector))
		return errf("%s is a %s filesystem or member, not a disk with partitions",
			    t->path, fs);
	if (fs[0] && !yes)
		return errf("%s has a partition table and is also a %s filesystem or member;"
			    " --yes installs anyway", t->path, fs);
	if (!has_magic(sector) && !yes)
		return errf("%s has no MBR (55 aa at the end of sector 0), so it may be no disk;"
			    " --yes installs anyway", t->path);
	if (!is_table(sector) && !yes)
		return errf("%s: sector 0 has something else where a disk has its partition table;"
			    " --yes installs anyway", t->path);
	return NULL;
}

/* All rows count, also those whose type nobody knows, and extended ones as a whole. */
static err_t place_in_gap(struct target *t, const u8 *sector, struct place *place)
{
	u64 end = MIN((u64)GAP_END, t->dev.sectors);
	u8 second[SECTOR];

	TRY(block_read(&t->dev, 1, 1, second));
	if (!memcmp(second, "EFI PART", 8))
		return errf("%s has a GPT header in sector 1 that its MBR does not announce;"
			    " sgdisk can repair or remove it", t->path);
	for (int i = 0; has_partitions(sector) && i < ENTRIES; i++)
		if (row_of(sector, i)->type)
			end = MIN(end, get32(row_of(sector, i)->lba));
	place->lba = 1;
	place->sectors = end > 1 ? (u32)end - 1 : 0;
	snprintf(place->what, sizeof place->what, "the gap before the first partition");
	return NULL;
}

static bool overlap(const struct partition *a, const struct partition *b)
{
	return a->lba < b->lba + b->sectors && b->lba < a->lba + a->sectors;
}

static err_t check_bios_boot(struct target *t, const struct partition *all, unsigned n,
			     const struct partition *p, bool yes)
{
	char fs[32];

	if (p->lba < GPT_USED)
		return errf("partition %u starts at sector %llu, inside the GPT", p->number,
			    (unsigned long long)p->lba);
	for (unsigned i = 0; i < n; i++)
		if (&all[i] != p && overlap(&all[i], p))
			return errf("partitions %u and %u overlap", p->number, all[i].number);
	TRY(filesystem_at(t, p->lba, p->sectors, fs, sizeof fs));
	if (fs[0] && !yes)
		return errf("BIOS boot partition %u holds a %s filesystem; --yes installs anyway",
			    p->number, fs);
	return NULL;
}

static err_t place_in_gpt(struct target *t, bool yes, struct place *place)
{
	static struct partitions all;
	err_t err;

	all.dev = &t->dev;
	err = gpt_scan(&all);
	if (err == ERR_NO_TABLE)
		return errf("%s has no GPT, though its MBR announces one; gdisk makes one", t->path);
	TRY(err);
	for (unsigned i = 0; i < all.n; i++) {
		struct partition *p = &all.at[i];

		if (memcmp(p->type_guid, bios_boot, sizeof bios_boot))
			continue;
		TRY(check_bios_boot(t, all.at, all.n, p, yes));
		place->lba = p->lba;
		place->sectors = (u32)MIN(p->sectors, (u64)PLACE_MAX);
		snprintf(place->what, sizeof place->what, "BIOS boot partition %u", p->number);
		return NULL;
	}
	return errf("a GPT without a BIOS boot partition; one of 1 MiB is made by:"
		    " sgdisk -n 0:0:+1M -t 0:ef02 %s", t->path);
}

err_t place_find(struct target *t, bool yes, struct place *place)
{
	u8 sector[SECTOR];

	if (t->dev.sectors < 2)
		return errf("%s has only %llu sectors", t->path,
			    (unsigned long long)t->dev.sectors);
	TRY(block_read(&t->dev, 0, 1, sector));
	TRY(check_whole_disk(t, sector, yes));
	if (has_magic(sector) && has_type(sector, MBR_PROTECTIVE))
		return place_in_gpt(t, yes, place);
	return place_in_gap(t, sector, place);
}
