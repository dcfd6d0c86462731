/* fuzz_lzma.c - any bytes as an LZMA stream: nothing outside the buffers is touched. */
#include <stdlib.h>
#include <string.h>
#include "decompress/lzma.h"
#include "guarded.h"

enum { IN_MAX = 1 << 20, ROOM = 1 << 16, BEFORE = LZMA_POSITIONS };

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static u8 *ins, *outs, *decoders;
	struct lzma_decoder *d = guarded(&decoders, sizeof *d, sizeof *d);
	u8 *in, *out = (u8 *)guarded(&outs, BEFORE + ROOM, BEFORE + ROOM) + BEFORE;

	if (size > IN_MAX)
		return 0;
	in = guarded(&ins, IN_MAX + LZMA_SYMBOL_BYTES, size + LZMA_SYMBOL_BYTES);
	memcpy(in, data, size);
	memset(in + size, 0, LZMA_SYMBOL_BYTES);
	out[-1] = 0;
	if (lzma_open(d, in, size, out, ROOM))
		return 0;
	d->stop -= (d->end - out) / 2;
	if (lzma_run(d) == LZMA_FINE) {
		d->stop = d->end;
		if (lzma_run(d) == LZMA_FINE && d->to != d->end)
			abort();
	}
	if (d->to < out || d->to > out + ROOM)
		abort();
	return 0;
}
