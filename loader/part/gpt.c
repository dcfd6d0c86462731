/* gpt.c - GUID partition tables. */
#include "base/error.h"
#include "common/crc32.h"
#include "common/part_disk.h"
#include "common/str.h"
#include "mem/heap.h"
#include "part/partition.h"

struct table {
	unsigned shift;                 /* native sectors are SECTOR << shift bytes */
	u32      entries, entry_size;
	u8      *bytes;                 /* heap */
};

static err_t read_entries(struct blockdev *dev, const struct gpt_header *h, struct table *t)
{
	u32 size = t->entry_size = get32(h->entry_size), n = t->entries = get32(h->entries);
	err_t err;

	if (size < GPT_ENTRY_MIN || size > GPT_ENTRY_MAX || n > GPT_ENTRIES_MAX)
		return errf("GPT has %u entries of %u bytes", n, size);
	size *= n;
	t->bytes = heap_alloc(size);
	if (!t->bytes)
		return ERR_NO_MEMORY;
	/* A place that does not fit 64 bits is not on the disk, or the checksum is wrong. */
	err = block_read_bytes(dev, get64(h->entries_lba) << (t->shift + 9), size, t->bytes);
	if (!err && crc32(0, t->bytes, size) != get32(h->entries_crc))
		err = "GPT entries are damaged";
	if (err)
		heap_free(t->bytes);
	return err;
}

static err_t read_table(struct blockdev *dev, u64 lba, struct table *t)
{
	u8 sector[SECTOR];
	struct gpt_header *h = (void *)sector;
	u32 size, crc;

	TRY(block_read(dev, lba, 1, sector));
	if (memcmp(h->signature, "EFI PART", 8))
		return ERR_NO_TABLE;
	size = get32(h->size);
	crc = get32(h->crc);
	h->crc = put32(0);
	if (size < sizeof *h || size > SECTOR || get64(h->my_lba) != lba >> t->shift ||
	    crc32(0, sector, size) != crc)
		return errf("GPT header at sector %llu is damaged", (unsigned long long)lba);
	return read_entries(dev, h, t);
}

/* The header knows no sector size, and an image of a 4K disk may lie on a drive of 512:
 * look where each size would put it, and then its backup. */
static err_t find_table(struct blockdev *dev, struct table *t)
{
	err_t first = ERR_NO_TABLE, err;

	for (unsigned i = 0; i < 8; i++) {
		u64 lba = 1u << (t->shift = i % 4);

		err = read_table(dev, i < 4 ? lba : dev->sectors - lba, t);
		if (!err)
			return NULL;
		if (first == ERR_NO_TABLE)
			first = err;
	}
	return first;
}

err_t gpt_scan(struct partitions *found)
{
	static const u8 unused[16];
	struct table t;
	u64 first, last;
	err_t damage;

	damage = find_table(found->dev, &t);
	if (damage != ERR_NO_TABLE)
		partitions_init(found, "gpt");
	TRY(damage);
	for (unsigned i = 0; i < t.entries; i++) {
		const struct gpt_entry *e = (void *)(t.bytes + i * t.entry_size);
		struct partition *p = &found->at[found->n];

		if (!memcmp(e->type, unused, sizeof unused))
			continue;
		first = get64(e->first);
		last = get64(e->last);
		p->number = i + 1;
		p->lba = first << t.shift;
		p->sectors = (last - first + 1) << t.shift;
		memcpy(p->type_guid, e->type, sizeof p->type_guid);
		memcpy(p->guid, e->guid, sizeof p->guid);
		/* 0 is never less than the last. */
		partitions_keep(found, first - 1 < last && last < found->dev->sectors >> t.shift);
	}
	heap_free(t.bytes);
	return found->damage;
}
