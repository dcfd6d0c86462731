/* tty.c - terminals as files: reading, writing, waiting. */
#include "tty/tty.h"
#include "abi/errno.h"
#include "cpu/cpu.h"
#include "fs/files.h"
#include "sched/sched.h"
#include "tty/job.h"

enum {
	TTYS = 8,
	WRITE_PIECE = 128,              /* bytes that interrupts wait for */
	WRITE_ROOM = 8 * WRITE_PIECE,   /* what they may become: blanks for tabs */
	AUX_MAJOR = 5, TTY_MINOR = 0, CONSOLE_MINOR = 1, MAJOR_VT = 4, MINOR_TTY0 = 0,
};
enum { TENTH_NS = 100000000 };

static struct tty *ttys[TTYS];
static unsigned tty_count;
static struct tty *console;             /* what /dev/console is */

static const struct file_operations tty_fops, console_fops;

struct tty *tty_of(const struct file *file)
{
	return file->fops == &tty_fops || file->fops == &console_fops ? file->private : NULL;
}

struct tty *tty_first(void)
{
	return tty_count ? ttys[0] : NULL;
}

struct tty *tty_after(const struct tty *tty)
{
	for (unsigned i = 0; i + 1 < tty_count; i++)
		if (ttys[i] == tty)
			return ttys[i + 1];
	return NULL;
}

/* --- Input, from interrupts --- */

bool tty_crowded(const struct tty *tty)
{
	return TTY_INPUT - (tty->head - tty->tail) < TTY_ROOM_LOW && n_tty_waiting(tty);
}

void tty_receive(struct tty *tty, const char *bytes, size_t n)
{
	bool stopped = tty->stopped;

	for (size_t i = 0; i < n; i++)
		n_tty_receive(tty, bytes[i]);
	if (n_tty_waiting(tty))
		wake_up(&tty->readers);
	if (stopped && !tty->stopped)
		wake_up(&tty->writers);
}

void tty_sent(struct tty *tty)
{
	wake_up(&tty->writers);
}

static void signal_group(struct tty *tty, int sig)
{
	if (tty->foreground)
		kill_group(tty->foreground, sig, NULL);
}

/* --- Open: file->pos remembers how often the terminal had hung up by then. /dev/console
 * survives hang-ups. --- */

static bool is_dead(const struct file *f)
{
	const struct tty *tty = f->private;

	return f->fops == &tty_fops && (u32)f->pos != tty->hangups;
}

static int open_tty(struct file *f, struct tty *tty)
{
	f->private = tty;
	f->pos = tty->hangups;
	return 0;
}

static int open(struct inode *inode, struct file *f)
{
	bool is_tty0 = inode->rdev == makedev(MAJOR_VT, MINOR_TTY0);
	u64 rdev = is_tty0 ? makedev(MAJOR_VT, 1) : inode->rdev;
	struct tty *tty = NULL;

	if (inode->rdev == makedev(AUX_MAJOR, TTY_MINOR)) {
		tty = tty_controlling();
		f->fops = &tty_fops;
		return tty ? open_tty(f, tty) : -ENXIO;
	}
	for (unsigned i = 0; i < tty_count; i++)
		if (ttys[i]->rdev == rdev)
			tty = ttys[i];
	if (!tty)
		return -ENXIO;
	open_tty(f, tty);
	if (!(f->flags & O_NOCTTY) && !is_tty0 && (f->flags & O_ACCMODE) != O_WRONLY &&
	    current->signal && current->signal->sid == current->tgid &&
	    !current->signal->tty && !tty->session)
		tty_take(tty, false);
	return 0;
}

static int open_console(struct inode *inode, struct file *f)
{
	(void)inode;
	return console ? open_tty(f, console) : -ENODEV;
}

/* --- Reading --- */

/* Wait for a byte, until `until`.  1: look again, 0: it is late, -ERESTARTSYS. */
static long wait_input(const struct file *f, struct tty *tty, size_t least, u64 until)
{
	struct waiter w;
	long result = 1;

	wait_add(&tty->readers, &w);
	sleep_prepare();
	if (n_tty_waiting(tty) < least && !is_dead(f))
		result = schedule_until(until);
	sleep_finish();
	wait_remove(&w);
	return result == -EINTR ? -ERESTARTSYS : result;
}

/* When to give up waiting for more bytes in raw mode; 0: at once. */
static u64 deadline(const struct termios_k *t, bool has_some)
{
	u64 time = t->cc[VTIME] * (u64)TENTH_NS;

	if (t->lflag & ICANON)
		return UINT64_MAX;
	if (t->cc[VMIN] ? has_some && time : time)
		return uptime_ns() + time;
	return t->cc[VMIN] ? UINT64_MAX : 0;
}

/* Until there is enough for this read: 0, or why not. */
static long await_input(const struct file *f, struct tty *tty, size_t n)
{
	const struct termios_k *t = &tty->termios;
	size_t had = n_tty_waiting(tty);
	u64 until = deadline(t, had);

	for (;;) {
		bool raw = !(t->lflag & ICANON);
		size_t have = n_tty_waiting(tty);
		size_t least = raw && t->cc[VMIN] ? MIN(t->cc[VMIN], n) : 1;
		long error = tty_may_use(tty, SIGTTIN);

		if (error || have >= least || is_dead(f) || !until)
			return error;
		if (f->flags & O_NONBLOCK)
			return have && raw ? 0 : -EAGAIN;
		if (have != had)                /* the clock runs from byte to byte */
			until = deadline(t, have);
		had = have;
		error = wait_input(f, tty, least, until);
		if (error <= 0)
			return n_tty_waiting(tty) && raw ? 0 : error;
	}
}

