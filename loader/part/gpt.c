/* gpt.c - GUID partition tables (UEFI specification 2.10, 5.3). */
#include "base/error.h"
#include "common/crc32.h"
#include "common/ondisk.h"
#include "common/str.h"
#include "mem/heap.h"
#include "part/partition.h"

enum {
	ENTRY_MIN   = 128, ENTRY_MAX = 4096,
	ENTRIES_MAX = 1024,             /* 128 is what everybody writes */
	BIOS_ACTIVE = 1u << 2,          /* attributes: legacy BIOS bootable */
};

struct gpt_header {
	char signature[8];
	le32 revision;
	le32 size, crc;                 /* crc over `size` bytes with itself as 0 */
	le32 zero;
	le64 my_lba, other_lba;         /* all LBAs in native sectors */
	le64 first_usable, last_usable;
	u8   disk_guid[16];
	le64 entries_lba;
	le32 entries, entry_size, entries_crc;
};
ONDISK(struct gpt_header, 92);
ONDISK_AT(struct gpt_header, entries_lba, 72);

struct gpt_entry {
	u8   type[16], guid[16];
	le64 first, last;               /* last is included */
	le64 attributes;
	le16 name[36];
};
ONDISK(struct gpt_entry, 128);

struct table {
	unsigned shift;                 /* native sectors are SECTOR << shift bytes */
	u32      entries, entry_size;
	u8      *bytes;                 /* heap */
};

static err_t read_header(struct blockdev *dev, u64 lba, unsigned shift, struct gpt_header *h)
{
	u8 sector[SECTOR];
	u32 size;

	TRY(block_read(dev, lba, 1, sector));
	memcpy(h, sector, sizeof *h);
	if (memcmp(h->signature, "EFI PART", 8))
		return ERR_NO_TABLE;
	size = get32(h->size);
	memset(sector + offsetof(struct gpt_header, crc), 0, 4);
	if (size < sizeof *h || size > SECTOR || get64(h->my_lba) != lba >> shift ||
	    crc32(0, sector, size) != get32(h->crc))
		return errf("GPT header at sector %llu is damaged (checksum)",
			    (unsigned long long)lba);
	return NULL;
}

static err_t read_entries(struct blockdev *dev, const struct gpt_header *h, struct table *t)
{
	u64 lba = get64(h->entries_lba);
	u32 size = get32(h->entry_size), n = get32(h->entries);
	err_t err;

	if (size < ENTRY_MIN || size > ENTRY_MAX || (size & (size - 1)) || n > ENTRIES_MAX)
		return errf("GPT has %u entries of %u bytes, at most %u of 128 to 4096 expected",
			    n, size, ENTRIES_MAX);
	if (lba > dev->sectors >> t->shift)
		return "GPT entries lie past the end of the disk";
	t->entries = n;
	t->entry_size = size;
	t->bytes = heap_alloc((size_t)n * size);
	if (!t->bytes)
		return ERR_NO_MEMORY;
	err = block_read_bytes(dev, lba << t->shift << 9, (size_t)n * size, t->bytes);
	if (!err && crc32(0, t->bytes, (size_t)n * size) != get32(h->entries_crc))
		err = "GPT entries are damaged (checksum)";
	if (err)
		heap_free(t->bytes);
	return err;
}

/* The header knows no sector size, and an image of a 4K disk may lie on a drive of 512:
 * look where each size would put it. */
static err_t find_table(struct blockdev *dev, struct table *t)
{
	struct gpt_header h;
	err_t worst = ERR_NO_TABLE, err;

	for (unsigned backup = 0; backup < 2; backup++)
		for (t->shift = 0; t->shift < 4; t->shift++) {
			u64 unit = 1u << t->shift;

			if (dev->sectors < 3 * unit)
				continue;
			err = read_header(dev, backup ? dev->sectors - unit : unit, t->shift, &h);
			if (!err)
				err = read_entries(dev, &h, t);
			if (!err)
				return NULL;
			if (worst == ERR_NO_TABLE)
				worst = err;
		}
	return worst;
}

static err_t add(struct blockdev *dev, const struct table *t, unsigned number,
		 struct partition *p)
{
	const struct gpt_entry *e = (void *)(t->bytes + (size_t)(number - 1) * t->entry_size);
	u64 first = get64(e->first), last = get64(e->last), end = dev->sectors >> t->shift;

	if (first == 0 || first > last || last >= end)
		return errf("GPT partition %u (%llu to %llu) does not fit the disk", number,
			    (unsigned long long)first, (unsigned long long)last);
	*p = (struct partition){
		.scheme = PART_GPT, .number = number,
		.lba = first << t->shift, .sectors = (last - first + 1) << t->shift,
		.active = get64(e->attributes) & BIOS_ACTIVE,
	};
	memcpy(p->type_guid, e->type, 16);
	memcpy(p->guid, e->guid, 16);
	return NULL;
}

err_t gpt_scan(struct blockdev *dev, struct partition *out, unsigned max, unsigned *n)
{
	static const u8 unused[16];
	struct table t = { .bytes = NULL };
	err_t damage = NULL;

	*n = 0;
	TRY(find_table(dev, &t));
	for (unsigned i = 0; i < t.entries; i++) {
		err_t err;

		if (!memcmp(t.bytes + (size_t)i * t.entry_size, unused, 16))
			continue;
		if (*n == max) {
			damage = "more partitions than fit the list";
			break;
		}
		err = add(dev, &t, i + 1, &out[*n]);
		if (!err)
			++*n;
		else if (!damage)
			damage = err;
	}
	heap_free(t.bytes);
	return damage;
}
