/* gunzip.c - gzip's frame around a deflate stream. */
#include "abi/errno.h"
#include "common/ondisk.h"
#include "common/str.h"
#include "fs/inflate.h"

enum { FHCRC = 2, FEXTRA = 4, FNAME = 8, FCOMMENT = 16, GZIP_HEAD = 10, GZIP_TAIL = 8 };

/* Bytes of the header, or -EINVAL. */
static long gzip_header(const u8 *in, size_t size)
{
	size_t at = GZIP_HEAD;
	u8 flags;

	if (size < GZIP_HEAD + GZIP_TAIL || in[0] != 0x1f || in[1] != 0x8b || in[2] != 8)
		return -EINVAL;
	flags = in[3];
	if (flags & FEXTRA) {
		if (size - at < 2)
			return -EINVAL;
		at += 2 + (in[at] | (size_t)in[at + 1] << 8);
	}
	for (int field = FNAME; field <= FCOMMENT; field *= 2) {
		if (!(flags & field))
			continue;
		while (at < size && in[at])
			at++;
		at++;
	}
	if (flags & FHCRC)
		at += 2;
	return at < size ? (long)at : -EINVAL;
}

long gunzip(const void *in, size_t size, inflate_sink *sink, void *ctx)
{
	const u8 *p = in;
	long head = gzip_header(in, size), used;
	le32 tail[2];
	u32 crc;
	u64 bytes;

	if (head < 0)
		return head;
	used = inflate_stream(p + head, size - (size_t)head, sink, ctx, &crc, &bytes);
	if (used < 0)
		return used;
	used += head;
	if (size - (size_t)used < GZIP_TAIL)
		return -EINVAL;
	memcpy(tail, p + used, GZIP_TAIL);
	if (get32(tail[0]) != crc || get32(tail[1]) != (u32)bytes)
		return -EINVAL;
	return used + GZIP_TAIL;
}
