/* stack.h - kernel stacks, each above a hole in the kernel's memory. */
#ifndef MM_STACK_H
#define MM_STACK_H

#include "common/types.h"

enum { KERNEL_STACK = 16 * KiB };

/* KERNEL_STACK bytes, not cleared; NULL: no memory. */
void *stack_alloc(void) MUST_CHECK;
void stack_free(void *stack);
/* Does `address` lie in the hole below a stack, where only one that overflowed gets? */
bool stack_hole(u64 address);

#endif
