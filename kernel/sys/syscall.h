/* syscall.h - the system call tables, generated from the .tbl files. */
#ifndef SYS_SYSCALL_H
#define SYS_SYSCALL_H

#include "cpu/regs.h"

/* Every handler gets six registers and returns a result or a negated errno. Handlers that
 * need pt_regs (clone, execve, sigreturn) use task_regs(current). */
typedef long sys_call_fn(u64, u64, u64, u64, u64, u64);

extern sys_call_fn *const sys_call_table[];     /* 64-bit numbers */
extern sys_call_fn *const ia32_sys_call_table[];
extern const unsigned NR_syscalls, IA32_NR_syscalls;
/* Of each number: where its name, a NUL and its arguments' letters (gen_tables.py) stand in
 * the text; 0: it has no handler. */
extern const char sys_call_text[];
extern const u16 sys_call_names[], ia32_sys_call_names[];

/* From entry_64.asm, on the task's kernel stack. */
void do_syscall_64(struct pt_regs *regs);
void do_syscall_32_irqs_on(struct pt_regs *regs);

const char *host_name(void);                    /* sethostname()'s */

#endif
