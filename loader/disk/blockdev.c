/* blockdev.c - the range check in front of every driver, and reads of single bytes. */
#include "base/error.h"
#include "common/str.h"
#include "disk/blockdev.h"

enum { LONGEST_READ = 1024 * MiB };     /* bytes a call: a count of sectors fits u32 */

err_t block_move(struct blockdev *dev, u64 lba, u32 count, void *memory, bool write)
{
	u64 end = dev->sectors;

	if (lba <= end && count <= end - lba)
		return dev->move(dev, lba, count, memory, write);
	return errf("sector %llu+%u is past the end of the device", (unsigned long long)lba,
		    count);
}

err_t block_read_bytes(struct blockdev *dev, u64 offset, size_t size, void *to)
{
	u8 sector[SECTOR], *out = to;

	while (size > 0) {
		u32 skip = (u32)offset % SECTOR, n = MIN(size, LONGEST_READ) / SECTOR;
		u8 *whole = skip == 0 && n > 0 ? out : sector;

		if (whole == sector)
			n = 1;
		TRY(block_read(dev, offset / SECTOR, n, whole));
		n = MIN(n * SECTOR - skip, size);
		if (whole == sector)
			memcpy(out, sector + skip, n);
		out += n;
		offset += n;
		size -= n;
	}
	return NULL;
}
