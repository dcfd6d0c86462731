/* wait.c - what wait4 and waitid learn of children. */
#include "proc/internal.h"

enum { STATUS_CONTINUED = 0xffff };

static bool chosen(const struct task_struct *child, i64 pid, u32 options)
{
	if (!child->signal)
		return false;
	if (!(options & WAIT_ALL) && (child->exit_signal != SIGCHLD) != !!(options & WAIT_CLONE))
		return false;
	if (pid > 0)
		return child->pid == (u32)pid;
	if (pid == -1)
		return true;
	return child->signal->pgid == (pid ? (u32)-pid : current->signal->pgid);
}

static void describe(struct wait_result *out, const struct task_struct *child, int status,
		     int code, int value)
{
	out->pid = child->pid;
	out->status = status;
	out->used = process_usage(child);
	usage_add(&out->used, &child->signal->children);
	out->info = (struct siginfo){
		.signo = SIGCHLD, .code = code, .pid = child->pid, .uid = child->cred.uid,
		.status = value, .utime = child->utime, .stime = child->stime,
	};
}

static bool ended(struct task_struct *child, u32 options, struct wait_result *out)
{
	int status = child->signal->exit_code;

	if (options & WAIT_NOT_EXITED || child->state != TASK_ZOMBIE || child->signal->live)
		return false;
	describe(out, child, status, status_code(status), status_value(status));
	if (options & WNOWAIT)
		return true;
	usage_add(&current->signal->children, &out->used);
	release_task(child);
	return true;
}

static bool stopped(struct task_struct *child, u32 options, struct wait_result *out)
{
	struct signal_struct *signal = child->signal;

	if (!(options & WUNTRACED) || !signal->stopped || signal->stop_reported)
		return false;
	describe(out, child, status_stopped(signal->stop_signal), CLD_STOPPED,
		 signal->stop_signal);
	if (!(options & WNOWAIT))
		signal->stop_reported = true;
	return true;
}

static bool continued(struct task_struct *child, u32 options, struct wait_result *out)
{
	if (!(options & WCONTINUED) || !child->signal->continued)
		return false;
	describe(out, child, STATUS_CONTINUED, CLD_CONTINUED, SIGCONT);
	if (!(options & WNOWAIT))
		child->signal->continued = false;
	return true;
}

/* 1: *out is filled; 0: there are children, but no news; -ECHILD. */
static long look(i64 pid, u32 options, struct wait_result *out)
{
	long result = -ECHILD;

	list_each(node, &current->group_leader->children) {
		struct task_struct *child = list_entry(node, struct task_struct, sibling);

		if (!chosen(child, pid, options))
			continue;
		if (ended(child, options, out) || stopped(child, options, out) ||
		    continued(child, options, out))
			return 1;
		/* One that ended gives no other news any more. */
		if (child->signal->live || !(options & WAIT_NOT_EXITED))
			result = 0;
	}
	return result;
}

long do_wait(i64 pid, u32 options, struct wait_result *out)
{
	long found = look(pid, options, out), error = 0;

	if (!found && options & WNOHANG)
		return 0;
	if (!found)
		error = wait_event(&current->signal->child_exit,
				   (found = look(pid, options, out)));
	if (error)
		return error;
	return found < 0 ? found : (long)out->pid;
}
