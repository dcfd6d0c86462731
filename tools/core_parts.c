/* core_parts.c - core.img taken apart, every length checked before it is used. */
#include "base/error.h"
#include "common/crc32.h"
#include "tools/core_parts.h"

/* The next part: core[at, at + bytes), and in it the first `summed` have the checksum. */
static void found(struct core_parts *parts, const u8 *core, size_t at, size_t bytes, size_t summed,
		  le32 stored)
{
	parts->part[parts->n++] = (struct core_part){
		.at = at, .bytes = bytes, .stored = get32(stored),
		.computed = crc32(0, core + at, summed),
	};
}

err_t core_parts_find(struct core_parts *parts, const u8 *core, size_t size)
{
	const struct diskboot_tail *tail = (const void *)(core + DISKBOOT_TAIL_OFFSET);
	const struct core_header *header = (const void *)(core + SECTOR);
	u32 stub, payload;

	parts->n = 0;
	if (size < SECTOR + sizeof *header)
		return errf("%zu bytes are too few for a core image", size);
	found(parts, core, 0, SECTOR, SECTOR - sizeof tail->crc, tail->crc);
	stub = get32(tail->stub_bytes);
	if (get32(header->magic) != CORE_MAGIC || stub != get32(header->stub_bytes))
		return "no decompressor behind its first sector";
	if (stub < sizeof *header || stub > size - SECTOR)
		return errf("decompressor of %u bytes in a file of %zu", stub, size);
	found(parts, core, SECTOR, stub, stub, tail->stub_crc);
	payload = get32(header->payload_bytes);
	if (payload > size - SECTOR - stub)
		return errf("payload of %u bytes in a file of %zu", payload, size);
	found(parts, core, SECTOR + stub, payload, payload, header->payload_crc);
	parts->start_bytes = get32(header->start_bytes);
	return NULL;
}
