/* sys_id.c - who a process is: numbers, users, groups, sessions, limits. */
#include "sys/call.h"

SYS0(sys_getpid) { return current->tgid; }
SYS0(sys_gettid) { return current->pid; }
SYS0(sys_getppid) { return current->group_leader->parent->tgid; }

/* --- users and groups --- */

SYS0(sys_getuid) { return current->cred.uid; }
SYS0(sys_geteuid) { return current->cred.euid; }
SYS0(sys_getgid) { return current->cred.gid; }
SYS0(sys_getegid) { return current->cred.egid; }
SYS0(ia32_getuid16) { return narrow_id(current->cred.uid); }
SYS0(ia32_geteuid16) { return narrow_id(current->cred.euid); }
SYS0(ia32_getgid16) { return narrow_id(current->cred.gid); }
SYS0(ia32_getegid16) { return narrow_id(current->cred.egid); }

/* The old calls of 32-bit programs have 16 bits: -1 stays "unchanged". */
static u32 id16(u64 id)
{
	return (u16)id == 0xffff ? ~0u : (u16)id;
}

static bool has_uid(u32 id)
{
	const struct cred *c = &current->cred;

	return capable(CAP_SETUID) || id == c->uid || id == c->euid || id == c->suid;
}

static bool has_gid(u32 id)
{
	const struct cred *c = &current->cred;

	return capable(CAP_SETGID) || id == c->gid || id == c->egid || id == c->sgid;
}

/* Capabilities go with user 0, unless they are to be kept. */
static void caps_follow(struct cred *c, const struct cred *old)
{
	bool had = !old->uid || !old->euid || !old->suid;

	if (had && c->uid && c->euid && c->suid && !current->keep_caps)
		c->permitted = c->effective = 0;
	if (!old->euid && c->euid)
		c->effective = 0;
	else if (old->euid && !c->euid)
		c->effective = c->permitted;
}

static long set_uids(u32 uid, u32 euid, u32 suid)
{
	struct cred *c = &current->cred, old = *c;

	if ((uid != ~0u && !has_uid(uid)) || (euid != ~0u && !has_uid(euid)) ||
	    (suid != ~0u && !has_uid(suid)))
		return -EPERM;
	if (uid != ~0u)
		c->uid = uid;
	if (euid != ~0u)
		c->euid = c->fsuid = euid;
	if (suid != ~0u)
		c->suid = suid;
	caps_follow(c, &old);
	return 0;
}

static long set_gids(u32 gid, u32 egid, u32 sgid)
{
	struct cred *c = &current->cred;

	if ((gid != ~0u && !has_gid(gid)) || (egid != ~0u && !has_gid(egid)) ||
	    (sgid != ~0u && !has_gid(sgid)))
		return -EPERM;
	if (gid != ~0u)
		c->gid = gid;
	if (egid != ~0u)
		c->egid = c->fsgid = egid;
	if (sgid != ~0u)
		c->sgid = sgid;
	return 0;
}

static long set_uid(u32 uid)
{
	if (uid == ~0u)
		return -EINVAL;
	if (capable(CAP_SETUID))
		return set_uids(uid, uid, uid);
	return uid == current->cred.uid || uid == current->cred.suid ? set_uids(~0u, uid, ~0u) : -EPERM;
}

static long set_gid(u32 gid)
{
	if (gid == ~0u)
		return -EINVAL;
	if (capable(CAP_SETGID))
		return set_gids(gid, gid, gid);
	return gid == current->cred.gid || gid == current->cred.sgid ? set_gids(~0u, gid, ~0u) : -EPERM;
}

/* Whoever sets the real id, or an effective one that is not the real one, also sets the
 * saved one; the saved one does not become the real one. */
static long set_reuid(u32 uid, u32 euid)
{
	u32 old = current->cred.uid;
	bool saved = uid != ~0u || (euid != ~0u && euid != old);

	if (uid != ~0u && uid != old && uid != current->cred.euid && !capable(CAP_SETUID))
		return -EPERM;
	return set_uids(uid, euid, saved ? (euid != ~0u ? euid : current->cred.euid) : ~0u);
}

static long set_regid(u32 gid, u32 egid)
{
	u32 old = current->cred.gid;
	bool saved = gid != ~0u || (egid != ~0u && egid != old);

	if (gid != ~0u && gid != old && gid != current->cred.egid && !capable(CAP_SETGID))
		return -EPERM;
	return set_gids(gid, egid, saved ? (egid != ~0u ? egid : current->cred.egid) : ~0u);
}

