/* fuzz_unpack.c - any bytes as a gzip or an xz file. */
#include <stdlib.h>
#include <string.h>
#include "guarded.h"
#include "mem/heap.h"
#include "unpack/unpack.h"

enum { IN_MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static u8 *ins;
	static const struct unpacker *const all[] = { &gzip_unpacker, &xz_unpacker };
	u8 first[UNPACK_MAGIC] = { 0 }, *in, *out;
	const struct unpacker *by;
	u32 made;

	if (size > IN_MAX)
		return 0;
	/* A big size at the end of a small gzip file costs time for the memory, no more. */
	if (size > 4 && data[0] == 0x1f && (data[size - 1] || data[size - 2] > 0x20))
		return 0;
	/* What has neither beginning is taken for both. */
	memcpy(first, data, MIN(size, sizeof first));
	by = unpack_find(first);
	in = guarded(&ins, IN_MAX, size);
	memcpy(in, data, size);
	for (unsigned i = 0; i < COUNT(all); i++)
		if ((!by || by == all[i]) && !unpack(all[i], in, (u32)size, &out, &made)) {
			if (out[made / 2] == out[0])    /* it is all there to be read */
				out[made] = 0;
			heap_free(out);
		}
	return 0;
}
