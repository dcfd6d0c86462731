/* sys_cap.c - capabilities told and given up. */
#include "sys/call.h"

/* Behind the version stands the pid; then sets of 32 bits, since version 2 two of each. */
struct caps { u32 effective, permitted, inheritable; };
enum { PID_AT = 4 };

static long halves_of(u64 header, u32 *halves)
{
	enum { VERSION_1 = 0x19980330, VERSION_2 = 0x20071026, VERSION_3 = 0x20080522 };
	u32 version, newest = VERSION_3;

	if (get_user(version, header))
		return -EFAULT;
	*halves = version == VERSION_1 ? 1 : 2;
	if (version == VERSION_1 || version == VERSION_2 || version == VERSION_3)
		return 0;
	return put_user(newest, header) ? -EFAULT : -EINVAL;
}

SYS2(sys_capget, header, to)
{
	const struct task_struct *t;
	struct caps caps[2];
	u32 halves;
	int pid;
	long error = halves_of(header, &halves);

	/* Without a place for them only the version is asked for. */
	if (error || !to)
		return !to && error == -EINVAL ? 0 : error;
	if (get_user(pid, header + PID_AT))
		return -EFAULT;
	if (pid < 0)
		return -EINVAL;
	t = pid ? task_by_pid((u32)pid) : current;
	if (!t)
		return -ESRCH;
	for (unsigned i = 0; i < 2; i++)
		caps[i] = (struct caps){ (u32)(t->cred.effective >> 32 * i),
			(u32)(t->cred.permitted >> 32 * i), (u32)(t->cred.inheritable >> 32 * i) };
	return copy_to_user(to, caps, halves * sizeof *caps);
}

/* Only fewer; what is permitted may also be inherited. */
SYS2(sys_capset, header, from)
{
	struct caps caps[2] = { { 0 } };
	struct cred *c = &current->cred;
	u64 effective, permitted, inheritable;
	u32 halves;
	int pid;
	long error = halves_of(header, &halves);

	if (error)
		return error;
	if (get_user(pid, header + PID_AT))
		return -EFAULT;
	if (pid && (u32)pid != current->pid)
		return -EPERM;
	if (copy_from_user(caps, from, halves * sizeof *caps))
		return -EFAULT;
	effective = (caps[0].effective | (u64)caps[1].effective << 32) & CAP_ALL;
	permitted = (caps[0].permitted | (u64)caps[1].permitted << 32) & CAP_ALL;
	inheritable = (caps[0].inheritable | (u64)caps[1].inheritable << 32) & CAP_ALL;
	if (permitted & ~c->permitted || effective & ~permitted ||
	    (inheritable & ~(c->inheritable | c->permitted) && !capable(CAP_SETPCAP)))
		return -EPERM;
	c->effective = effective;
	c->permitted = permitted;
	c->inheritable = inheritable;
	return 0;
}
