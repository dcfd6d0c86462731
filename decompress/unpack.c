/* unpack.c - the payload of core.img, checked and unpacked to LOADER_START. */
#include "common/core_image.h"
#include "common/layout.h"
#include "decompress/a20.h"
#include "decompress/checksum.h"
#include "decompress/lzma.h"
#include "decompress/unpack.h"
#include "decompress/unsplit.h"

/* What the stream makes. */
struct image {
	code_tables tables;
	u8 parts[];                     /* struct code_part each */
};

/* What lives at STREAM_START.  The decoder copies from what it made before, so that stays
 * as it was packed. */
struct stream {
	struct lzma_decoder decoder;
	u32 model[LZMA_MODEL_BYTES(4, 0) / 4];  /* xz writes streams with lc + lp up to 4 */
	struct image image;
};

enum { IMAGE_MAX = STREAM_SIZE - offsetof(struct stream, image) };

static struct stream *const stream = (struct stream *)STREAM_START;
static const struct core_header *const core = (const struct core_header *)CORE_START;

/* Unpack image[from..to), a part, and put it in its place. */
static __attribute__((noinline)) err_t unpack_part(const u8 *from, u8 *to)
{
	stream->decoder.stop = to;
	TRY(lzma_go_on(&stream->decoder));
	unsplit((const struct code_part *)from, &stream->image.tables, (u8 *)LOADER_START);
	return NULL;
}

err_t unpack(void)
{
	const u8 *payload = (const u8 *)CORE_START + get32(core->stub_bytes);
	u32 bytes = get32(core->payload_bytes);
	u8 *image = (u8 *)&stream->image;

	/* An empty payload is none, too. */
	if (bytes - 1 >= CORE_SIZE - get32(core->stub_bytes) ||
	    checksum(payload, bytes, (u32 *)PROT_STACK_START) != get32(core->payload_crc))
		return "bad core.img behind the decompressor";
	TRY(a20_open());
	TRY(lzma_open(&stream->decoder, payload, bytes, image, IMAGE_MAX, stream->model,
		      sizeof stream->model));
	return unpack_part(stream->image.parts, image + get32(core->start_bytes));
}

err_t unpack_rest(void)
{
	return unpack_part((u8 *)&stream->image + get32(core->start_bytes), stream->decoder.end);
}
