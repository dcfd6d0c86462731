/* sys_clone.c - tasks made: fork, vfork, clone, clone3. */
#include "sys/call.h"

static long clone_with(const struct clone_args *args)
{
	return do_clone(args, task_regs(current));
}

SYS0(sys_fork)
{
	return clone_with(&(struct clone_args){ .exit_signal = SIGCHLD });
}

SYS0(sys_vfork)
{
	return clone_with(&(struct clone_args){
		.flags = CLONE_VFORK | CLONE_VM, .exit_signal = SIGCHLD,
	});
}

static long clone_legacy(u64 flags, u64 stack, u64 parent_tid, u64 child_tid, u64 tls)
{
	enum { CSIGNAL = 0xff };

	return clone_with(&(struct clone_args){
		.flags = (u32)flags & ~(u32)CSIGNAL, .stack = stack, .parent_tid = parent_tid,
		.child_tid = child_tid, .tls = tls, .exit_signal = (int)(flags & CSIGNAL),
	});
}

/* The two ABIs differ in the order of the last two. */
SYS5(sys_clone, flags, stack, parent_tid, child_tid, tls)
{
	return clone_legacy(flags, stack, parent_tid, child_tid, tls);
}

SYS5(ia32_clone, flags, stack, parent_tid, tls, child_tid)
{
	return clone_legacy(flags, stack, parent_tid, child_tid, tls);
}

/* --- clone3 --- */

/* What the call had at first, what it has got since then. */
struct clone3_args {
	u64 flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
	u64 set_tid, set_tid_size, cgroup;
};
enum { CLONE3_FIRST = 64 };
_Static_assert(offsetof(struct clone3_args, set_tid) == CLONE3_FIRST, "the ABI's size");

/* A caller may know fewer fields, or more; of those we do not know all must be 0. */
static long clone3_get(u64 user, u64 size, struct clone3_args *a)
{
	u8 byte;

	memset(a, 0, sizeof *a);
	if (size > PAGE_SIZE)
		return -E2BIG;
	if (size < CLONE3_FIRST)
		return -EINVAL;
	for (u64 i = sizeof *a; i < size; i++) {
		if (get_user(byte, user + i))
			return -EFAULT;
		if (byte)
			return -E2BIG;
	}
	return copy_from_user(a, user, MIN(size, sizeof *a));
}

static bool clone3_valid(const struct clone3_args *a)
{
	const u64 known = 0xffffff00ull | CLONE_CLEAR_SIGHAND;
	u64 needs_no_signal = CLONE_THREAD | CLONE_PARENT;

	if (a->flags & ~known || a->flags & CLONE_DETACHED || a->set_tid_size || a->set_tid)
		return false;
	if (a->flags & needs_no_signal && a->exit_signal)
		return false;
	if (a->flags & CLONE_SIGHAND && a->flags & CLONE_CLEAR_SIGHAND)
		return false;
	if (a->exit_signal > SIGNALS || !a->stack != !a->stack_size)
		return false;
	return !a->stack || access_ok(a->stack, a->stack_size);
}

SYS2(sys_clone3, user, size)
{
	struct clone3_args a;
	long error = clone3_get(user, size, &a);

	if (error)
		return error;
	if (!clone3_valid(&a))
		return -EINVAL;
	return clone_with(&(struct clone_args){
		.flags = a.flags, .stack = a.stack + a.stack_size, .parent_tid = a.parent_tid,
		.child_tid = a.child_tid, .tls = a.tls, .exit_signal = (int)a.exit_signal,
	});
}
