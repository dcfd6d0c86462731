/* traps.c - the gates of the kernel, and what each exception means. */
#include "traps.h"
#include "abi/errno.h"
#include "common/fmt.h"
#include "common/str.h"
#include "cpu/cpu.h"
#include "cpu/desc.h"
#include "cpu/msr.h"
#include "hw/irq.h"
#include "mm/stack.h"
#include "mm/uaccess.h"
#include "mm/vm.h"
#include "panic.h"
#include "printk.h"
#include "proc/proc.h"

enum { FAULT_PROTECTION = 1, FAULT_WRITE = 2, FAULT_USER = 4 };
enum { MESSAGE = 128, DR6_STEP = 1u << 14, DR6_NONE = 0xffff0ff0u };

/* cpu/entry_64.asm */
extern void (*const vector_entry[IRQ_VECTOR + IRQS])(void);
extern const char iret_instruction[], segment_loads[], segment_loads_end[];
void entry_SYSCALL_64(void);
void entry_SYSCALL_compat(void);
void entry_INT80_32(void);

/* --- the gates --- */

/* The places where entry_64.asm and mm/ want to close user memory again. */
static void smap_init(void)
{
	static const u8 clac[] = { 0x0f, 0x01, 0xca };
	extern u8 *const smap_sites[], *const smap_sites_end[];

	if (!(cpuid(7, 0).b & 1u << 20))
		return;
	for (u8 *const *site = smap_sites; site < smap_sites_end; site++)
		memcpy(*site, clac, sizeof clac);
}

static void syscall_init(void)
{
	wrmsr(MSR_STAR, (u64)USER32_CS << 48 | (u64)KERNEL_CS << 32);
	wrmsr(MSR_LSTAR, (u64)entry_SYSCALL_64);
	wrmsr(MSR_CSTAR, (u64)entry_SYSCALL_compat);
	wrmsr(MSR_SYSCALL_MASK, FLAGS_TF | FLAGS_IF | FLAGS_DF | FLAGS_IOPL | FLAGS_NT |
				FLAGS_AC | FLAGS_USER);
	wrmsr(MSR_SYSENTER_CS, 0);      /* sysenter: a general protection fault */
	wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_SCE);
}

void trap_init(void)
{
	smap_init();
	gdt_init();
	for (unsigned v = 0; v < COUNT(vector_entry); v++)
		if (vector_entry[v])
			set_intr_gate(v, vector_entry[v], IST_NONE);
	set_intr_gate(VECTOR_DF, vector_entry[VECTOR_DF], IST_DOUBLE_FAULT);
	set_intr_gate(VECTOR_MC, vector_entry[VECTOR_MC], IST_DOUBLE_FAULT);
	set_intr_gate(VECTOR_NMI, vector_entry[VECTOR_NMI], IST_NMI);
	set_system_intr_gate(VECTOR_BP, vector_entry[VECTOR_BP]);
	set_system_intr_gate(VECTOR_OF, vector_entry[VECTOR_OF]);
	set_system_intr_gate(IA32_SYSCALL_VECTOR, entry_INT80_32);
	idt_load();
	syscall_init();
	fpu_init_cpu();
	pic_init();
}

/* --- exceptions --- */

static const struct { u8 sig, code; bool has_address; const char *what; } meaning[] = {
	[VECTOR_DE] = { SIGFPE, FPE_INTDIV, true, "division error" },
	[VECTOR_DB] = { SIGTRAP, TRAP_TRACE, true, "debug exception" },
	[VECTOR_BP] = { SIGTRAP, SI_KERNEL, false, "breakpoint" },
	[VECTOR_OF] = { SIGSEGV, SI_KERNEL, false, "overflow" },
	[VECTOR_BR] = { SIGSEGV, SI_KERNEL, false, "bound range" },
	[VECTOR_UD] = { SIGILL, ILL_ILLOPN, true, "invalid opcode" },
	[VECTOR_NM] = { SIGSEGV, SI_KERNEL, false, "no FPU" },
	[VECTOR_DF] = { 0, 0, false, "double fault" },
	[VECTOR_TS] = { SIGSEGV, SI_KERNEL, false, "invalid TSS" },
	[VECTOR_NP] = { SIGBUS, SI_KERNEL, false, "segment not present" },
	[VECTOR_SS] = { SIGBUS, SI_KERNEL, false, "stack segment" },
	[VECTOR_GP] = { SIGSEGV, SI_KERNEL, false, "general protection" },
	[VECTOR_PF] = { SIGSEGV, SEGV_MAPERR, true, "page fault" },
	[VECTOR_MF] = { SIGFPE, 0, true, "x87 exception" },
	[VECTOR_AC] = { SIGBUS, BUS_ADRALN, false, "alignment check" },
	[VECTOR_MC] = { 0, 0, false, "machine check" },
	[VECTOR_XM] = { SIGFPE, 0, true, "SSE exception" },
};

