/* unpack.c - the payload of core.img, checked and unpacked to LOADER_START. */
#include "common/core_image.h"
#include "common/layout.h"
#include "decompress/a20.h"
#include "decompress/checksum.h"
#include "decompress/lzma.h"
#include "decompress/unpack.h"
#include "decompress/x86_filter.h"

/* What lives at STREAM_START.  The decoder copies from what it made before, so that stays
 * as it was packed; the loader runs from a copy. */
struct stream {
	struct lzma_decoder decoder;
	u32 model[LZMA_MODEL_BYTES(4, 0) / 4];  /* xz writes streams with lc + lp up to 4 */
	u8 image[];
};

static struct stream *const stream = (struct stream *)STREAM_START;
static const struct core_header *const core = (const struct core_header *)CORE_START;

enum { IMAGE_MAX = MIN(STREAM_SIZE - sizeof(struct stream), LOADER_SIZE) };

/* Put image[from..to) in its place, ready to run. */
static void place(u32 from, u32 to)
{
	u8 *code = (u8 *)LOADER_START;

	lzma_copy(code + from, stream->image + from, to - from);
	x86_unfilter(code, from, to, get32(core->loader_bytes));
}

err_t unpack(void)
{
	const u8 *payload = (const u8 *)CORE_START + get32(core->stub_bytes);
	u32 bytes = get32(core->payload_bytes), start = get32(core->start_bytes);

	/* An empty payload is none, too. */
	if (bytes - 1 >= CORE_SIZE - get32(core->stub_bytes) ||
	    checksum(payload, bytes, (u32 *)PROT_STACK_START) != get32(core->payload_crc))
		return "bad core.img behind the decompressor";
	TRY(a20_open());
	TRY(lzma_open(&stream->decoder, payload, bytes, stream->image, IMAGE_MAX,
		      stream->model, sizeof stream->model));
	/* The checksum is right, so the sizes are fl-mkimage's: start <= loader. */
	if (stream->decoder.end != stream->image + get32(core->loader_bytes))
		return "loader has the wrong size";
	stream->decoder.stop = stream->image + start;
	TRY(lzma_go_on(&stream->decoder));
	place(0, start);
	return NULL;
}

err_t unpack_rest(void)
{
	stream->decoder.stop = stream->decoder.end;
	TRY(lzma_go_on(&stream->decoder));
	place(get32(core->start_bytes), get32(core->loader_bytes));
	return NULL;
}
