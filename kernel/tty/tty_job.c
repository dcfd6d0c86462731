/* tty_job.c - job control: sessions, their terminals, who may read and write. */
#include "abi/errno.h"
#include "cpu/cpu.h"
#include "sched/sched.h"
#include "tty/job.h"

struct tty *tty_controlling(void)
{
	return current->signal ? current->signal->tty : NULL;
}

/* Has nobody in the group a parent outside of it, in the same session, who could continue
 * it? */
static bool is_orphaned(u32 pgid)
{
	for (struct task_struct *t = task_next(NULL); t; t = task_next(t)) {
		const struct signal_struct *up = t->parent ? t->parent->signal : NULL;

		if (t->group_leader != t || !t->signal || t->signal->pgid != pgid ||
		    t->state >= TASK_ZOMBIE || !up)
			continue;
		if (up->pgid != pgid && up->sid == t->signal->sid && t->parent->tgid != 1)
			return false;
	}
	return true;
}

long tty_may_use(const struct tty *tty, int sig)
{
	const struct signal_struct *s = current->signal;
	bool ignored;

	if (!s || s->tty != tty || !tty->foreground || s->pgid == tty->foreground)
		return 0;
	ignored = current->blocked & SIGMASK(sig) || s->action[sig - 1].handler == SIG_IGN;
	if (ignored)
		return sig == SIGTTIN ? -EIO : 0;
	if (is_orphaned(s->pgid))
		return -EIO;
	kill_group(s->pgid, sig, NULL);
	return -ERESTARTSYS;
}

/* For every process of the session. */
static void set_session_tty(u32 sid, struct tty *tty)
{
	for (struct task_struct *t = task_next(NULL); t; t = task_next(t))
		if (t->signal && t->signal->sid == sid)
			t->signal->tty = tty;
}

static void release_from(struct tty *tty, u32 sid)
{
	for (struct task_struct *t = task_next(NULL); t; t = task_next(t))
		if (t->signal && t->signal->sid == sid && t->signal->tty == tty)
			t->signal->tty = NULL;
}

long tty_take(struct tty *tty, bool steal)
{
	struct signal_struct *s = current->signal;

	if (s->sid == current->tgid && s->tty == tty && tty->session == s->sid)
		return 0;
	if (s->sid != current->tgid || s->tty)
		return -EPERM;
	if (tty->session) {
		if (!steal || !capable(CAP_SYS_ADMIN))
			return -EPERM;
		release_from(tty, tty->session);
	}
	s->tty = tty;
	tty->session = s->sid;
	tty->foreground = s->pgid;
	return 0;
}

static void signal_foreground(const struct tty *tty)
{
	if (!tty->foreground)
		return;
	kill_group(tty->foreground, SIGHUP, NULL);
	kill_group(tty->foreground, SIGCONT, NULL);
}

long tty_leave(struct tty *tty)
{
	struct signal_struct *s = current->signal;

	if (s->tty != tty)
		return -ENOTTY;
	if (s->sid != current->tgid) {
		s->tty = NULL;
		return 0;
	}
	signal_foreground(tty);
	tty->session = tty->foreground = 0;
	set_session_tty(s->sid, NULL);
	return 0;
}

long tty_set_foreground(struct tty *tty, u32 pgid)
{
	const struct signal_struct *s = current->signal;
	const struct task_struct *process;
	long error;

	if ((i32)pgid < 0)
		return -EINVAL;
	if (!s || s->tty != tty || tty->session != s->sid)
		return -ENOTTY;
	error = tty_may_use(tty, SIGTTOU);
	if (error)
		return error == -EIO ? -ENOTTY : error;
	process = task_by_pid(pgid);
	for (struct task_struct *t = task_next(NULL); t; t = task_next(t)) {
		if (!t->signal || t->signal->pgid != pgid)
			continue;
		if (t->signal->sid != s->sid)
			return -EPERM;
		tty->foreground = pgid;
		return 0;
	}
	/* A process of that number that leads no group: it counts by its session. */
	if (!process || !process->signal)
		return -ESRCH;
	if (process->signal->sid != s->sid)
		return -EPERM;
	tty->foreground = pgid;
	return 0;
}

void tty_hangup_session(u32 sid)
{
	for (struct tty *tty = tty_first(); tty; tty = tty_after(tty)) {
		u64 irqs;

		if (!sid || tty->session != sid)
			continue;
		if (tty->foreground)
			kill_group(tty->foreground, SIGHUP, NULL);
		set_session_tty(sid, NULL);
		irqs = irq_save();
		tty->session = tty->foreground = 0;
		tty->stopped = false;
		tty->hangups++;
		n_tty_flush(tty);
		/* Whoever sits down there next finds it as new; a line stays set up. */
		if (tty->driver->virtual_terminal)
			n_tty_set_termios(tty, &tty->termios_new);
		irq_restore(irqs);
		wake_up(&tty->readers);
		wake_up(&tty->writers);
	}
}
