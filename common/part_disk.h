/* part_disk.h - partition tables as they lie on disk, for the loader, the kernel and
 * fl-install: MBR, and GPT (UEFI specification 2.10, 5.3).  LBAs and sizes are in the disk's
 * own sectors, which may have more than 512 bytes. */
#ifndef COMMON_PART_DISK_H
#define COMMON_PART_DISK_H

#include "common/ondisk.h"

enum {
	MBR_TABLE      = 0x1be,         /* where the four entries are in their sector */
	MBR_MAGIC      = 0xaa55,        /* its last two bytes */
	MBR_PROTECTIVE = 0xee,          /* type: the disk has a GPT */
};

struct mbr_entry {
	u8   status;                    /* 0x80 active, 0 not; anything else is no table */
	u8   chs_first[3];
	u8   type;                      /* 0 = unused slot */
	u8   chs_last[3];
	le32 lba;
	le32 sectors;
};
ONDISK(struct mbr_entry, 16);

/* Does it lead to a table of logical partitions? */
static inline bool mbr_is_extended(const struct mbr_entry *e)
{
	return e->type == 0x05 || e->type == 0x0f || e->type == 0x85;
}

enum {
	GPT_ENTRY_MIN   = 128, GPT_ENTRY_MAX = 4096,    /* bytes */
	GPT_ENTRIES_MAX = 1024,         /* 128 is what everybody writes */
};

struct gpt_header {
	char signature[8];              /* "EFI PART" */
	le32 revision;
	le32 size, crc;                 /* crc over `size` bytes with itself as 0 */
	le32 zero;
	le64 my_lba, other_lba;
	le64 first_usable, last_usable;
	u8   disk_guid[16];
	le64 entries_lba;
	le32 entries, entry_size, entries_crc;
};
ONDISK(struct gpt_header, 92);
ONDISK_AT(struct gpt_header, entries_lba, 72);

struct gpt_entry {
	u8   type[16], guid[16];        /* type all zeros = unused */
	le64 first, last;               /* last is included */
	le64 attributes;
	le16 name[36];
};
ONDISK(struct gpt_entry, GPT_ENTRY_MIN);

#endif
