/* blockdev.c - the range check in front of every driver, and reads of single bytes. */
#include "base/error.h"
#include "common/str.h"
#include "disk/blockdev.h"

enum { LONGEST_READ = 1024 * MiB };     /* bytes a call: a count of sectors fits u32 */

static err_t check_range(const struct blockdev *dev, u64 lba, u32 count)
{
	if (lba <= dev->sectors && count <= dev->sectors - lba)
		return NULL;
	return errf("sector %llu+%u is past the end of the device (%llu sectors)",
		    (unsigned long long)lba, count, (unsigned long long)dev->sectors);
}

err_t block_read(struct blockdev *dev, u64 lba, u32 count, void *to)
{
	TRY(check_range(dev, lba, count));
	return count ? dev->read(dev, lba, count, to) : NULL;
}

err_t block_write(struct blockdev *dev, u64 lba, u32 count, const void *from)
{
	TRY(check_range(dev, lba, count));
	if (!dev->write)
		return "device is read-only";
	return count ? dev->write(dev, lba, count, from) : NULL;
}

err_t block_read_bytes(struct blockdev *dev, u64 offset, size_t size, void *to)
{
	u8 sector[SECTOR], *out = to;

	while (size > 0) {
		u64 lba = offset / SECTOR;
		size_t skip = offset % SECTOR, n;

		if (skip == 0 && size >= SECTOR) {
			n = ALIGN_DOWN(MIN(size, LONGEST_READ), SECTOR);
			TRY(block_read(dev, lba, (u32)(n / SECTOR), out));
		} else {
			n = MIN(size, SECTOR - skip);
			TRY(block_read(dev, lba, 1, sector));
			memcpy(out, sector + skip, n);
		}
		out += n;
		offset += n;
		size -= n;
	}
	return NULL;
}
