/* cpu_state.c - the registers of a task that no stack holds. */
#include "common/str.h"
#include "cpu/cpu.h"
#include "cpu/desc.h"
#include "cpu/msr.h"
#include "sched/switch.h"

/* Also ss may be one of the descriptors: iretq looks at it. */
static inline bool any_selector(const struct task_struct *t)
{
	return t->selector.ds | t->selector.es | t->selector.fs | t->selector.gs ||
	       t->tls[0] | t->tls[1] | t->tls[2];
}

/* A kernel thread needs none of these: it leaves its predecessor's where they are, so this
 * is the task whose registers are in the CPU; NULL when that one is gone. */
static struct task_struct *owner;

static void save(struct task_struct *t)
{
	fpu_save(t->fpu);
	t->selector.ds = read_ds();
	t->selector.es = read_es();
	t->selector.fs = read_fs();
	t->selector.gs = read_gs();
}

static void load_segments(const struct task_struct *old, const struct task_struct *next)
{
	bool all = !old || any_selector(old) || any_selector(next);

	if (all) {
		gdt_load_tls(next->tls);
		load_ds(next->selector.ds);
		load_es(next->selector.es);
		load_fs(next->selector.fs);
		load_gs(next->selector.gs);
	}
	/* Whatever the last program's was: by loading a selector it may have changed the base
	 * without our knowing. */
	if (!next->selector.fs)
		wrmsr(MSR_FS_BASE, next->fs_base);
	if (!next->selector.gs)
		wrmsr(MSR_GS_BASE, next->gs_base);
}

void cpu_state_switch(struct task_struct *next)
{
	if (next->mm && next != owner) {
		if (owner)
			save(owner);
		load_segments(owner, next);
		fpu_load(next->fpu);
		owner = next;
	}
	if (next->mm)
		mm_activate(next->mm);
	cpu_set_kernel_sp((u64)next->fpu);
}

void cpu_state_forget(const struct task_struct *task)
{
	if (owner == task)
		owner = NULL;
}

void task_reset_cpu(bool compat)
{
	u64 irqs = irq_save();

	if (owner && owner != current)
		save(owner);
	owner = current;
	memset(current->tls, 0, sizeof current->tls);
	gdt_load_tls(current->tls);
	load_ds(compat ? USER_DS : 0);
	load_es(compat ? USER_DS : 0);
	task_set_fs(0);
	task_set_gs(0);
	fpu_reset(current->fpu);
	fpu_load(current->fpu);
	irq_restore(irqs);
}

void task_set_fs(u64 base)
{
	load_fs(0);
	wrmsr(MSR_FS_BASE, base);
	current->fs_base = base;
}

void task_set_gs(u64 base)
{
	load_gs(0);
	wrmsr(MSR_GS_BASE, base);
	current->gs_base = base;
}

void task_set_tls(unsigned slot, u64 descriptor)
{
	u16 selector = (u16)((TLS_ENTRY_FIRST + slot) * 8 + 3);
	u64 irqs = irq_save();

	current->tls[slot] = descriptor;
	gdt_load_tls(current->tls);
	/* Those that have it loaded see the new one, or none. */
	if (read_ds() == selector)
		load_ds(selector);
	if (read_es() == selector)
		load_es(selector);
	if (read_fs() == selector)
		load_fs(selector);
	if (read_gs() == selector)
		load_gs(selector);
	irq_restore(irqs);
}
