/* mutate_gzip.c - what is in a gzip file changes, and zlib packs it again. */
#include <stdlib.h>
#include <string.h>
#undef inflate                          /* a target has its own of that name */
#include <zlib.h>
#include "mutate.h"

enum { PLAIN_MAX = 1 << 18, GZIP_WINDOW = 15 + 16 };

static u8 plain[PLAIN_MAX];

/* Bytes that come out; 0: it is no gzip file, or too much. */
static size_t unzip(const u8 *data, size_t size)
{
	z_stream z = { .next_in = (u8 *)(size_t)data, .avail_in = (uInt)size,
		       .next_out = plain, .avail_out = PLAIN_MAX };
	int result;

	if (inflateInit2(&z, GZIP_WINDOW) != Z_OK)
		abort();
	result = inflate(&z, Z_FINISH);
	inflateEnd(&z);
	return result == Z_STREAM_END ? z.total_out : 0;
}

/* The new size; 0: more than `max`. */
static size_t zip(u8 *data, size_t max, size_t size, unsigned seed)
{
	static const int strategies[] = { Z_DEFAULT_STRATEGY, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED };
	z_stream z = { .next_in = plain, .avail_in = (uInt)size, .next_out = data,
		       .avail_out = (uInt)max };
	int result;

	if (deflateInit2(&z, (int)(seed / 8 % 10), Z_DEFLATED, GZIP_WINDOW, 8,
			 strategies[seed / 128 % 4]) != Z_OK)
		abort();
	result = deflate(&z, Z_FINISH);
	deflateEnd(&z);
	return result == Z_STREAM_END ? z.total_out : 0;
}

size_t mutate_gzip(u8 *data, size_t size, size_t max, unsigned seed)
{
	size_t made = mutate_mends(seed) ? unzip(data, size) : 0, packed;
	u8 *copy;

	if (!made)
		return LLVMFuzzerMutate(data, size, max);
	made = LLVMFuzzerMutate(plain, made, MIN(2 * made + 64, (size_t)PLAIN_MAX));
	copy = malloc(max);
	packed = zip(copy, max, made, seed);
	if (packed)
		memcpy(data, copy, packed);
	free(copy);
	return packed ? packed : LLVMFuzzerMutate(data, size, max);
}
