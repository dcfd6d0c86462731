/* traps.h - the gates of the kernel. */
#ifndef KERNEL_TRAPS_H
#define KERNEL_TRAPS_H

#include "sched/task.h"

/* Segments, all exceptions and interrupts, int 80h, syscall; interrupts stay off. */
void trap_init(void);

/* --- from cpu/entry_64.asm --- */
/* The registers to go on with. */
struct pt_regs *do_exception(struct pt_regs *regs, unsigned vector);
void do_nmi(struct pt_regs *regs);
/* On a kernel thread's stack; comes back when do_execve() gave it a program. */
void kernel_thread_run(struct task_struct *task);

#endif
