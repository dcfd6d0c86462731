/* internal.h - what proc/'s own files share. */
#ifndef PROC_INTERNAL_H
#define PROC_INTERNAL_H

#include "proc/proc.h"

/* fork.c: what was handled has its default again, what was ignored is still ignored. */
void forget_handlers(struct signal_struct *signal);

/* exit.c */
void release_task(struct task_struct *leader);  /* a zombie, from its parent or for it */
/* The other threads of current's group end as soon as they can; flags only. */
void zap_other_threads(void);
/* current leaves its address space: threads that wait for it, and vfork's parent, hear it. */
void mm_release(void);
void peak_note(const struct mm_struct *mm);     /* current leaves it */
bool group_orphaned(u32 pgid, const struct task_struct *ignored);
/* The parent hears that `leader` stopped or continued, or ended: code is CLD_... */
void notify_parent(struct task_struct *leader, int code, int status);

/* A parent in vfork(); the child's vfork_done points at queue. */
struct vfork_wait {
	struct wait_queue queue;
	bool done;
};

/* signal.c */
static inline bool fatal_pending(const struct task_struct *task)
{
	return task->flags & TASK_EXITING || task->pending.set & SIGMASK(SIGKILL);
}

/* rseq.c: regs, of current's program, are where somebody else ran, or a handler runs now. */
void rseq_interrupt(struct pt_regs *regs);

/* sigframe.c: regs enter the handler of `sig`; -EFAULT: the stack has no room. */
long signal_frame(struct pt_regs *regs, int sig, const struct siginfo *info,
		  const struct sigaction_k *action, u64 mask);
/* sigframe_32.c */
long signal_frame_32(struct pt_regs *regs, int sig, const struct siginfo *info,
		     const struct sigaction_k *action, u64 mask);
long rt_sigreturn_32(struct pt_regs *regs);
/* Where a frame goes, before alignment: the alternate stack or the program's. 0: no room. */
u64  signal_stack(const struct pt_regs *regs, const struct sigaction_k *action, u64 bytes,
		  u64 red_zone);
bool on_altstack(u64 sp);
long bad_frame(struct pt_regs *regs);           /* SIGSEGV; the result of the call */
/* The program may set these flags, cs and nothing else; false: a bad cs. */
bool restore_flow(struct pt_regs *regs, u64 flags, u32 cs);
void restore_altstack(u64 sp, u32 flags, u64 size);
void restore_mask(u64 mask);
/* While current runs, current->fpu is free for an image that comes from a program: first
 * ask for the mask, which uses it, too; then fill it; then load it, unless its MXCSR has bits
 * that the CPU does not know: false. */
u32  fpu_mxcsr_mask(void);
bool fpu_load_checked(u32 mxcsr_mask) MUST_CHECK;

/* restart.c: what becomes of a system call that a signal interrupted; pure. */
enum restart { RESTART_NO, RESTART_EINTR, RESTART_AGAIN, RESTART_BLOCK };
enum restart restart_decide(long result, bool handler, u32 sa_flags);

/* status.c: the status of an ended child as CLD_... and exit code or signal; of a stopped one. */
int status_code(int status);
int status_value(int status);
int status_stopped(int sig);

/* vdso.c */
long vdso_map(struct mm_struct *mm, bool compat);       /* sets mm->vdso; 0 or -errno */
u64  vdso_symbol(const u8 *symbol);             /* of the 32-bit one, in current's mm */
extern const u8 vdso32_vsyscall[], vdso32_sigreturn[], vdso32_rt_sigreturn[];

/* exec_stack.c */
struct exec_plan {
	const struct elf_image *image;
	struct exec_strings *argv, *envp;
	const char *path;
	u64  bias, base, entry;         /* of the program; of the interpreter; where to start */
	bool secure;
};
u64  exec_stack_bytes(const struct exec_plan *plan);    /* all that is on a new stack */
/* On current's new stack; the first sp, or 0 when it cannot be written. */
u64  exec_stack_fill(struct mm_struct *mm, const struct exec_plan *plan);

/* script.c: "#!" lines; pure.  false: no script.  The words end up with NULs in line[]. */
bool script_parse(char *line, size_t size, char **interpreter, char **argument);

/* robust.c */
void exit_robust_list(void);

#endif
