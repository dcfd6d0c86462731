/* gpt.c - GUID partition tables, the backup too. */
#include "common/crc32.h"
#include "common/part_disk.h"
#include "fs/block.h"
#include "fs/disks.h"
#include "fs/internal.h"
#include "mm/slab.h"

/* The entries of the table whose header is at `lba`, from kmalloc; or an err_ptr. */
static u8 *read_table(struct ata_disk *disk, u64 lba, struct gpt_header *h)
{
	u8 sector[SECTOR], *entries;
	u64 bytes, at;
	u32 crc;

	if (ata_read(disk, lba, 1, sector))
		return err_ptr(-EIO);
	memcpy(h, sector, sizeof *h);
	memset(sector + offsetof(struct gpt_header, crc), 0, sizeof h->crc);
	if (memcmp(h->signature, "EFI PART", 8) || get32(h->size) < sizeof *h ||
	    get32(h->size) > SECTOR || get64(h->my_lba) != lba ||
	    crc32(0, sector, get32(h->size)) != get32(h->crc) ||
	    get32(h->entry_size) < GPT_ENTRY_MIN || get32(h->entry_size) > GPT_ENTRY_MAX ||
	    get32(h->entries) > GPT_ENTRIES_MAX)
		return err_ptr(-EINVAL);
	bytes = (u64)get32(h->entries) * get32(h->entry_size);
	entries = kmalloc(ALIGN_UP(bytes, (u64)SECTOR));
	if (!entries)
		return err_ptr(-ENOMEM);
	at = get64(h->entries_lba);
	for (u64 done = 0; done < bytes; done += SECTOR, at++)
		if (ata_read(disk, at, 1, entries + done)) {
			kfree(entries);
			return err_ptr(-EIO);
		}
	crc = crc32(0, entries, bytes);
	if (crc == get32(h->entries_crc))
		return entries;
	kfree(entries);
	return err_ptr(-EINVAL);
}

int gpt_scan(struct ata_disk *disk, unsigned index)
{
	static const u8 unused[16];
	struct gpt_header h;
	u8 *entries = read_table(disk, 1, &h);

	if (is_err(entries))
		entries = read_table(disk, disk->sectors - 1, &h);
	if (is_err(entries))
		return (int)ptr_err(entries);
	for (u32 i = 0; i < get32(h.entries) && i + 1 < DISK_MINORS; i++) {
		struct gpt_entry e;

		memcpy(&e, entries + i * get32(h.entry_size), sizeof e);
		if (memcmp(e.type, unused, sizeof unused) && get64(e.last) >= get64(e.first))
			disk_partition(disk, index, i + 1, get64(e.first),
				       get64(e.last) - get64(e.first) + 1);
	}
	kfree(entries);
	return 0;
}
