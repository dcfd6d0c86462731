/* switch.h - what sched/'s own files share: the CPU's part of a task, and entry_64.asm. */
#ifndef SCHED_SWITCH_H
#define SCHED_SWITCH_H

#include "sched/sched.h"

enum { SWITCH_REGS = 6 };               /* bx, bp, r12..r15: what switch_to() pushes */

/* cpu/entry_64.asm */
void switch_to(struct task_struct *prev, struct task_struct *next);
void ret_from_fork(void);
void load_ds(u32 selector);
void load_es(u32 selector);
void load_fs(u32 selector);
void load_gs(u32 selector);

#define READ_SELECTOR(name) \
	static inline u16 read_##name(void) \
	{ \
		u32 selector; \
		__asm__ volatile("movl %%" #name ", %0" : "=r"(selector)); \
		return (u16)selector; \
	}
READ_SELECTOR(ds)
READ_SELECTOR(es)
READ_SELECTOR(fs)
READ_SELECTOR(gs)

/* cpu_state.c: registers that are not on the stack: FPU, segments, address space. */
void cpu_state_switch(struct task_struct *next);
void cpu_state_forget(const struct task_struct *task);

/* timer.c */
void timers_run(void);                  /* interrupt context: fire what is over */
void timer_stop_of(struct task_struct *task);   /* the sleep timer of a task that dies */

#endif
