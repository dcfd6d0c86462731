/* boot_code.c - whose code a boot sector has, and what its fields say. */
#include <ctype.h>
#include <string.h>
#include "common/crc32.h"
#include "tools/inspect/inspect.h"

enum {
	OEM = 3, OEM_BYTES = 8,         /* who formatted the filesystem */
	DISK_ID = 440,
	SIGNATURE = 510,
	HINT_MIN = 6, HINT_MAX = 60,    /* letters in a row that say something */
};

bool boot_code_says(const u8 sector[SECTOR], const char *text)
{
	return memmem(sector, BOOT_CODE_BYTES, text, strlen(text)) != NULL;
}

bool boot_code_is_signed(const u8 sector[SECTOR])
{
	return sector[SIGNATURE] == 0x55 && sector[SIGNATURE + 1] == 0xaa;
}

static bool is_ours(const u8 sector[SECTOR])
{
	return boot_code_says(sector, "boot: bad core.img") &&
	       boot_code_says(sector, "boot: read error");
}

static void inspect_ours(json_t *to, const u8 sector[SECTOR])
{
	add_number(to, "core_lba", get64(*(const le64 *)(sector + BOOT_LBA_OFFSET)));
}

static bool is_empty(const u8 sector[SECTOR])
{
	for (unsigned i = 0; i < BOOT_CODE_BYTES; i++)
		if (sector[i])
			return false;
	return true;
}

static bool is_windows(const u8 sector[SECTOR])
{
	return boot_code_says(sector, "Invalid partition table") &&
	       boot_code_says(sector, "Missing operating system");
}

static bool is_volume(const u8 sector[SECTOR])
{
	u16 bytes = get16(*(const le16 *)(sector + 11));

	return (sector[0] == 0xeb || sector[0] == 0xe9) && bytes >= SECTOR && bytes <= 4096 &&
	       !(bytes & (bytes - 1)) && sector[13] && !(sector[13] & (sector[13] - 1)) &&
	       (sector[21] >= 0xf0);
}

static void inspect_volume(json_t *to, const u8 sector[SECTOR])
{
	add_foreign(to, "formatted_by", sector + OEM, OEM_BYTES);
}

/* The first that is true. */
static const struct boot_code known[] = {
	{ "Firstlight", "boot.img", is_ours, inspect_ours, inspect_core_on_disk },
	{ "GRUB", "boot.img", is_grub_boot, inspect_grub_boot, inspect_grub_on_disk },
	{ "Limine", "limine-bios-hdd", is_limine_boot, inspect_limine_boot, inspect_limine_on_disk },
	{ "SYSLINUX", "ldlinux boot sector", is_ldlinux_boot, inspect_volume, NULL },
	{ "SYSLINUX", "mbr.bin", is_syslinux_mbr, inspect_syslinux_mbr, NULL },
	{ "Windows", "boots the active partition", is_windows, NULL, NULL },
	{ "none", "no boot code", is_empty, NULL, NULL },
	{ "unknown", "boot sector of a FAT or NTFS filesystem", is_volume, inspect_volume, NULL },
};

const struct boot_code *boot_code_find(const u8 sector[SECTOR])
{
	for (size_t i = 0; i < COUNT(known); i++)
		if (known[i].is_it(sector))
			return &known[i];
	return NULL;
}

/* Code of somebody unknown says most by its texts. */
static void add_hint(json_t *to, const u8 sector[SECTOR])
{
	unsigned run = 0;

	for (unsigned i = 0; i <= BOOT_CODE_BYTES; i++) {
		if (i < BOOT_CODE_BYTES && isascii(sector[i]) && isprint(sector[i])) {
			run++;
			continue;
		}
		if (run >= HINT_MIN) {
			add_foreign(to, "says", sector + i - run, MIN(run, HINT_MAX));
			return;
		}
		run = 0;
	}
}

void inspect_boot_sector(json_t *report, const u8 sector[SECTOR])
{
	const struct boot_code *code = boot_code_find(sector);
	json_t *to = add_object(report, "boot_sector");

	add_text(to, "loader", "%s", code ? code->loader : "unknown");
	if (code)
		add_text(to, "image", "%s", code->image);
	else
		add_hint(to, sector);
	if (code && code->inspect)
		code->inspect(to, sector);
	add_number(to, "code_crc", crc32(0, sector, BOOT_CODE_BYTES));
	add_text(to, "disk_id", "0x%08x", get32(*(const le32 *)(sector + DISK_ID)));
	add_text(to, "signature", "%02x %02x%s", sector[SIGNATURE], sector[SIGNATURE + 1],
		 boot_code_is_signed(sector) ? "" : " (no boot sector)");
}
