/* fuzz_lzma.c - any bytes as an LZMA stream: nothing outside the buffers is touched. */
#include <stdlib.h>
#include <string.h>
#include "decompress/lzma.h"
#include "guarded.h"

enum { IN_MAX = 1 << 20, ROOM = 1 << 16, MODEL_BYTES = LZMA_MODEL_BYTES(4, 2) };

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static u8 *ins, *outs, *models;
	size_t made;
	u8 *in, *out = guarded(&outs, ROOM, ROOM);

	if (size > IN_MAX)
		return 0;
	in = guarded(&ins, IN_MAX, size);
	memcpy(in, data, size);
	if (!lzma_decode(in, size, out, ROOM, guarded(&models, MODEL_BYTES, MODEL_BYTES),
			 MODEL_BYTES, &made) && made > ROOM)
		abort();
	return 0;
}
