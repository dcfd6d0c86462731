/* sigframe_32.c - into a signal handler of a 32-bit program, and back: the i386 layouts. */
#include "common/str.h"
#include "cpu/cpu.h"
#include "mm/uaccess.h"
#include "proc/fpu_32.h"
#include "proc/internal.h"
#include "sched/switch.h"

enum { FRAME_ALIGN = 16, FPU_ALIGN = 64 };

struct sigcontext_32 {
	u16 gs, gs_pad, fs, fs_pad, es, es_pad, ds, ds_pad;
	u32 di, si, bp, sp, bx, dx, cx, ax, trapno, err, ip;
	u16 cs, cs_pad;
	u32 flags, sp_at_signal;
	u16 ss, ss_pad;
	u32 fpstate, oldmask, cr2;
};
_Static_assert(sizeof(struct sigcontext_32) == 88, "the ABI's size");

/* Of handlers without SA_SIGINFO. */
struct sigframe_32 {
	u32 return_address, sig;
	struct sigcontext_32 context;
	u8  unused_fpstate[624];
	u32 extra_mask;
	u8  code[8];                    /* unwinders look for it */
};
_Static_assert(sizeof(struct sigframe_32) == 732, "the ABI's size");

struct rt_sigframe_32 {
	u32 return_address, sig, info_at, uc_at;
	u8  info[SIGINFO_BYTES];
	struct {
		u32 flags, link;
		struct { u32 sp, flags, size; } stack;
		struct sigcontext_32 context;
		u32 mask[2];
	} uc;
	u8  code[8];
};
_Static_assert(sizeof(struct rt_sigframe_32) == 268, "the ABI's size");

/* pop eax; mov eax, 119; int 80h, and mov eax, 173; int 80h */
static const u8 old_code[8] = { 0x58, 0xb8, 119, 0, 0, 0, 0xcd, 0x80 };
static const u8 rt_code[8] = { 0xb8, 173, 0, 0, 0, 0xcd, 0x80, 0 };

static void save_context(struct sigcontext_32 *c, const struct pt_regs *regs, u64 fpstate, u64 mask)
{
	*c = (struct sigcontext_32){
		.gs = read_gs(), .fs = read_fs(), .es = read_es(), .ds = read_ds(),
		.di = (u32)regs->di, .si = (u32)regs->si, .bp = (u32)regs->bp, .sp = (u32)regs->sp,
		.bx = (u32)regs->bx, .dx = (u32)regs->dx, .cx = (u32)regs->cx, .ax = (u32)regs->ax,
		.ip = (u32)regs->ip, .cs = (u16)regs->cs, .flags = (u32)regs->flags,
		.sp_at_signal = (u32)regs->sp, .ss = (u16)regs->ss,
		.trapno = current->trap.vector, .err = current->trap.error,
		.fpstate = (u32)fpstate, .oldmask = (u32)mask, .cr2 = (u32)current->trap.cr2,
	};
}

/* The lowest two bits of a program's selectors are its ring; 0 stays 0. */
static u32 ring3(u32 selector)
{
	return selector > 3 ? selector | 3 : 0;
}

static bool restore_context(struct pt_regs *regs, const struct sigcontext_32 *c)
{
	u32 mask = fpu_mxcsr_mask();
	struct fpu_32 fpu;

	if (!restore_flow(regs, c->flags, c->cs | 3u))
		return false;
	if (c->fpstate) {
		if (copy_from_user(&fpu, c->fpstate, sizeof fpu))
			return false;
		fpu_from_32(&fpu);
		*current->fpu = fpu.fx;
	} else {
		fpu_reset(current->fpu);
	}
	if (!fpu_load_checked(mask))
		return false;
	regs->ss = c->ss | 3u;          /* a bad one faults on the way out */
	regs->di = c->di; regs->si = c->si; regs->bp = c->bp; regs->sp = c->sp;
	regs->bx = c->bx; regs->dx = c->dx; regs->cx = c->cx; regs->ax = c->ax;
	regs->ip = c->ip;
	load_gs(ring3(c->gs));
	load_fs(ring3(c->fs));
	load_ds(ring3(c->ds));
	load_es(ring3(c->es));
	return true;
}

/* Room for a frame of `size` bytes and the FPU's registers, which are written. 0: none. */
static u64 frame_at(const struct pt_regs *regs, const struct sigaction_k *action, u64 size,
		    u64 *fpstate)
{
	u64 room = size + sizeof(struct fpu_32) + FPU_ALIGN + FRAME_ALIGN;
	u64 sp = signal_stack(regs, action, room, 0), fx;
	struct fpu_32 fpu;

	if (!sp)
		return 0;
	fx = ALIGN_DOWN(sp - sizeof fpu.fx, FPU_ALIGN);
	*fpstate = fx - offsetof(struct fpu_32, fx);
	fpu_save(current->fpu);
	fpu.fx = *current->fpu;
	fpu_to_32(&fpu);
	if (copy_to_user(*fpstate, &fpu, sizeof fpu))
		return 0;
	/* As after a call: sp + 4 is a multiple of 16. */
	return ALIGN_DOWN(*fpstate - size + 4, FRAME_ALIGN) - 4;
}