static long read(struct file *f, void *buf, size_t n, u64 *pos)
{
	struct tty *tty = f->private;
	bool crowded;
	long got, error;
	u64 irqs;

	(void)pos;
	if (is_dead(f) || !n)
		return 0;
	error = await_input(f, tty, n);
	if (error < 0)
		return error;
	irqs = irq_save();
	crowded = TTY_INPUT - (tty->head - tty->tail) < TTY_ROOM_LOW;
	got = is_dead(f) ? 0 : n_tty_read(tty, buf, n);
	irq_restore(irqs);
	if (crowded && !tty_crowded(tty) && tty->driver->resume)
		tty->driver->resume(tty->device);
	/* nothing: VMIN 0, or the time is over */
	return got == -EAGAIN ? 0 : got;
}

/* --- Writing --- */

static size_t queued(const struct tty *tty)
{
	return tty->driver->queued ? tty->driver->queued(tty->device) : 0;
}

static bool has_room(const struct tty *tty)
{
	return !tty->driver->queued || tty->driver->capacity - queued(tty) >= WRITE_ROOM;
}

static bool accepts(const struct tty *tty)
{
	return !tty->stopped && has_room(tty);
}

long tty_drain(struct tty *tty)
{
	u32 hangups = tty->hangups;

	return wait_event(&tty->writers, !queued(tty) || tty->hangups != hangups);
}

static long put_pieces(const struct file *f, struct tty *tty, const char *text, size_t n)
{
	size_t done = 0;

	while (done < n) {
		size_t piece = MIN(n - done, WRITE_PIECE);
		long error = 0;
		u64 irqs;

		if (!accepts(tty))
			error = f->flags & O_NONBLOCK ? -EAGAIN :
				wait_event(&tty->writers, accepts(tty) || is_dead(f));
		if (!error && is_dead(f))
			error = -EIO;
		if (error)
			return done ? (long)done : error;
		irqs = irq_save();
		n_tty_write(tty, text + done, piece);
		irq_restore(irqs);
		done += piece;
		if (done < n && (sched_point() || signal_pending(current)))
			break;
	}
	return (long)done;
}

/* What is written together is shown together, however long the line takes. */
static long write_to(const struct file *f, struct tty *tty, const char *text, size_t n)
{
	long result = 0;

	if (tty->busy)
		result = f->flags & O_NONBLOCK ? -EAGAIN : wait_event(&tty->turn, !tty->busy);
	if (result)
		return result;
	tty->busy = true;
	result = put_pieces(f, tty, text, n);
	tty->busy = false;
	wake_up(&tty->turn);
	return result;
}

static long write(struct file *f, const void *buf, size_t n, u64 *pos)
{
	struct tty *tty = f->private;
	long error = 0;

	(void)pos;
	if (is_dead(f))
		return -EIO;
	if (tty->termios.lflag & TOSTOP)
		error = tty_may_use(tty, SIGTTOU);
	return error ? error : write_to(f, tty, buf, n);
}

static u32 poll(struct file *f, struct poll_table *pt)
{
	struct tty *tty = f->private;
	u32 events = 0;

	poll_wait(pt, &tty->readers);
	poll_wait(pt, &tty->writers);
	if (is_dead(f))
		return POLLIN | POLLOUT | POLLERR | POLLHUP | POLLRDNORM | POLLWRNORM;
	if (n_tty_readable(tty))
		events |= POLLIN | POLLRDNORM;
	if (accepts(tty))
		events |= POLLOUT | POLLWRNORM;
	return events;
}

static long ioctl(struct file *f, u32 cmd, u64 arg, bool compat)
{
	return is_dead(f) ? -EIO : tty_ioctl(f, cmd, arg, compat);
}

static long seek(struct file *f, i64 offset, int whence)
{
	(void)f, (void)offset, (void)whence;
	return -ESPIPE;
}

static const struct file_operations tty_fops = {
	.open = open, .read = read, .write = write, .poll = poll, .ioctl = ioctl, .seek = seek,
};
static const struct file_operations console_fops = {
	.open = open_console, .read = read, .write = write, .poll = poll,
	.ioctl = ioctl, .seek = seek,
};

/* --- Setting up --- */

static void add_device(u32 major, u32 minor, const char *name,
		       const struct file_operations *fops)
{
	chrdev_register(major, minor, name, fops);      /* a full /dev only lacks the name */
}

void tty_register(struct tty *tty)
{
	if (tty_count == TTYS)
		return;
	if (!tty_count) {
		tty_signal = signal_group;
		add_device(AUX_MAJOR, TTY_MINOR, "tty", &tty_fops);
		add_device(AUX_MAJOR, CONSOLE_MINOR, "console", &console_fops);
	}
	tty->termios_new = tty->termios;
	ttys[tty_count++] = tty;
	if (tty->rdev == makedev(MAJOR_VT, 1))
		add_device(MAJOR_VT, MINOR_TTY0, "tty0", &tty_fops);
	add_device((u32)(tty->rdev >> 8), (u32)(tty->rdev & 255), tty->name, &tty_fops);
}

void tty_console_is(struct tty *tty)
{
	console = tty;
}
