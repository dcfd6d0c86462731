/* fuzz_core.c - any bytes as what diskboot.img loaded: header, stub, payload.
 *
 * The stub, which its header is a part of, has the right checksum when the decompressor runs;
 * the payload may be anything. */
#include <string.h>
#include "common/crc32.h"
#include "low_memory.h"
#include "decompress/unpack.c"

enum { HEADER = sizeof(struct core_header), A20_FAILS = 0xa2 };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max, unsigned seed);
size_t LLVMFuzzerMutate(u8 *data, size_t size, size_t max);

static u8 *const loaded = (u8 *)CORE_START;
static unsigned joined;

err_t a20_open(void)
{
	return loaded[0] == A20_FAILS ? "a20 stays closed" : NULL;
}

/* Whatever is put together was unpacked, and had the right checksum. */
void x86_join(const struct split_part *part)
{
	const u8 *at = (const u8 *)part, *end = (const u8 *)SPLIT_START + SPLIT_SIZE;
	const struct core_header *h = (const struct core_header *)loaded;

	if (at < (const u8 *)SPLIT_START || at > end || decoder->to > end)
		abort();
	if (crc32(0, loaded + get32(h->stub_bytes), get32(h->payload_bytes)) != get32(h->payload_crc))
		abort();
	joined++;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	low_memory_map(-1);
	return 0;
}

/* What is behind the header is the payload, and its checksum is right. */
static void mend(u8 *data, size_t size)
{
	struct core_header *h = (struct core_header *)data;
	u32 stub = get32(h->stub_bytes);

	if (size < HEADER)
		return;
	if (stub < HEADER || stub > size) {
		stub = HEADER;
		h->stub_bytes = put32(stub);
	}
	h->payload_bytes = put32((u32)size - stub);
	h->payload_crc = put32(crc32(0, data + stub, size - stub));
}

size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max, unsigned seed)
{
	size = LLVMFuzzerMutate(data, size, max);
	if (seed % 8)
		mend(data, size);
	return size;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	const struct core_header *h = (const struct core_header *)loaded;

	if (size < HEADER || size > CORE_SIZE)
		return 0;
	memcpy(loaded, data, size);
	memset(loaded + size, 0, CORE_SIZE - size);
	/* diskboot.img has seen to that. */
	if (get32(h->stub_bytes) < HEADER || get32(h->stub_bytes) > CORE_SIZE)
		return 0;
	joined = 0;
	if ((unpack() == NULL) != (joined == 1))
		abort();
	if (joined && (unpack_rest() == NULL) != (joined == 2))
		abort();
	return 0;
}
