/* unpack.c - the payload of core.img, checked and unpacked to LOADER_START. */
#include "common/core_image.h"
#include "common/crc32.h"
#include "common/layout.h"
#include "decompress/a20.h"
#include "decompress/lzma.h"
#include "decompress/unpack.h"
#include "decompress/x86_filter.h"

/* The model lies below the stack; the stack needs little. */
enum { STACK_BYTES = 4 * KiB, MODEL_BYTES = PROT_STACK_SIZE - STACK_BYTES };

err_t unpack(void)
{
	const struct core_header *core = (const struct core_header *)CORE_START;
	u32 stub = get32(core->stub_bytes), payload = get32(core->payload_bytes);
	const u8 *packed = (const u8 *)CORE_START + stub;
	size_t made;

	if (payload > CORE_SIZE - stub ||
	    crc32(0, packed, payload) != get32(core->payload_crc))
		return "bad core.img behind the decompressor";
	TRY(a20_open());
	TRY(lzma_decode(packed, payload, (u8 *)LOADER_START, LOADER_SIZE,
			(void *)PROT_STACK_START, MODEL_BYTES, &made));
	if (made != get32(core->loader_bytes))
		return "loader has the wrong size";
	x86_unfilter((u8 *)LOADER_START, (u32)made);
	return NULL;
}
