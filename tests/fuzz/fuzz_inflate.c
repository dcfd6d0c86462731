/* fuzz_inflate.c - any bytes as a deflate stream: what zlib takes, we take, and both make the
 * same of it. */
#include "abi/errno.h"
#include "fs/inflate.h"
#include "mm/slab.h"
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { OUT_MAX = 1 << 20 };
#define REQUIRE(c) do { if (!(c)) abort(); } while (0)

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static u8 ours[OUT_MAX], theirs[OUT_MAX];
static size_t ours_size;

void *kmalloc(size_t size) { return malloc(size); }
void kfree(const void *p) { free((void *)(size_t)p); }

static long collect(void *ctx, const void *data, size_t n)
{
	(void)ctx;
	if (n > OUT_MAX - ours_size)
		return -ENOSPC;
	memcpy(ours + ours_size, data, n);
	ours_size += n;
	return 0;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	z_stream z = { .next_in = (u8 *)(size_t)data, .avail_in = (uInt)size,
		       .next_out = theirs, .avail_out = OUT_MAX };
	u64 bytes;
	u32 crc;
	long used;

	ours_size = 0;
	used = inflate_stream(data, size, collect, NULL, &crc, &bytes);
	REQUIRE(used <= (long)size);
	if (used >= 0) {
		REQUIRE(bytes == ours_size);
		REQUIRE(crc == (u32)crc32(0, ours, (uInt)ours_size));
	}
	REQUIRE(inflateInit2(&z, -15) == Z_OK);
	if (inflate(&z, Z_FINISH) == Z_STREAM_END) {
		REQUIRE(used == (long)z.total_in);
		REQUIRE(ours_size == z.total_out && !memcmp(ours, theirs, ours_size));
	}
	inflateEnd(&z);
	return 0;
}