SYS1(sys_setuid, uid) { return set_uid((u32)uid); }
SYS1(sys_setgid, gid) { return set_gid((u32)gid); }
SYS2(sys_setreuid, uid, euid) { return set_reuid((u32)uid, (u32)euid); }
SYS2(sys_setregid, gid, egid) { return set_regid((u32)gid, (u32)egid); }
SYS3(sys_setresuid, uid, euid, suid) { return set_uids((u32)uid, (u32)euid, (u32)suid); }
SYS3(sys_setresgid, gid, egid, sgid) { return set_gids((u32)gid, (u32)egid, (u32)sgid); }
SYS1(ia32_setuid16, uid) { return set_uid(id16(uid)); }
SYS1(ia32_setgid16, gid) { return set_gid(id16(gid)); }
SYS2(ia32_setreuid16, uid, euid) { return set_reuid(id16(uid), id16(euid)); }
SYS2(ia32_setregid16, gid, egid) { return set_regid(id16(gid), id16(egid)); }

static long put_three(u64 a, u64 b, u64 c, u32 x, u32 y, u32 z)
{
	return put_user(x, a) || put_user(y, b) || put_user(z, c) ? -EFAULT : 0;
}

SYS3(sys_getresuid, a, b, c)
{
	return put_three(a, b, c, current->cred.uid, current->cred.euid, current->cred.suid);
}

SYS3(sys_getresgid, a, b, c)
{
	return put_three(a, b, c, current->cred.gid, current->cred.egid, current->cred.sgid);
}

SYS1(sys_setfsuid, uid)
{
	struct cred *c = &current->cred;
	u32 old = c->fsuid;

	if ((u32)uid != ~0u && (has_uid((u32)uid) || (u32)uid == old))
		c->fsuid = (u32)uid;
	if (!old && c->fsuid)
		c->effective &= ~CAP_FILES;
	else if (old && !c->fsuid)
		c->effective |= c->permitted & CAP_FILES;
	return old;
}

SYS1(sys_setfsgid, gid)
{
	struct cred *c = &current->cred;
	u32 old = c->fsgid;

	if ((u32)gid != ~0u && (has_gid((u32)gid) || (u32)gid == old))
		c->fsgid = (u32)gid;
	return old;
}

static long get_groups(u64 size, u64 to, u32 bytes)
{
	const struct cred *c = &current->cred;

	if ((int)size < 0 || (size && (u32)size < c->groups))
		return -EINVAL;
	for (u32 i = 0; size && i < c->groups; i++) {
		u32 group = bytes == sizeof(u16) ? narrow_id(c->group[i]) : c->group[i];

		if (copy_to_user(to + i * bytes, &group, bytes))
			return -EFAULT;
	}
	return c->groups;
}

static long set_groups(u64 size, u64 from, u32 bytes)
{
	u32 group[NGROUPS] = { 0 };

	if (!capable(CAP_SETGID))
		return -EPERM;
	if ((u32)size > NGROUPS)
		return -EINVAL;
	for (u32 i = 0; i < (u32)size; i++)
		if (copy_from_user(&group[i], from + i * bytes, bytes))
			return -EFAULT;
	current->cred.groups = (u32)size;
	memcpy(current->cred.group, group, sizeof group);
	return 0;
}

SYS2(sys_getgroups, size, to) { return get_groups(size, to, 4); }
SYS2(sys_setgroups, size, from) { return set_groups(size, from, 4); }
SYS2(ia32_getgroups16, size, to) { return get_groups(size, to, 2); }
SYS2(ia32_setgroups16, size, from) { return set_groups(size, from, 2); }

/* --- process groups and sessions --- */

/* The process of pid, 0 meaning the caller; NULL: there is none. */
static struct task_struct *process(u64 pid)
{
	struct task_struct *t = pid ? task_by_pid((u32)pid) : current->group_leader;

	return t && t->group_leader == t && t->signal ? t : NULL;
}

static bool group_in_session(u32 pgid, u32 sid)
{
	for (struct task_struct *t = task_next(NULL); t; t = task_next(t))
		if (t->signal && t->signal->pgid == pgid && t->signal->sid == sid)
			return true;
	return false;
}

