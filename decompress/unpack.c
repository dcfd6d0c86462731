/* unpack.c - the payload of core.img, checked and unpacked to LOADER_START. */
#include "common/core_image.h"
#include "common/layout.h"
#include "decompress/a20.h"
#include "decompress/checksum.h"
#include "decompress/lzma.h"
#include "decompress/unpack.h"
#include "decompress/x86_join.h"

_Static_assert(LZMA_DECODER_BYTES(CORE_LZMA_LC, CORE_LZMA_LP) <= DECODER_SIZE,
	       "the decoder does not fit its place");
_Static_assert(SPLIT_START % LZMA_POSITIONS == 0, "lzma_open() wants it so");

static struct lzma_decoder *const decoder = (struct lzma_decoder *)DECODER_START;
static const struct core_header *const core = (const struct core_header *)CORE_START;

/* Unpack the part at `from`, up to `to`, and put it together. */
static __attribute__((noinline)) err_t unpack_part(const u8 *from, u8 *to)
{
	decoder->stop = to;
	if (to > decoder->end || lzma_run(decoder) != LZMA_FINE)
		return LZMA_DAMAGED;
	x86_join((const struct split_part *)from);
	return NULL;
}

err_t unpack(void)
{
	const u8 *payload = (const u8 *)CORE_START + get32(core->stub_bytes);
	u32 bytes = get32(core->payload_bytes), words = bytes / 4 | bytes << 30;

	/* No words at all wrap around here, and bytes that are no multiple of 4 set the highest
	 * bits of `words`: both are too many, too. */
	if (words - 1 >= (CORE_SIZE - get32(core->stub_bytes)) / 4 ||
	    checksum((const le32 *)payload, bytes, (u32 (*)[256])PROT_STACK_START) !=
	    get32(core->payload_crc))
		return "bad core.img behind the decompressor";
	TRY(a20_open());
	*((u8 *)SPLIT_START - 1) = 0;
	TRY(lzma_open(decoder, DECODER_SIZE, payload, bytes, (u8 *)SPLIT_START, SPLIT_SIZE));
	return unpack_part((const u8 *)SPLIT_START + sizeof(split_kinds),
			   (u8 *)SPLIT_START + get32(core->start_bytes));
}

err_t unpack_rest(void)
{
	return unpack_part((const u8 *)SPLIT_START + get32(core->start_bytes), decoder->end);
}