/* The first unmasked exception of an x87 status or an MXCSR, as siginfo has it. */
static int fpe_code(u32 flags)
{
	enum { INVALID = 1, DENORMAL = 2, ZERO = 4, OVER = 8, UNDER = 16, PRECISION = 32 };
	enum { FPE_FLTDIV = 3, FPE_FLTOVF, FPE_FLTUND, FPE_FLTRES };

	return flags & INVALID ? FPE_FLTINV : flags & ZERO ? FPE_FLTDIV :
	       flags & OVER ? FPE_FLTOVF : flags & (UNDER | DENORMAL) ? FPE_FLTUND :
	       flags & PRECISION ? FPE_FLTRES : 0;
}

static int float_code(unsigned vector)
{
	struct fpu_state *fpu = current->fpu;
	u16 control, status;
	u32 mxcsr;

	fpu_save(fpu);
	memcpy(&control, fpu->bytes, 2);
	memcpy(&status, fpu->bytes + 2, 2);
	memcpy(&mxcsr, fpu->bytes + 24, 4);
	return vector == VECTOR_MF ? fpe_code(status & ~(u32)control & 0x3f)
				   : fpe_code(mxcsr & ~(mxcsr >> 7) & 0x3f);
}

static void user_exception(struct pt_regs *regs, unsigned vector)
{
	int code = meaning[vector].code;

	if (vector == VECTOR_MF || vector == VECTOR_XM)
		code = float_code(vector);
	if (vector == VECTOR_DB) {
		/* A program that steps itself goes on stepping; int1 is the other way here. */
		if (!(read_dr6() & DR6_STEP))
			code = TRAP_BRKPT;
		write_dr6(DR6_NONE);
	}
	force_signal(meaning[vector].sig, code, meaning[vector].has_address ? regs->ip : 0);
}

/* What neither a program nor the kernel can go on after. */
static NORETURN void fatal_exception(struct pt_regs *regs, unsigned vector)
{
	bool overflow = vector == VECTOR_DF && stack_hole(read_cr2());

	panic_regs(regs, "%s%s", meaning[vector].what, overflow ? ": the kernel's stack is full" : "");
}

/* A return to user mode faulted: the frame of iretq is still where the task's pt_regs end,
 * and all other registers were the program's already. */
static struct pt_regs *iret_fault(struct pt_regs *regs)
{
	struct pt_regs *user = task_regs(current), whole = *regs;

	whole.ip = user->ip;
	whole.cs = regs_compat(user) ? USER32_CS : USER_CS;
	whole.flags = user->flags;
	whole.sp = user->sp;
	whole.ss = USER_DS;
	whole.orig_ax = (u64)-1;
	*user = whole;
	irq_enable();
	force_signal(SIGSEGV, SI_KERNEL, 0);
	return user;
}

static struct pt_regs *kernel_exception(struct pt_regs *regs, unsigned vector, u64 error)
{
	u64 fixup;

	if (regs->ip == (u64)iret_instruction)
		return iret_fault(regs);
	if (regs->ip >= (u64)segment_loads && regs->ip < (u64)segment_loads_end) {
		regs->di = 0;           /* try the null selector instead */
		return regs;
	}
	if (vector == VECTOR_DB) {
		regs->flags &= ~(u64)FLAGS_TF;
		return regs;
	}
	fixup = exception_fixup(regs->ip);
	if (fixup && vector == VECTOR_GP) {     /* a user address that is not canonical */
		regs->ip = fixup;
		return regs;
	}
	panic_regs(regs, "%s in the kernel, error code 0x%llx", meaning[vector].what,
		   (unsigned long long)error);
}

