/* tty_ioctl.c - settings of terminals. */
#include "abi/errno.h"
#include "cpu/cpu.h"
#include "mm/uaccess.h"
#include "sched/sched.h"
#include "tty/job.h"

enum { KB_101 = 2, KD_TEXT = 0, N_TTY = 0 };

struct vt_state { u16 active, signal, state; };

static void flush_input(struct tty *tty)
{
	u64 irqs = irq_save();

	n_tty_flush(tty);
	irq_restore(irqs);
	if (tty->driver->resume)
		tty->driver->resume(tty->device);
}

static long set_termios(struct tty *tty, u32 cmd, u64 arg)
{
	struct termios_k t;
	long error = tty_may_use(tty, SIGTTOU);
	u64 irqs;

	if (!error)
		error = copy_from_user(&t, arg, sizeof t);
	if (!error && cmd != TCSETS)
		error = tty_drain(tty);
	if (error)
		return error;
	if (cmd == TCSETSF)
		flush_input(tty);
	irqs = irq_save();
	n_tty_set_termios(tty, &t);
	if (!(t.iflag & IXON))
		tty->stopped = false;
	irq_restore(irqs);
	if (tty->driver->set_termios)
		tty->driver->set_termios(tty->device, &t);
	wake_up(&tty->readers);         /* what they wait for may be another thing now */
	wake_up(&tty->writers);
	return 0;
}

static long set_winsize(struct tty *tty, u64 arg)
{
	struct winsize w;

	if (copy_from_user(&w, arg, sizeof w))
		return -EFAULT;
	if (w.rows == tty->winsize.rows && w.columns == tty->winsize.columns &&
	    w.xpixel == tty->winsize.xpixel && w.ypixel == tty->winsize.ypixel)
		return 0;
	tty->winsize = w;
	if (tty->foreground)
		kill_group(tty->foreground, SIGWINCH, NULL);
	return 0;
}

/* TCXONC and TCFLSH. */
static long flow(struct tty *tty, u64 how)
{
	char c;

	switch (how) {
	case TCOOFF: tty->stopped = true; return 0;
	case TCOON:
		tty->stopped = false;
		wake_up(&tty->writers);
		return 0;
	case TCIOFF: case TCION:
		c = (char)tty->termios.cc[how == TCIOFF ? VSTOP : VSTART];
		if (c)
			tty->driver->write(tty->device, &c, 1);
		return 0;
	}
	return -EINVAL;
}

static long flush(struct tty *tty, u64 what)
{
	if (what > TCIOFLUSH)
		return -EINVAL;
	if (what != TCOFLUSH)
		flush_input(tty);
	if (what != TCIFLUSH && tty->driver->discard) {
		tty->driver->discard(tty->device);
		wake_up(&tty->writers);
	}
	return 0;
}

static u32 unsent(const struct tty *tty)
{
	return tty->driver->queued ? (u32)tty->driver->queued(tty->device) : 0;
}

/* TIOCSTI: as if it had been typed. */
static long type(struct tty *tty, u64 arg)
{
	char c;
	u64 irqs;

	if (tty_controlling() != tty && !capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (copy_from_user(&c, arg, 1))
		return -EFAULT;
	irqs = irq_save();
	tty_receive(tty, &c, 1);
	irq_restore(irqs);
	return 0;
}

static long job_ioctl(struct tty *tty, u32 cmd, u64 arg)
{
	bool own = tty_controlling() == tty;
	u32 pgid;

	switch (cmd) {
	case TIOCSCTTY: return tty_take(tty, arg == 1);
	case TIOCNOTTY: return tty_leave(tty);
	case TIOCGPGRP: return own ? put_user(tty->foreground, arg) : -ENOTTY;
	case TIOCGSID: return own ? put_user(tty->session, arg) : -ENOTTY;
	case TIOCSPGRP:
		if (get_user(pgid, arg))
			return -EFAULT;
		return tty_set_foreground(tty, pgid);
	}
	return -ENOTTY;
}

static long screen_ioctl(u32 cmd, u64 arg)
{
	struct vt_state state = { .active = 1, .state = 3 };    /* tty1; bits: tty0, tty1 */

	switch (cmd) {
	case KDGKBTYPE: return put_user((char)KB_101, arg);
	case KDGETMODE: return put_user((u32)KD_TEXT, arg);
	case VT_GETSTATE: return copy_to_user(arg, &state, sizeof state);
	}
	return -ENOTTY;
}

static long modem_ioctl(u32 cmd, u64 arg)
{
	if (cmd == TIOCMGET)
		return put_user((u32)(TIOCM_DTR | TIOCM_RTS | TIOCM_CTS | TIOCM_CAR |
				      TIOCM_DSR), arg);
	return 0;                       /* TIOCMSET: the lines stay as they are */
}

static long nonblocking(struct file *f, u64 arg)
{
	u32 on;

	if (get_user(on, arg))
		return -EFAULT;
	f->flags = on ? f->flags | O_NONBLOCK : f->flags & ~(u32)O_NONBLOCK;
	return 0;
}

long tty_ioctl(struct file *file, u32 cmd, u64 arg, bool compat)
{
	struct tty *tty = file->private;

	(void)compat;                   /* all of these look the same in both ABIs */
	switch (cmd) {
	case TCGETS: return copy_to_user(arg, &tty->termios, sizeof tty->termios);
	case TCSETS: case TCSETSW: case TCSETSF: return set_termios(tty, cmd, arg);
	case TIOCGWINSZ: return copy_to_user(arg, &tty->winsize, sizeof tty->winsize);
	case TIOCSWINSZ: return set_winsize(tty, arg);
	case TCXONC: return flow(tty, arg);
	case TCFLSH: return flush(tty, arg);
	case TCSBRK: case TCSBRKP: return tty_drain(tty);
	case TIOCEXCL: case TIOCNXCL: return 0;
	case TIOCOUTQ: return put_user(unsent(tty), arg);
	case FIONREAD: return put_user((u32)n_tty_bytes(tty), arg);
	case FIONBIO: return nonblocking(file, arg);
	case TIOCSTI: return type(tty, arg);
	case TIOCGETD: return put_user((u32)N_TTY, arg);
	case TIOCMGET: case TIOCMSET:
		return tty->driver->virtual_terminal ? -ENOTTY : modem_ioctl(cmd, arg);
	case KDGKBTYPE: case KDGETMODE: case VT_GETSTATE:
		return tty->driver->virtual_terminal ? screen_ioctl(cmd, arg) : -ENOTTY;
	}
	return job_ioctl(tty, cmd, arg);
}
