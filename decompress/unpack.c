/* unpack.c - the payload of core.img, checked and unpacked to LOADER_START. */
#include "common/core_image.h"
#include "common/layout.h"
#include "decompress/a20.h"
#include "decompress/checksum.h"
#include "decompress/lzma.h"
#include "decompress/unpack.h"
#include "decompress/x86_join.h"

/* What lives at DECODER_START. */
struct decoder {
	struct lzma_decoder lzma;
	u32 model[LZMA_MODEL_BYTES(4, 0) / 4];  /* xz writes streams with lc + lp up to 4 */
};
_Static_assert(sizeof(struct decoder) <= DECODER_SIZE, "the decoder does not fit its place");

static struct decoder *const decoder = (struct decoder *)DECODER_START;
static const struct core_header *const core = (const struct core_header *)CORE_START;

/* Unpack the part at `from`, up to `to`, and put it together. */
static __attribute__((noinline)) err_t unpack_part(const u8 *from, u8 *to)
{
	decoder->lzma.stop = to;
	TRY(lzma_go_on(&decoder->lzma));
	x86_join((const struct split_part *)from);
	return NULL;
}

err_t unpack(void)
{
	const u8 *payload = (const u8 *)CORE_START + get32(core->stub_bytes);
	u32 bytes = get32(core->payload_bytes);

	/* An empty payload is none, too. */
	if (bytes - 1 >= CORE_SIZE - get32(core->stub_bytes) ||
	    checksum(payload, bytes, (u32 *)PROT_STACK_START) != get32(core->payload_crc))
		return "bad core.img behind the decompressor";
	TRY(a20_open());
	TRY(lzma_open(&decoder->lzma, payload, bytes, (u8 *)SPLIT_START, SPLIT_SIZE,
		      decoder->model, sizeof decoder->model));
	return unpack_part((const u8 *)SPLIT_START + sizeof(split_kinds),
			   (u8 *)SPLIT_START + get32(core->start_bytes));
}

err_t unpack_rest(void)
{
	return unpack_part((const u8 *)SPLIT_START + get32(core->start_bytes), decoder->lzma.end);
}
