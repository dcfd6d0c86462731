/* range_coder.h - LZMA's range decoder: bits that are more or less likely 0.
 *
 * Nearly all of the unpacking goes by in here, so the steps are by hand: gcc spends twice
 * the instructions on them, for want of registers.  For 32 and 64 bits, because the tests
 * run it, too.  In C, a step is:
 *
 *	rc_normalize(rc);
 *	bound = (rc->range >> PROB_BITS) * *p;
 *	if (rc->code < bound) {
 *		rc->range = bound;
 *		*p += ((1 << PROB_BITS) - *p) >> PROB_SHIFT;
 *		return 0;
 *	}
 *	rc->range -= bound;
 *	rc->code -= bound;
 *	*p -= *p >> PROB_SHIFT;
 *	return 1;
 */
#ifndef DECOMPRESS_RANGE_CODER_H
#define DECOMPRESS_RANGE_CODER_H

#include "decompress/lzma_symbols.h"

#define INLINE static inline __attribute__((always_inline))

enum {
	PROB_SHIFT = 5,                 /* how fast it learns */
	RANGE_MIN  = 1 << 24,
};

_Static_assert(offsetof(struct range_coder, code) == 4 && offsetof(struct range_coder, in) == 8,
	       "RC_STEP knows it otherwise");

#ifdef __x86_64__
#define RC_REG(name) "%%r" name
#define RC_INC       "incq "
/* Leaves alone what gcc keeps below its stack pointer there. */
#define RC_CALL(f)   "leaq -128(%%rsp), %%rsp\n call " f "\n leaq 128(%%rsp), %%rsp"
#else
#define RC_REG(name) "%%e" name
#define RC_INC       "incl "
#define RC_CALL(f)   "call " f
#endif

/* Steps as text; struct range_coder at ebx, eax is free.  In memory they are no more than
 * in registers would be, and gcc has something left. */
#define RC_NORMALIZE \
	"	cmpl $1 << 24, (" RC_REG("bx") ")\n" \
	"	jae 2f\n" \
	"	shll $8, (" RC_REG("bx") ")\n" \
	"	shll $8, 4(" RC_REG("bx") ")\n" \
	"	mov 8(" RC_REG("bx") "), " RC_REG("ax") "\n" \
	"	movb (" RC_REG("ax") "), %%al\n" \
	"	movb %%al, 4(" RC_REG("bx") ")\n" \
	"	" RC_INC "8(" RC_REG("bx") ")\n" \
	"2:\n"

/* The probability at P.  A bit of 0 ends in IF0, 1 in IF1, both with the carry flag clear
 * and no way out of them but their own. */
#define RC_STEP(P, IF0, IF1) \
	RC_NORMALIZE \
	"	movl (" RC_REG("bx") "), %%eax\n" \
	"	shrl $11, %%eax\n" \
	"	imull " P ", %%eax\n" \
	"	cmpl %%eax, 4(" RC_REG("bx") ")\n" \
	"	jae 3f\n" \
	"	movl %%eax, (" RC_REG("bx") ")\n" \
	"	movl $1 << 11, %%eax\n" \
	"	subl " P ", %%eax\n" \
	"	shrl $5, %%eax\n" \
	"	addl %%eax, " P "\n" \
	IF0 \
	"3:	subl %%eax, (" RC_REG("bx") ")\n" \
	"	subl %%eax, 4(" RC_REG("bx") ")\n" \
	"	movl " P ", %%eax\n" \
	"	shrl $5, %%eax\n" \
	"	subl %%eax, " P "\n" \
	IF1
#define RC_NODE "(" RC_REG("dx") ", " RC_REG("cx") ", 4)"

/* Take in the next byte if the range is narrow; every step starts with this. */
static __attribute__((noinline)) void rc_normalize(struct range_coder *rc)
{
	__asm__ volatile(RC_NORMALIZE : : "b"(rc) : "eax", "cc", "memory");
}

#define RC_CODE __attribute__((naked, noinline, used)) static void

RC_CODE rc_bit_code(void) __asm__("rc_bit_code");
RC_CODE rc_bit_code(void)
{
	__asm__(RC_STEP("(" RC_REG("dx") ")",
			"	ret\n",
			"	stc\n"
			"	ret\n") : : );
}

