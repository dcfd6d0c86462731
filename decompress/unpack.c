/* unpack.c - the payload of core.img, checked and unpacked to LOADER_START. */
#include "common/core_image.h"
#include "common/layout.h"
#include "decompress/a20.h"
#include "decompress/checksum.h"
#include "decompress/lzma.h"
#include "decompress/unpack.h"
#include "decompress/x86_filter.h"

/* The model lies below the stack, which needs little; before it, the checksum's table. */
enum { STACK_BYTES = 4 * KiB, MODEL_BYTES = PROT_STACK_SIZE - STACK_BYTES };
_Static_assert(LZMA_MODEL_BYTES(4, 0) <= MODEL_BYTES, "xz writes streams with lc + lp up to 4");

static const struct core_header *const core = (const struct core_header *)CORE_START;

/* Unpack the stream at `offset` of the payload to to[], which has `bytes` of them. */
static err_t unpack_stream(u32 offset, u8 *to, u32 bytes, void *model, u32 model_bytes)
{
	const u8 *payload = (const u8 *)CORE_START + get32(core->stub_bytes);
	size_t made;

	TRY(lzma_decode(payload + offset, get32(core->payload_bytes) - offset, to, bytes,
			model, model_bytes, &made));
	if (made != bytes)
		return "loader has the wrong size";
	x86_unfilter(to, bytes);
	return NULL;
}

err_t unpack(void)
{
	u32 stub = get32(core->stub_bytes), payload = get32(core->payload_bytes);
	u32 loader = get32(core->loader_bytes);

	/* An empty payload is none, too. */
	if (payload - 1 >= CORE_SIZE - stub ||
	    checksum((const u8 *)CORE_START + stub, payload, (u32 *)PROT_STACK_START) !=
	    get32(core->payload_crc))
		return "bad core.img behind the decompressor";
	if (loader > LOADER_SIZE)
		return "loader is too large";
	TRY(a20_open());
	return unpack_stream(0, (u8 *)LOADER_START, loader, (void *)PROT_STACK_START, MODEL_BYTES);
}

err_t unpack_rest(u8 *to, void *model)
{
	return unpack_stream(get32(core->rest_at), to, get32(core->rest_bytes), model, BOUNCE_SIZE);
}
