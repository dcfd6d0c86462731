/* fuzz_part.c - random bytes as a partitioned disk. */
#include "memdev.h"
#include "part/partition.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct memdev m = memdev((u8 *)data, size, 4096);
	struct partition p[24];
	unsigned n;

	m.dev.shift = size % 4;
	(void)!partitions_scan(&m.dev, p, COUNT(p), &n);
	for (unsigned i = 0; i < n; i++)
		if (p[i].lba == 0 || p[i].lba >= m.dev.sectors || p[i].sectors == 0)
			__builtin_trap();
	(void)!gpt_scan(&m.dev, p, COUNT(p), &n);
	return 0;
}
