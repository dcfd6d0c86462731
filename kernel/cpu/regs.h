/* regs.h - the registers of an interrupted program, as entry_64.asm pushes them. */
#ifndef CPU_REGS_H
#define CPU_REGS_H

#include "common/types.h"

/* Linux's order on x86-64 (and of ptrace).  The CPU pushes ip..ss; the entries push
 * orig_ax: the system call number, the CPU's error code, or -1. */
struct pt_regs {
	u64 r15, r14, r13, r12, bp, bx;
	u64 r11, r10, r9, r8, ax, cx, dx, si, di;
	u64 orig_ax;
	u64 ip, cs, flags, sp, ss;
};
_Static_assert(sizeof(struct pt_regs) == 21 * 8, "entry_64.asm pushes 21 words");

/* Linux's selectors, because programs and core files show them. */
enum {
	KERNEL32_CS = 0x08, KERNEL_CS = 0x10, KERNEL_DS = 0x18,
	USER32_CS = 0x23, USER_DS = 0x2b, USER_CS = 0x33,
	TSS_SELECTOR = 0x40,            /* 16 bytes */
	TLS_ENTRY_FIRST = 12, TLS_ENTRIES = 3,  /* GDT slots of set_thread_area */
};

enum {
	FLAGS_CF = 1u << 0, FLAGS_FIXED = 1u << 1, FLAGS_TF = 1u << 8, FLAGS_IF = 1u << 9,
	FLAGS_DF = 1u << 10, FLAGS_IOPL = 3u << 12, FLAGS_NT = 1u << 14, FLAGS_RF = 1u << 16,
	FLAGS_AC = 1u << 18,
	/* what a program may change by sigreturn or popf: CF PF AF ZF SF TF DF OF RF AC */
	FLAGS_USER = 0x50dd5,
};

static inline bool user_mode(const struct pt_regs *regs)
{
	return regs->cs & 3;
}

static inline bool regs_compat(const struct pt_regs *regs)
{
	return regs->cs == USER32_CS;
}

#endif
