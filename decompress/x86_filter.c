/* x86_filter.c - make the calls in unpacked code relative again. */
#include "common/ondisk.h"
#include "decompress/x86_filter.h"

enum { CALL = 0xe8, CALL_BYTES = 5 };

/* Behind the next CALL byte of p[0..n), n > 0, or p + n; one instruction a byte. */
static u8 *find_call(u8 *p, size_t n)
{
	__asm__ volatile("repne scasb" : "+D"(p), "+c"(n) : "a"(CALL) : "cc", "memory");
	return p;
}

void x86_unfilter(u8 *code, u32 from, u32 to, u32 size)
{
	u8 *p = code + from, *end = code + to;

	while (end - p >= CALL_BYTES) {
		u32 at, target;
		le32 *operand;

		/* The last 4 bytes cannot start a call; a byte found in front of them
		 * has its operand in the part. */
		p = find_call(p, (size_t)(end - p) - (CALL_BYTES - 1));
		if (p[-1] != CALL)
			return;
		operand = (le32 *)p;
		p += sizeof *operand;
		at = (u32)(p - code);
		target = get32(*operand);
		if (target < size)
			*operand = put32(target - at);
		else if (target >= 0u - at)
			*operand = put32(target + size);
	}
}