/* One bit. */
INLINE bool rc_bit(struct range_coder *rc, prob *p)
{
	bool bit;

	__asm__ volatile(RC_CALL("rc_bit_code")
			 : "=@ccc"(bit) : "b"(rc), "d"(p) : "eax", "memory");
	return bit;
}

RC_CODE rc_tree_code(void) __asm__("rc_tree_code");
RC_CODE rc_tree_code(void)
{
	__asm__("1:\n"
		RC_STEP(RC_NODE,
			"	addl %%ecx, %%ecx\n"
			"	cmpl %%esi, %%ecx\n"
			"	jb 1b\n"
			"	ret\n",
			"	leal 1(" RC_REG("cx") ", " RC_REG("cx") "), %%ecx\n"
			"	cmpl %%esi, %%ecx\n"
			"	jb 1b\n"
			"	ret\n") : : );
}

/* Walk down a tree from its root, 1, to a node >= limit, each bit from node to
 * node * 2 + bit. */
INLINE u32 rc_tree(struct range_coder *rc, prob *tree, u32 limit)
{
	size_t node = 1;

	__asm__ volatile(RC_CALL("rc_tree_code")
			 : "+c"(node) : "b"(rc), "d"(tree), "S"(limit) : "eax", "cc", "memory");
	return (u32)node;
}

/* From `node` to the end of a tree of 8 bits; the result's low byte is what they say. */
INLINE size_t rc_byte(struct range_coder *rc, prob *tree, size_t node)
{
	__asm__ volatile(
		"1:\n"
		RC_STEP(RC_NODE,
			"	addb %%cl, %%cl\n"
			"	jnc 1b\n"
			"	jmp 4f\n",
			"	stc\n"
			"	adcb %%cl, %%cl\n"
			"	jnc 1b\n")
		"4:"
		: "+c"(node) : "b"(rc), "d"(tree) : "eax", "cc", "memory");
	return node;
}

/* The same from the root for as long as the bits are those of `match`, which choose
 * between two trees of their own, at tree[0x100] and tree[0x200].  Was that all 8 bits,
 * or is *node where rc_byte() goes on behind the first other one? */
INLINE bool rc_matched_byte(struct range_coder *rc, prob *tree, u8 match, size_t *node)
{
	u32 bits = (u32)match << 24;
	bool whole;

	__asm__ volatile(
		"1:	addl %[bits], %[bits]\n"
		"	movb $1, %%ch\n"
		"	adcb $0, %%ch\n"
		RC_STEP(RC_NODE,
			"	addb %%cl, %%cl\n"
			"	jc 4f\n"
			"	decb %%ch\n"
			"	jz 1b\n"
			"	jmp 5f\n",
			"	stc\n"
			"	adcb %%cl, %%cl\n"
			"	jc 4f\n"
			"	subb $2, %%ch\n"
			"	jz 1b\n"
			"5:	xorb %%ch, %%ch\n")
		"4:"
		: "+c"(*node), [bits] "+r"(bits), "=@ccc"(whole)
		: "b"(rc), "d"(tree) : "eax", "memory");
	return whole;
}

/* `bits` bits, 1 to 31, each as likely 0 as 1.  `value` collects them turned over, because
 * the carry is that way round, and ends when its first 1 falls out at the top. */
INLINE u32 rc_direct(struct range_coder *rc, u32 bits)
{
	u32 value = 1u << (32 - bits);

	__asm__ volatile(
		"1:\n"
		RC_NORMALIZE
		"	shrl (" RC_REG("bx") ")\n"
		"	movl (" RC_REG("bx") "), %%eax\n"
		"	subl %%eax, 4(" RC_REG("bx") ")\n"
		"	jae 3f\n"
		"	addl %%eax, 4(" RC_REG("bx") ")\n"
		"3:	adcl %[value], %[value]\n"
		"	jnc 1b\n"
		: [value] "+r"(value) : "b"(rc) : "eax", "cc", "memory");
	return value ^ ((1u << bits) - 1);
}

#endif
