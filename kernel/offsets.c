/* offsets.c - struct offsets and constants of C for nasm.
 *
 * Compiled like the kernel, but only to assembly: each line that says "->NAME number"
 * becomes a %define in build/kernel/offsets.inc. */
#include "cpu/desc.h"
#include "cpu/regs.h"
#include "sched/task.h"

#define DEFINE(name, value) __asm__ volatile("# ->" name " %c0" : : "i"(value))
#define CONSTANT(name)      DEFINE(#name, name)
#define FIELD(prefix, type, field) DEFINE(#prefix "_" #field, offsetof(type, field))

void offsets(void);

void offsets(void)
{
	FIELD(REGS, struct pt_regs, r15);
	FIELD(REGS, struct pt_regs, bx);
	FIELD(REGS, struct pt_regs, r11);
	FIELD(REGS, struct pt_regs, ax);
	FIELD(REGS, struct pt_regs, cx);
	FIELD(REGS, struct pt_regs, orig_ax);
	FIELD(REGS, struct pt_regs, ip);
	FIELD(REGS, struct pt_regs, cs);
	FIELD(REGS, struct pt_regs, flags);
	FIELD(REGS, struct pt_regs, sp);
	FIELD(REGS, struct pt_regs, ss);
	DEFINE("REGS_SIZE", sizeof(struct pt_regs));

	FIELD(TASK, struct task_struct, kernel_sp);
	FIELD(TASK, struct task_struct, flags);
	FIELD(TASK, struct task_struct, thread_fn);
	CONSTANT(TASK_NEED_RESCHED);
	CONSTANT(TASK_SIGPENDING);
	CONSTANT(TASK_WORK);

	FIELD(CPU, struct cpu_local, user_sp);
	FIELD(CPU, struct cpu_local, kernel_sp);

	CONSTANT(USER_CS);
	CONSTANT(USER_DS);
	CONSTANT(KERNEL_CS);
	CONSTANT(FLAGS_TF);
	CONSTANT(FLAGS_RF);
}
