/* unpack.c - the payload of core.img, checked and unpacked to LOADER_START. */
#include "common/core_image.h"
#include "common/layout.h"
#include "decompress/a20.h"
#include "decompress/checksum.h"
#include "decompress/lzma.h"
#include "decompress/unpack.h"
#include "decompress/x86_join.h"

/* The model lies below the stack, which needs little; before it, the checksum's table. */
enum { STACK_BYTES = 4 * KiB, MODEL_BYTES = PROT_STACK_SIZE - STACK_BYTES };
_Static_assert(LZMA_MODEL_BYTES(4, 0) <= MODEL_BYTES, "xz writes streams with lc + lp up to 4");

err_t unpack(void)
{
	const struct core_header *core = (const struct core_header *)CORE_START;
	u32 stub = get32(core->stub_bytes), payload = get32(core->payload_bytes);
	const u8 *packed = (const u8 *)CORE_START + stub;
	u8 *to = (u8 *)SPLIT_START, *end = to + SPLIT_SIZE;

	/* An empty payload is none, too. */
	if (payload - 1 >= CORE_SIZE - stub ||
	    checksum(packed, payload, (u32 *)PROT_STACK_START) != get32(core->payload_crc))
		return "bad core.img behind the decompressor";
	TRY(a20_open());
	for (const le32 *bytes = core->piece_bytes; bytes < core->piece_bytes + CORE_PIECES; bytes++) {
		u32 piece = get32(*bytes);
		size_t made;

		TRY(lzma_decode(packed, piece, to, (size_t)(end - to), (void *)PROT_STACK_START,
				MODEL_BYTES, &made));
		packed += piece;
		to += made;
	}
	x86_join((u8 *)LOADER_START + get32(core->loader_bytes));
	return NULL;
}
