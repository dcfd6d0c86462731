/* unpack.c - finds the unpacker of a file, and runs it. */
#include "unpack/unpack.h"
#include "base/error.h"
#include "common/str.h"
#include "mem/heap.h"

const struct unpacker *unpack_find(const u8 first[UNPACK_MAGIC])
{
	return memcmp(first, gzip_unpacker.magic, gzip_unpacker.magic_size) ? NULL : &gzip_unpacker;
}

/* The size that the file says is only taken for how much room to make. */
static err_t unpack_all(const struct unpacker *by, struct unpack *u)
{
	u32 limit = (u32)heap_free_bytes();

	TRY(by->unpack(u));
	if (u->size > limit)
		return errf("unpacked it has %llu bytes, and there is room for %u",
			    (unsigned long long)u->size, limit);
	u->out = heap_alloc((size_t)u->size + 1);
	u->at = u->start;
	return u->out ? by->unpack(u) : ERR_NO_MEMORY;
}

err_t unpack(const struct unpacker *by, const u8 *in, u32 size, u8 **out, u32 *out_size)
{
	struct unpack u = { in, in, in + size, 0, NULL };
	err_t err = unpack_all(by, &u);

	if (err) {
		heap_free(u.out);
		return errf("%s at byte %u: %s", by->name, (u32)(u.at - in), err);
	}
	*out = u.out;
	*out_size = (u32)u.size;
	return NULL;
}
