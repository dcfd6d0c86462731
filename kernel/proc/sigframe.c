/* sigframe.c - into a signal handler of a 64-bit program, and back.  The layouts are
 * Linux's (its asm/sigcontext.h and asm/ucontext.h as programs see them). */
#include "common/str.h"
#include "cpu/cpu.h"
#include "mm/uaccess.h"
#include "proc/internal.h"

enum { RED_ZONE = 128, FRAME_ALIGN = 16, FPU_ALIGN = 64, UC_SIGCONTEXT_SS = 2,
       UC_STRICT_RESTORE_SS = 4 };
#define UNBLOCKABLE (SIGMASK(SIGKILL) | SIGMASK(SIGSTOP))

struct sigcontext {
	u64 r8, r9, r10, r11, r12, r13, r14, r15;
	u64 di, si, bp, bx, dx, ax, cx, sp, ip, flags;
	u16 cs, gs, fs, ss;
	u64 err, trapno, oldmask, cr2, fpstate, reserved[8];
};
_Static_assert(sizeof(struct sigcontext) == 256, "the ABI's size");

struct rt_sigframe {
	u64 return_address;
	struct {
		u64 flags, link;
		struct { u64 sp; u32 flags, pad; u64 size; } stack;
		struct sigcontext context;
		u64 mask;
	} uc;
	u8 info[SIGINFO_BYTES];
};
_Static_assert(sizeof(struct rt_sigframe) == 440, "the ABI's size");

/* --- what both ABIs do --- */

bool on_altstack(u64 sp)
{
	return !(current->altstack_flags & SS_AUTODISARM) && sp > current->altstack &&
	       sp - current->altstack <= current->altstack_size;
}

u64 signal_stack(const struct pt_regs *regs, const struct sigaction_k *action, u64 bytes,
		 u64 red_zone)
{
	u64 sp = regs->sp - red_zone;
	bool inside = on_altstack(regs->sp);

	if (action->flags & SA_ONSTACK && !inside && current->altstack_size) {
		sp = current->altstack + current->altstack_size;
		inside = true;
	}
	if (sp < bytes || sp > current->mm->task_size)
		return 0;
	if (inside && sp - bytes < current->altstack)
		return 0;               /* over the alternate stack's end */
	return sp;
}

long bad_frame(struct pt_regs *regs)
{
	force_signal(SIGSEGV, SI_KERNEL, 0);
	regs->orig_ax = (u64)-1;
	return 0;
}

bool restore_flow(struct pt_regs *regs, u64 flags, u32 cs)
{
	if (cs != USER_CS && cs != USER32_CS)
		return false;
	regs->cs = cs;
	regs->ss = USER_DS;
	regs->flags = (regs->flags & ~(u64)FLAGS_USER) | (flags & FLAGS_USER) | FLAGS_IF | FLAGS_FIXED;
	regs->orig_ax = (u64)-1;
	return true;
}

void restore_altstack(u64 sp, u32 flags, u64 size)
{
	if (on_altstack(task_regs(current)->sp))
		return;
	current->altstack = sp;
	current->altstack_size = flags & SS_DISABLE ? 0 : size;
	current->altstack_flags = flags & SS_AUTODISARM;
}

void restore_mask(u64 mask)
{
	current->blocked = mask & ~UNBLOCKABLE;
	recalc_sigpending(current);
}

/* fxrstor faults on bits of MXCSR that the CPU does not know. */
u32 fpu_mxcsr_mask(void)
{
	enum { MXCSR_MASK = 28, MASK_DEFAULT = 0xffbf };
	u32 mask;

	fpu_save(current->fpu);
	memcpy(&mask, current->fpu->bytes + MXCSR_MASK, 4);
	return mask ? mask : (u32)MASK_DEFAULT;
}

bool fpu_load_checked(u32 mxcsr_mask)
{
	enum { MXCSR = 24 };
	u32 mxcsr;

	memcpy(&mxcsr, current->fpu->bytes + MXCSR, 4);
	if (mxcsr & ~mxcsr_mask)
		return false;
	fpu_load(current->fpu);
	return true;
}

/* --- 64 bits --- */

