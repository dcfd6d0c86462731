/* div.h - 64-bit values divided by 32-bit ones, without libgcc's long division. */
#ifndef COMMON_DIV_H
#define COMMON_DIV_H

#include "common/types.h"

/* *v /= d; returns the remainder.  d != 0. */
static inline u32 div64(u64 *v, u32 d)
{
	u32 high = (u32)(*v >> 32), low = (u32)*v, rest = high % d;

	high /= d;
	/* rest < d, so the quotient fits 32 bits and `div` cannot trap. */
	__asm__("divl %2" : "+a"(low), "+d"(rest) : "r"(d) : "cc");
	*v = (u64)high << 32 | low;
	return rest;
}

#endif
