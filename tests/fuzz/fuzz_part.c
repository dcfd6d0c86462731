/* fuzz_part.c - random bytes as a partitioned disk: MBR with logical partitions, GPT. */
#include <stdlib.h>
#include "memdev.h"
#include "mutate.h"
#include "part/partition.h"

enum { SECTORS = 4096, SHIFTS = 4 };

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max, unsigned seed);

size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max, unsigned seed)
{
	size = LLVMFuzzerMutate(data, size, max);
	if (mutate_mends(seed))
		for (unsigned shift = 0; shift < SHIFTS; shift++)
			mend_gpt(data, size, 1, shift);
	return size;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct memdev m = memdev((u8 *)(size_t)data, size, SECTORS);
	static struct partitions found;
	const struct partition *p = found.at;

	m.dev.shift = size % SHIFTS;
	found.dev = &m.dev;
	(void)!partitions_scan(&found);
	for (unsigned i = 0; i < found.n; i++)
		if (p[i].lba == 0 || p[i].lba >= m.dev.sectors || p[i].sectors == 0)
			abort();
	return 0;
}
