/* memdev.c - a disk of bytes that lies when it is told to. */
#include <string.h>
#include "memdev.h"

static bool is_bad(const struct memdev *m, u64 lba, u32 count)
{
	return m->bad_lba >= lba && m->bad_lba - lba < count;
}

static err_t mem_read(struct blockdev *dev, u64 lba, u32 count, void *to)
{
	struct memdev *m = (struct memdev *)dev;
	u64 at = lba * SECTOR;
	size_t size = (size_t)count * SECTOR, have;

	m->reads++;
	m->last_lba = lba;
	m->last_count = count;
	if (is_bad(m, lba, count) || m->reads == m->fail_at)
		return "injected read error";
	have = at < m->size ? MIN(size, m->size - (size_t)at) : 0;
	memset(to, 0, size);
	memcpy(to, m->bytes + (have ? at : 0), have);
	return NULL;
}

static err_t mem_write(struct blockdev *dev, u64 lba, u32 count, const void *from)
{
	struct memdev *m = (struct memdev *)dev;
	size_t size = (size_t)count * SECTOR;

	m->writes++;
	m->last_lba = lba;
	m->last_count = count;
	if (is_bad(m, lba, count) || lba * SECTOR + size > m->size)
		return "injected write error";
	if (!m->forgets)
		memcpy(m->bytes + lba * SECTOR, from, size);
	return NULL;
}

static err_t mem_move(struct blockdev *dev, u64 lba, u32 count, void *memory, bool write)
{
	return write ? mem_write(dev, lba, count, memory) : mem_read(dev, lba, count, memory);
}

struct memdev memdev(void *bytes, size_t size, u64 sectors)
{
	return (struct memdev){
		.dev = { .sectors = sectors, .move = mem_move },
		.bytes = bytes, .size = size, .bad_lba = UINT64_MAX,
	};
}

static struct memdev *disk;
static u32 disk_native;

static unsigned drives(struct drive *out, unsigned max)
{
	(void)max;
	*out = (struct drive){ .number = 0x80, .kind = DRIVE_HARD, .lba = true,
			       .sector_size = disk_native,
			       .sectors = disk->dev.sectors / (disk_native / SECTOR) };
	return 1;
}

static err_t drive_move(const struct drive *drive, u64 lba, u32 count, void *memory, bool write)
{
	u32 k = drive->sector_size / SECTOR;

	if (lba > drive->sectors || count > drive->sectors - lba || count == 0)
		return "asked for a sector the drive does not have";
	return mem_move(&disk->dev, lba * k, count * k, memory, write);
}

const struct platform *memdev_platform(struct memdev *m, u32 native)
{
	static const struct platform platform = {
		.boot_drive = 0x80, .drives = drives, .drive_move = drive_move,
	};

	disk = m;
	disk_native = native;
	return &platform;
}