/* --- page faults --- */

/* A signal is to come of it: frames tell what happened.  What lies above all programs
 * looks like a page that is there. */
static void note_trap(unsigned vector, unsigned error, u64 address)
{
	current->trap.vector = (u8)vector;
	current->trap.error = error;
	if (vector != VECTOR_PF)
		return;
	current->trap.cr2 = address;
	if (address >> 63)
		current->trap.error |= FAULT_PROTECTION;
}

static void user_page_fault(struct mm_struct *mm, u64 address, unsigned error)
{
	int code = SEGV_MAPERR;
	long result = vm_fault(mm, address, error,
			       current->signal->rlimit[RLIMIT_STACK].cur, &code);

	if (!result) {
		current->min_flt++;
		return;
	}
	if (result == -ENOMEM && oom_kill("a page fault")) {
		current->flags |= TASK_NEED_RESCHED;
		return;                 /* again, when the victim has gone */
	}
	note_trap(VECTOR_PF, error, address);
	if (result == -EIO || result == -ENOMEM)
		force_signal(SIGBUS, BUS_ADRERR, address);
	else
		force_signal(SIGSEGV, code, address);
}

/* The kernel touched `address` for a program: resolved, or the way out of uaccess. */
static void kernel_page_fault(struct pt_regs *regs, u64 address, unsigned error)
{
	u64 fixup = exception_fixup(regs->ip);
	long result = -EFAULT;
	int code;

	if (!fixup)
		panic_regs(regs, "page fault at 0x%016llx (%s%s)", (unsigned long long)address,
			   error & 16 ? "fetch" : error & FAULT_WRITE ? "write" : "read",
			   error & FAULT_PROTECTION ? ", protected" : ", not mapped");
	if (current->mm && address < current->mm->task_size)
		result = vm_fault(current->mm, address, error | FAULT_USER,
				  current->signal->rlimit[RLIMIT_STACK].cur, &code);
	if (!result) {
		current->min_flt++;
		return;
	}
	if (result == -ENOMEM && oom_kill("a system call"))
		current->flags |= TASK_CALL_AGAIN;
	regs->ip = fixup;
}

static struct pt_regs *page_fault(struct pt_regs *regs, unsigned error)
{
	u64 address = read_cr2();

	if (regs->flags & FLAGS_IF)
		irq_enable();
	if (!user_mode(regs)) {
		if (regs->ip == (u64)iret_instruction)
			return iret_fault(regs);
		kernel_page_fault(regs, address, error);
	} else {
		user_page_fault(current->mm, address, error);
	}
	return regs;
}

struct pt_regs *do_exception(struct pt_regs *regs, unsigned vector)
{
	u64 error = regs->orig_ax;

	regs->orig_ax = (u64)-1;        /* not a system call that a signal could restart */
	if (!meaning[vector].sig)
		fatal_exception(regs, vector);
	if (vector == VECTOR_PF)
		return page_fault(regs, (unsigned)error);
	if (!user_mode(regs))
		return kernel_exception(regs, vector, error);
	irq_enable();
	note_trap(vector, (unsigned)error, 0);
	user_exception(regs, vector);
	return regs;
}

/* Whatever was interrupted is only half done, printk() itself perhaps: nothing of the
 * kernel's is touched but the serial line. */
void do_nmi(struct pt_regs *regs)
{
	char text[MESSAGE];
	u64 offset = 0;
	const char *name = symbol_name(regs->ip, &offset);

	fmt(text, sizeof text, "\r\nNMI at %016llx %s+0x%llx: the button, or memory that failed\r\n",
	    (unsigned long long)regs->ip, name ? name : "?", (unsigned long long)offset);
	print_urgent(text);
}

/* --- threads of the kernel --- */

void kernel_thread_run(struct task_struct *task)
{
	int status = task->thread_fn(task->thread_arg);

	if (!task->mm)
		do_exit(status << 8);
	task->thread_fn = NULL;         /* it has become a program */
	task->flags &= ~(u32)TASK_KTHREAD;
}
