/* ondisk.h - integers and structs as they lie on disks and come from firmware. */
#ifndef COMMON_ONDISK_H
#define COMMON_ONDISK_H

#include "common/types.h"

/* Byte arrays: alignment 1, so no padding and no unaligned access, and nobody
 * can forget to decode. */
typedef struct { u8 b[2]; } le16;
typedef struct { u8 b[4]; } le32;
typedef struct { u8 b[8]; } le64;

/* On our CPUs each of these is one instruction, or none; gcc -Oz would call it. */
#define DECODE static inline __attribute__((always_inline))

DECODE u16 get16(le16 v)
{
	return (u16)(v.b[0] | v.b[1] << 8);
}

DECODE u32 get32(le32 v)
{
	return v.b[0] | (u32)v.b[1] << 8 | (u32)v.b[2] << 16 | (u32)v.b[3] << 24;
}

DECODE u64 get64(le64 v)
{
	return get32((le32){ { v.b[0], v.b[1], v.b[2], v.b[3] } }) |
	       (u64)get32((le32){ { v.b[4], v.b[5], v.b[6], v.b[7] } }) << 32;
}

DECODE le16 put16(u16 v)
{
	return (le16){ { (u8)v, (u8)(v >> 8) } };
}

DECODE le32 put32(u32 v)
{
	return (le32){ { (u8)v, (u8)(v >> 8), (u8)(v >> 16), (u8)(v >> 24) } };
}

DECODE le64 put64(u64 v)
{
	return (le64){ { (u8)v, (u8)(v >> 8), (u8)(v >> 16), (u8)(v >> 24),
			 (u8)(v >> 32), (u8)(v >> 40), (u8)(v >> 48), (u8)(v >> 56) } };
}

/* State the size the specification gives, and the offsets that matter. */
#define ONDISK(type, bytes) \
	_Static_assert(sizeof(type) == (bytes) && _Alignof(type) == 1, \
		       #type " is not " #bytes " unaligned bytes")
#define ONDISK_AT(type, field, offset) \
	_Static_assert(offsetof(type, field) == (offset), \
		       #type "." #field " is not at " #offset)

#endif
