/* unpack.h - files in gzip, from memory to memory. */
#ifndef UNPACK_UNPACK_H
#define UNPACK_UNPACK_H

#include "common/types.h"

enum { UNPACK_MAGIC = 6 };              /* bytes that tell what it is */

/* One file being unpacked. */
struct unpack {
	const u8 *start, *at, *end;     /* packed; at: the place of an error */
	u64       size;                 /* what will come out, as the file says */
	u8       *out;                  /* as many bytes; or NULL */
};

/* A way of packing.  Whatever the bytes say, no others are read or written. */
struct unpacker {
	const char *name;
	u8          magic_size, magic[UNPACK_MAGIC];
	/* With out NULL: find the size.  Else fill all of out[], and check it. */
	err_t     (*unpack)(struct unpack *u);
};

extern const struct unpacker gzip_unpacker;

/* What a file with these first bytes (0 behind its end) is packed by; NULL: it is not. */
const struct unpacker *unpack_find(const u8 first[UNPACK_MAGIC]);

/* Unpack in[size] to a new block of the heap of *out_size bytes and one more.  The error
 * says at which byte of in[], or that there is no room. */
err_t unpack(const struct unpacker *by, const u8 *in, u32 size, u8 **out,
	     u32 *out_size) MUST_CHECK;

#endif
