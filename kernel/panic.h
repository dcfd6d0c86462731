/* panic.h - when the kernel itself is wrong. */
#ifndef KERNEL_PANIC_H
#define KERNEL_PANIC_H

#include "common/types.h"

struct pt_regs;

/* Say why with registers, backtrace and the current task; then halt (QEMU with a debug-exit
 * device ends). */
NORETURN void panic(const char *format, ...) __attribute__((format(printf, 1, 2)));
NORETURN void panic_regs(const struct pt_regs *regs, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* "function+0x12", for any address of the kernel's code. */
const char *symbol_name(u64 address, u64 *offset);      /* NULL: none */
void print_backtrace(u64 bp, u64 ip);

#endif
