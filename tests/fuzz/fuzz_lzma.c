/* fuzz_lzma.c - any bytes as an LZMA stream: nothing outside the buffers is touched. */
#include <stdlib.h>
#include <string.h>
#include "decompress/lzma.h"
#include "guarded.h"

enum { IN_MAX = 1 << 20, ROOM = 1 << 16, BEFORE = LZMA_POSITIONS, MEMORY = LZMA_DECODER_BYTES(4, 2) };

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static u8 *ins, *outs, *decoders;
	struct lzma_decoder *d = guarded(&decoders, MEMORY, MEMORY);
	u8 *in, *out = (u8 *)guarded(&outs, BEFORE + ROOM, BEFORE + ROOM) + BEFORE;

	if (size > IN_MAX)
		return 0;
	in = guarded(&ins, IN_MAX, size);
	memcpy(in, data, size);
	out[-1] = 0;
	if (lzma_open(d, MEMORY, in, size, out, ROOM))
		return 0;
	d->stop -= (d->end - out) / 2;
	/* A marker may end one of unknown size before the pause. */
	if (lzma_run(d) == LZMA_FINE && d->to >= d->stop) {
		d->stop = d->end;
		if (lzma_run(d) == LZMA_FINE && d->size_known && d->to != d->end)
			abort();
	}
	if (d->to < out || d->to > out + ROOM)
		abort();
	return 0;
}
