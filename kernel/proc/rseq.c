/* rseq.c - restartable sequences: a few instructions of a program that the kernel takes back
 * to their beginning, so to say, when it lets somebody else run in their middle.  There is
 * one CPU, so what remains of the idea is that a thread sees that it was interrupted. */
#include "mm/uaccess.h"
#include "proc/internal.h"

enum { RSEQ_BYTES = 32, RSEQ_ALIGN = 32, FLAG_UNREGISTER = 1, CPU_UNKNOWN = -1,
       /* struct rseq: CPU where it began, CPU, sequence */
       CPU_START = 0, CPU = 4, SEQUENCE = 8 };

/* What the third field points to. */
struct sequence { u32 version, flags; u64 start, length, abort; };

static long set_cpu(u64 rseq, u32 start, u32 cpu)
{
	return put_user(start, rseq + CPU_START) || put_user(cpu, rseq + CPU) ? -EFAULT : 0;
}

static long unregister(u64 rseq, u32 length, u32 signature)
{
	u64 none = 0;

	if (!rseq || current->rseq != rseq || length != RSEQ_BYTES)
		return -EINVAL;
	if (current->rseq_signature != signature)
		return -EPERM;
	if (set_cpu(rseq, 0, (u32)CPU_UNKNOWN) || put_user(none, rseq + SEQUENCE))
		return -EFAULT;
	current->rseq = 0;
	return 0;
}

long rseq_register(u64 rseq, u32 length, u32 flags, u32 signature)
{
	if (flags & FLAG_UNREGISTER)
		return flags & ~(u32)FLAG_UNREGISTER ? -EINVAL : unregister(rseq, length, signature);
	if (flags)
		return -EINVAL;
	if (current->rseq) {
		if (current->rseq != rseq || length != RSEQ_BYTES)
			return -EINVAL;
		return current->rseq_signature == signature ? -EBUSY : -EPERM;
	}
	if (rseq % RSEQ_ALIGN || length != RSEQ_BYTES)
		return -EINVAL;
	if (set_cpu(rseq, 0, 0))
		return -EFAULT;
	current->rseq = rseq;
	current->rseq_signature = signature;
	return 0;
}

/* regs is in a sequence: its way out is where to go on.  False: what it says is wrong. */
static bool leave(struct pt_regs *regs)
{
	struct sequence s;
	u64 at = 0, none = 0;
	u32 mark = 0;

	if (get_user(at, current->rseq + SEQUENCE))
		return false;
	if (!at)
		return true;
	if (copy_from_user(&s, at, sizeof s) || s.version || s.start >= current->mm->task_size ||
	    s.abort >= current->mm->task_size || s.length > current->mm->task_size - s.start ||
	    s.abort - s.start < s.length)
		return false;
	/* Nobody shall make the kernel jump to what was not meant for it. */
	if (get_user(mark, s.abort - sizeof mark) || mark != current->rseq_signature)
		return false;
	if (put_user(none, current->rseq + SEQUENCE))
		return false;
	if (regs->ip - s.start < s.length)
		regs->ip = s.abort;
	return true;
}

void rseq_interrupt(struct pt_regs *regs)
{
	if (!current->rseq || current->flags & TASK_EXITING || leave(regs))
		return;
	current->signal->action[SIGSEGV - 1].handler = SIG_DFL; /* it would come here again */
	force_signal(SIGSEGV, SI_KERNEL, 0);
}
