/* images.c - boot.img and core.img: checked before, patched for the place they get. */
#include <stdlib.h>
#include <string.h>
#include "base/error.h"
#include "common/crc32.h"
#include "tools/core_parts.h"
#include "tools/install/install.h"

enum { CORE_MAX = 1 * MiB, BOOT_MAGIC = 0xaa55 };

static struct diskboot_tail *tail_of(u8 *core)
{
	return (struct diskboot_tail *)(core + DISKBOOT_TAIL_OFFSET);
}

static u32 diskboot_crc(const u8 *core)
{
	return crc32(0, core, SECTOR - sizeof(le32));
}

/* The same checks the stages make, so that what passes here starts. */
static err_t core_check(const u8 *core, size_t size, const char *path)
{
	static const char *const names[CORE_PARTS] = { "first sector", "decompressor", "payload" };
	struct core_parts parts;
	err_t err = core_parts_find(&parts, core, size);

	for (unsigned i = 0; i < parts.n; i++)
		if (!core_part_good(&parts.part[i]))
			return errf("%s: its %s is damaged (checksum)", path, names[i]);
	return err ? errf("%s: %s", path, err) : NULL;
}

static err_t boot_read(u8 boot[SECTOR], const char *path)
{
	u8 *bytes;
	size_t size;
	bool good;

	TRY(file_load(path, CORE_MAX, &bytes, &size));
	good = size == SECTOR && (bytes[SECTOR - 2] | bytes[SECTOR - 1] << 8) == BOOT_MAGIC;
	if (good)
		memcpy(boot, bytes, SECTOR);
	free(bytes);
	return good ? NULL : errf("%s: not a boot sector of 512 bytes with 55 aa at its end", path);
}

err_t images_read(struct images *images, const char *boot, const char *core)
{
	size_t size;

	TRY(boot_read(images->boot, boot));
	TRY(file_load(core, CORE_MAX, &images->core, &size));
	TRY(core_check(images->core, size, core));
	images->sectors = (u32)(ALIGN_UP(size, SECTOR) / SECTOR);
	return NULL;
}

void images_patch(struct images *images, u64 lba)
{
	struct diskboot_tail *tail = tail_of(images->core);
	le64 first = put64(lba);

	memset(tail->run, 0, sizeof tail->run);
	tail->run[0].lba = put64(lba + 1);
	tail->run[0].sectors = put32(images->sectors - 1);
	tail->crc = put32(diskboot_crc(images->core));
	memcpy(images->boot + BOOT_LBA_OFFSET, &first, sizeof first);
}
