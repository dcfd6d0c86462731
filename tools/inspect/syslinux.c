/* syslinux.c - SYSLINUX's MBRs, and the boot sectors that load ldlinux.sys. */
#include <string.h>
#include "tools/inspect/inspect.h"

enum {
	OEM = 3,
	ALTMBR_PARTITION = 439,
	POINTER_BYTES = 12,             /* of a boot sector's mov eax, imm32; mov edx, imm32 */
	LDLINUX_MAGIC = 0x3eb202fe,
	BANNER = 2, BANNER_BYTES = 64,
	MAGIC_SCAN = 128,               /* the magic is behind the banner */
};

/* How all of its MBRs start: they set up a stack and move to 0:600. */
bool is_syslinux_mbr(const u8 sector[SECTOR])
{
	static const u8 start[] = { 0x33, 0xc0, 0xfa, 0x8e, 0xd8, 0x8e, 0xd0, 0xbc, 0x00, 0x7c,
				    0x89, 0xe6, 0x06, 0x57, 0x8e, 0xc0, 0xfb, 0xfc };

	return !memcmp(sector, start, sizeof start);
}

void inspect_syslinux_mbr(json_t *to, const u8 sector[SECTOR])
{
	if (boot_code_says(sector, "Missing OS"))
		add_text(to, "starts", "the GPT partition with the legacy boot attribute");
	else if (boot_code_says(sector, "Multiple active partitions"))
		add_text(to, "starts", "the active partition");
	else
		add_text(to, "starts", "partition %u", sector[ALTMBR_PARTITION]);
}

bool is_ldlinux_boot(const u8 sector[SECTOR])
{
	return !memcmp(sector + OEM, "SYSLINUX", 8) || !memcmp(sector + OEM, "EXTLINUX", 8);
}

/* Its installer writes where ldlinux.sys starts into two instructions. */
static const u8 *find_pointer(const u8 sector[SECTOR])
{
	for (unsigned i = 0; i + POINTER_BYTES <= SECTOR; i++)
		if (!memcmp(sector + i, "\x66\xb8", 2) && !memcmp(sector + i + 6, "\x66\xba", 2))
			return sector + i;
	return NULL;
}

static bool has_magic(const u8 *sector)
{
	for (unsigned i = 0; i < MAGIC_SCAN; i += 4)
		if (get32(*(const le32 *)(sector + i)) == LDLINUX_MAGIC)
			return true;
	return false;
}

void inspect_ldlinux(json_t *row, struct target *t, u64 start, const u8 sector[SECTOR])
{
	const u8 *pointer = find_pointer(sector);
	u8 first[SECTOR];
	u64 lba;
	err_t err;

	add_foreign(row, "loader", sector + OEM, 8);
	if (!pointer) {
		add_text(row, "ldlinux", "where it lies cannot be told in this version");
		return;
	}
	/* It counts from its filesystem's start. */
	lba = start + (get32(*(const le32 *)(pointer + 2)) | (u64)get32(*(const le32 *)(pointer + 8)) << 32);
	add_number(row, "ldlinux_lba", lba);
	err = block_read(&t->dev, lba, 1, first);
	if (!err && !has_magic(first))
		err = "no ldlinux.sys there";
	add_problem(row, err);
	if (!err)
		add_foreign(row, "version", first + BANNER, BANNER_BYTES);
}
