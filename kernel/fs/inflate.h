/* inflate.h - gzip (RFC 1952) and deflate (RFC 1951), from memory, in pieces. */
#ifndef FS_INFLATE_H
#define FS_INFLATE_H

#include "common/types.h"

/* Takes n bytes: 0, or an error that ends it all. */
typedef long inflate_sink(void *ctx, const void *data, size_t n);

/* Decode one gzip member at in[size] and give it to the sink.  The bytes of `in` that it
 * took; -EINVAL: not gzip, damaged, cut, or the check sum is wrong (the sink may have got
 * everything by then); -ENOMEM; or the sink's error. */
long gunzip(const void *in, size_t size, inflate_sink *sink, void *ctx);

/* The deflate stream alone; *crc and *bytes are of the output. */
long inflate_stream(const void *in, size_t size, inflate_sink *sink, void *ctx, u32 *crc,
		    u64 *bytes);

#endif
