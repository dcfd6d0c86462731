/* core_parts.h - core.img taken apart, and its checksums computed: for who installs one and
 * for who looks at one. */
#ifndef TOOLS_CORE_PARTS_H
#define TOOLS_CORE_PARTS_H

#include "common/core_image.h"

/* In the order they run. */
enum { CORE_DISKBOOT, CORE_STUB, CORE_PAYLOAD, CORE_PARTS };

struct core_part {
	size_t at, bytes;               /* in core.img */
	u32    stored, computed;        /* CRC-32; of diskboot.img without that itself */
};

struct core_parts {
	unsigned         n;             /* found; in order */
	struct core_part part[CORE_PARTS];
	u32              start_bytes;   /* of the unpacked payload; when all are found */
};

/* Take core[size] apart, which may be more than core.img, as on a disk.  An error says why
 * only parts->n were found; what was found lies in core[], whatever its checksum says. */
err_t core_parts_find(struct core_parts *parts, const u8 *core, size_t size) MUST_CHECK;

static inline bool core_part_good(const struct core_part *part)
{
	return part->stored == part->computed;
}

#endif