static void enter(struct pt_regs *regs, const struct sigaction_k *action, u64 frame, int sig,
		  u64 info, u64 uc)
{
	regs->sp = frame;
	regs->ip = (u32)action->handler;
	regs->ax = (u64)sig;            /* for handlers with register arguments */
	regs->dx = info;
	regs->cx = uc;
	regs->cs = USER32_CS;
	regs->ss = USER_DS;
	load_ds(USER_DS);
	load_es(USER_DS);
}

static u32 return_address(const struct sigaction_k *action, const u8 *symbol)
{
	return (u32)(action->flags & SA_RESTORER ? action->restorer : vdso_symbol(symbol));
}

static long old_frame(struct pt_regs *regs, int sig, const struct sigaction_k *action, u64 mask)
{
	struct sigframe_32 f;
	u64 fpstate, at = frame_at(regs, action, sizeof f, &fpstate);

	if (!at)
		return -EFAULT;
	memset(&f, 0, sizeof f);
	f.return_address = return_address(action, vdso32_sigreturn);
	f.sig = (u32)sig;
	save_context(&f.context, regs, fpstate, mask);
	f.extra_mask = (u32)(mask >> 32);
	memcpy(f.code, old_code, sizeof f.code);
	if (copy_to_user(at, &f, sizeof f))
		return -EFAULT;
	enter(regs, action, at, sig, 0, 0);
	return 0;
}

static long rt_frame(struct pt_regs *regs, int sig, const struct siginfo *info,
		     const struct sigaction_k *action, u64 mask)
{
	struct rt_sigframe_32 f;
	u64 fpstate, at = frame_at(regs, action, sizeof f, &fpstate);

	if (!at)
		return -EFAULT;
	memset(&f, 0, sizeof f);
	f.return_address = return_address(action, vdso32_rt_sigreturn);
	f.sig = (u32)sig;
	f.info_at = (u32)(at + offsetof(struct rt_sigframe_32, info));
	f.uc_at = (u32)(at + offsetof(struct rt_sigframe_32, uc));
	siginfo_pack(f.info, info, true);
	f.uc.stack.sp = (u32)current->altstack;
	f.uc.stack.flags = !current->altstack_size ? SS_DISABLE :
			   on_altstack(regs->sp) ? SS_ONSTACK : current->altstack_flags;
	f.uc.stack.size = (u32)current->altstack_size;
	save_context(&f.uc.context, regs, fpstate, mask);
	memcpy(f.uc.mask, &mask, sizeof mask);
	memcpy(f.code, rt_code, sizeof f.code);
	if (copy_to_user(at, &f, sizeof f))
		return -EFAULT;
	enter(regs, action, at, sig, f.info_at, f.uc_at);
	return 0;
}

long signal_frame_32(struct pt_regs *regs, int sig, const struct siginfo *info,
		     const struct sigaction_k *action, u64 mask)
{
	return action->flags & SA_SIGINFO ? rt_frame(regs, sig, info, action, mask) :
					    old_frame(regs, sig, action, mask);
}

/* The handler's ret and the pop before the call took address and number; only what counts
 * of the frame needs to be there. */
long do_sigreturn_32(struct pt_regs *regs)
{
	enum { HERE = offsetof(struct sigframe_32, context) };
	u32 at = (u32)regs->sp, extra_mask;
	struct sigcontext_32 context;

	if (copy_from_user(&context, at, sizeof context) ||
	    get_user(extra_mask, at + (u64)offsetof(struct sigframe_32, extra_mask) - HERE) ||
	    !restore_context(regs, &context))
		return bad_frame(regs);
	restore_mask((u64)extra_mask << 32 | context.oldmask);
	return (i32)regs->ax;
}

long rt_sigreturn_32(struct pt_regs *regs)
{
	struct rt_sigframe_32 f;
	u64 mask, at = (u32)(regs->sp - 4);

	if (copy_from_user(&f.uc, at + offsetof(struct rt_sigframe_32, uc), sizeof f.uc) ||
	    !restore_context(regs, &f.uc.context))
		return bad_frame(regs);
	memcpy(&mask, f.uc.mask, sizeof mask);
	restore_mask(mask);
	restore_altstack(f.uc.stack.sp, f.uc.stack.flags, f.uc.stack.size);
	return (i32)regs->ax;
}