SYS2(sys_setpgid, pid, pgid)
{
	struct task_struct *me = current->group_leader, *t = process((u32)pid);

	if ((int)pgid < 0)
		return -EINVAL;
	if (!t || (t != me && t->parent->group_leader != me))
		return -ESRCH;
	if (t != me && t->signal->sid == me->signal->sid && t->signal->did_exec)
		return -EACCES;
	if (t->signal->sid != me->signal->sid || t->signal->sid == t->pid)
		return -EPERM;
	if (!(u32)pgid)
		pgid = t->pid;
	if ((u32)pgid != t->pid && !group_in_session((u32)pgid, me->signal->sid))
		return -EPERM;
	t->signal->pgid = (u32)pgid;
	return 0;
}

SYS1(sys_getpgid, pid)
{
	const struct task_struct *t = process((u32)pid);

	return t ? (long)t->signal->pgid : -ESRCH;
}

SYS0(sys_getpgrp)
{
	return current->signal->pgid;
}

SYS1(sys_getsid, pid)
{
	const struct task_struct *t = process((u32)pid);

	return t ? (long)t->signal->sid : -ESRCH;
}

SYS0(sys_setsid)
{
	struct signal_struct *signal = current->signal;
	u32 pid = current->tgid;

	for (struct task_struct *t = task_next(NULL); t; t = task_next(t))
		if (t->signal && t->signal->pgid == pid)
			return -EPERM;
	signal->sid = signal->pgid = pid;
	signal->tty = NULL;
	return pid;
}

/* --- limits --- */

/* 32-bit words: all ones is no limit. */
static u64 widen(u32 limit)
{
	return limit == UINT32_MAX ? RLIM_INFINITY : limit;
}

static u32 narrow(u64 limit)
{
	return limit > UINT32_MAX ? UINT32_MAX : (u32)limit;
}

static long limit_set(struct task_struct *task, u64 which, struct rlimit64 new)
{
	struct rlimit64 *limit = &task->signal->rlimit[which];

	if (new.cur > new.max)
		return -EINVAL;
	if (new.max > limit->max && !capable(CAP_SYS_RESOURCE))
		return -EPERM;
	if (which == RLIMIT_NOFILE && new.max > FILES_MAX)
		return -EPERM;
	*limit = new;
	if (which == RLIMIT_AS)
		task->mm->limit_as = new.cur;
	if (which == RLIMIT_DATA)
		task->mm->limit_data = new.cur;
	return 0;
}

/* Limits of a process that runs as somebody else are not its starter's any more. */
static bool same_ids(const struct cred *it)
{
	const struct cred *me = &current->cred;

	return me->uid == it->uid && me->uid == it->euid && me->uid == it->suid &&
	       me->gid == it->gid && me->gid == it->egid && me->gid == it->sgid;
}

SYS4(sys_prlimit64, pid, which, new, old)
{
	struct task_struct *t = process((u32)pid);
	struct rlimit64 limit, before;

	if ((u32)which >= RLIMITS)
		return -EINVAL;
	if (!t || !t->mm)
		return -ESRCH;
	if (t->signal != current->signal && !capable(CAP_SYS_RESOURCE) && !same_ids(&t->cred))
		return -EPERM;
	if (new && get_user(limit, new))
		return -EFAULT;
	before = t->signal->rlimit[(u32)which];
	if (new) {
		long error = limit_set(t, (u32)which, limit);

		if (error)
			return error;
	}
	return old ? put_user(before, old) : 0;
}

SYS2(sys_getrlimit, which, to)
{
	const struct rlimit64 *limit;
	u32 pair[2];

	if ((u32)which >= RLIMITS)
		return -EINVAL;
	limit = &current->signal->rlimit[(u32)which];
	if (!compat())
		return copy_to_user(to, limit, sizeof *limit);
	pair[0] = narrow(limit->cur);
	pair[1] = narrow(limit->max);
	return copy_to_user(to, pair, sizeof pair);
}

SYS2(sys_setrlimit, which, from)
{
	struct rlimit64 limit;
	u32 pair[2];

	if ((u32)which >= RLIMITS)
		return -EINVAL;
	if (compat()) {
		if (copy_from_user(pair, from, sizeof pair))
			return -EFAULT;
		limit = (struct rlimit64){ widen(pair[0]), widen(pair[1]) };
	} else if (get_user(limit, from)) {
		return -EFAULT;
	}
	return limit_set(current, (u32)which, limit);
}
