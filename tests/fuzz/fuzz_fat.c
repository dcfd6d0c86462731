/* fuzz_fat.c - random bytes as a FAT filesystem. */
#include "fs/fat.h"
#include "fuzz_fs.h"
#include "mutate.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max, unsigned seed);

static u8 checksum(const u8 name[11])
{
	u8 sum = 0;

	for (unsigned i = 0; i < 11; i++)
		sum = (u8)((sum >> 1 | sum << 7) + name[i]);
	return sum;
}

/* The pieces of a long name know the short one behind them. */
static void mend(u8 *data, size_t size)
{
	size_t pieces = 0;

	for (size_t at = 0; at + sizeof(struct fat_entry) <= size; at += sizeof(struct fat_entry)) {
		const struct fat_entry *e = (void *)(data + at);

		if (e->attributes == FAT_LONG) {
			pieces++;
			continue;
		}
		for (; pieces; pieces--)
			((struct fat_long_entry *)(data + at))[-(ptrdiff_t)pieces].checksum =
				checksum(e->name);
	}
}

size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max, unsigned seed)
{
	size = LLVMFuzzerMutate(data, size, max);
	if (mutate_mends(seed))
		mend(data, size);
	return size;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	return fuzz_fs(&fat_driver, data, size);
}
