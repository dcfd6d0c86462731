/* fuzz_unpack.c - any bytes as a gzip file. */
#include <stdlib.h>
#include <string.h>
#include "guarded.h"
#include "mem/heap.h"
#include "mutate.h"
#include "unpack/unpack.h"

enum { IN_MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max, unsigned seed);

size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max, unsigned seed)
{
	return mutate_gzip(data, size, max, seed);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static u8 *ins;
	u8 *in, *out;
	u32 made;

	if (size > IN_MAX)
		return 0;
	/* A big size at the end of a small gzip file costs time for the memory, no more. */
	if (size > 4 && (data[size - 1] || data[size - 2] > 0x20))
		return 0;
	in = guarded(&ins, IN_MAX, size);
	memcpy(in, data, size);
	if (!unpack(&gzip_unpacker, in, (u32)size, &out, &made)) {
		if (out[made / 2] == out[0])    /* it is all there to be read */
			out[made] = 0;
		heap_free(out);
	}
	return 0;
}
