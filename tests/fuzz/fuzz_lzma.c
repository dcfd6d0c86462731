/* fuzz_lzma.c - any bytes as an LZMA stream: nothing outside the buffers is touched. */
#include <stdlib.h>
#include <string.h>
#include "decompress/lzma.h"
#include "decompress/x86_filter.h"

enum { ROOM = 1 << 16 };

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	size_t model_size = LZMA_MODEL_BYTES(4, 2), made;
	void *model = malloc(model_size);
	u8 *out = malloc(ROOM);

	if (!lzma_decode(data, size, out, ROOM, model, model_size, &made)) {
		if (made > ROOM)
			abort();
		x86_unfilter(out, (u32)made);
	}
	free(out);
	free(model);
	return 0;
}
