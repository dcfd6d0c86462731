/* unpack.c - the payload of core.img, checked and unpacked to LOADER_START. */
#include "common/core_image.h"
#include "common/layout.h"
#include "decompress/a20.h"
#include "decompress/checksum.h"
#include "decompress/lzma.h"
#include "decompress/unpack.h"
#include "decompress/x86_join.h"

/* What lives at DECODER_START, one for each piece. */
struct decoder {
	struct lzma_decoder lzma;
	u32 model[LZMA_MODEL_BYTES(2, 0) / 4];
};
static struct decoder *const decoders = (struct decoder *)DECODER_START;
_Static_assert(CORE_PIECES * sizeof(struct decoder) <= DECODER_SIZE, "no room for the decoders");

static const struct core_header *const core = (const struct core_header *)CORE_START;

/* Go on with each piece, and put together what is there then. */
static __attribute__((noinline)) err_t unpack_part(bool rest)
{
	for (struct decoder *d = decoders; d < decoders + CORE_PIECES; d++) {
		if (rest)
			d->lzma.stop = d->lzma.end;
		TRY(lzma_go_on(&d->lzma));
	}
	x86_join(&((const struct split *)SPLIT_START)->part[rest]);
	return NULL;
}

err_t unpack(void)
{
	const u8 *payload = (const u8 *)CORE_START + get32(core->stub_bytes);
	u32 bytes = get32(core->payload_bytes);
	u8 *to = (u8 *)SPLIT_START;
	const struct core_piece *piece = core->piece;

	/* An empty payload is none, too. */
	if (bytes - 1 >= CORE_SIZE - get32(core->stub_bytes) ||
	    checksum(payload, bytes, (u32 *)PROT_STACK_START) != get32(core->payload_crc))
		return "bad core.img behind the decompressor";
	TRY(a20_open());
	for (struct decoder *d = decoders; d < decoders + CORE_PIECES; d++, piece++) {
		TRY(lzma_open(&d->lzma, payload, get32(piece->bytes), to,
			      (size_t)((u8 *)SPLIT_START + SPLIT_SIZE - to), d->model, sizeof d->model));
		d->lzma.stop = to + get32(piece->start_bytes);
		payload += get32(piece->bytes);
		to = d->lzma.end;
	}
	return unpack_part(false);
}

err_t unpack_rest(void)
{
	return unpack_part(true);
}