static void save_context(struct sigcontext *c, const struct pt_regs *regs, u64 fpstate, u64 mask)
{
	memset(c, 0, sizeof *c);
	c->r8 = regs->r8; c->r9 = regs->r9; c->r10 = regs->r10; c->r11 = regs->r11;
	c->r12 = regs->r12; c->r13 = regs->r13; c->r14 = regs->r14; c->r15 = regs->r15;
	c->di = regs->di; c->si = regs->si; c->bp = regs->bp; c->bx = regs->bx;
	c->dx = regs->dx; c->ax = regs->ax; c->cx = regs->cx; c->sp = regs->sp;
	c->ip = regs->ip;
	c->flags = regs->flags;
	c->cs = (u16)regs->cs;
	c->ss = (u16)regs->ss;
	c->err = current->trap.error;
	c->trapno = current->trap.vector;
	c->cr2 = current->trap.cr2;
	c->fpstate = fpstate;
	c->oldmask = mask;
}

static void restore_context(struct pt_regs *regs, const struct sigcontext *c)
{
	regs->r8 = c->r8; regs->r9 = c->r9; regs->r10 = c->r10; regs->r11 = c->r11;
	regs->r12 = c->r12; regs->r13 = c->r13; regs->r14 = c->r14; regs->r15 = c->r15;
	regs->di = c->di; regs->si = c->si; regs->bp = c->bp; regs->bx = c->bx;
	regs->dx = c->dx; regs->ax = c->ax; regs->cx = c->cx; regs->sp = c->sp;
	regs->ip = c->ip;
}

long signal_frame(struct pt_regs *regs, int sig, const struct siginfo *info,
		  const struct sigaction_k *action, u64 mask)
{
	struct rt_sigframe f;
	u64 room = sizeof f + sizeof(struct fpu_state) + FPU_ALIGN + FRAME_ALIGN;
	u64 sp = signal_stack(regs, action, room, RED_ZONE), fpstate, frame;

	if (!sp || !(action->flags & SA_RESTORER))
		return -EFAULT;
	fpstate = ALIGN_DOWN(sp - sizeof(struct fpu_state), FPU_ALIGN);
	frame = ALIGN_DOWN(fpstate - sizeof f, FRAME_ALIGN) - 8;        /* as after a call */
	fpu_save(current->fpu);
	f.return_address = action->restorer;
	f.uc.flags = UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS;
	f.uc.link = 0;
	f.uc.stack.sp = current->altstack;
	f.uc.stack.flags = !current->altstack_size ? SS_DISABLE :
			   on_altstack(regs->sp) ? SS_ONSTACK : current->altstack_flags;
	f.uc.stack.pad = 0;
	f.uc.stack.size = current->altstack_size;
	save_context(&f.uc.context, regs, fpstate, mask);
	f.uc.mask = mask;
	siginfo_pack(f.info, info, false);
	if (copy_to_user(fpstate, current->fpu, sizeof *current->fpu) ||
	    copy_to_user(frame, &f, sizeof f))
		return -EFAULT;
	regs->di = (u64)sig;
	regs->si = frame + offsetof(struct rt_sigframe, info);
	regs->dx = frame + offsetof(struct rt_sigframe, uc);
	regs->ax = 0;
	regs->ip = action->handler;
	regs->sp = frame;
	regs->cs = USER_CS;
	regs->ss = USER_DS;
	return 0;
}

static bool restore_fpu(u64 from)
{
	u32 mask = fpu_mxcsr_mask();

	if (!from)
		fpu_reset(current->fpu);
	else if (from % _Alignof(struct fpu_state) ||
		 copy_from_user(current->fpu, from, sizeof *current->fpu))
		return false;
	return fpu_load_checked(mask);
}

static long rt_sigreturn_64(struct pt_regs *regs)
{
	struct rt_sigframe f;

	/* The handler's ret took the return address. */
	if (copy_from_user(&f.uc, regs->sp, sizeof f.uc))
		return bad_frame(regs);
	if (!restore_flow(regs, f.uc.context.flags, f.uc.context.cs) ||
	    !restore_fpu(f.uc.context.fpstate))
		return bad_frame(regs);
	restore_context(regs, &f.uc.context);
	restore_mask(f.uc.mask);
	restore_altstack(f.uc.stack.sp, f.uc.stack.flags, f.uc.stack.size);
	return (long)regs->ax;
}

long do_rt_sigreturn(struct pt_regs *regs)
{
	return current->flags & TASK_COMPAT ? rt_sigreturn_32(regs) : rt_sigreturn_64(regs);
}
