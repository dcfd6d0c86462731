/* tty.h - terminals: line discipline, termios, job control; consoles behind them. */
#ifndef TTY_TTY_H
#define TTY_TTY_H

#include "abi/termios.h"
#include "fs/vfs.h"

enum { TTY_INPUT = 4096 };

/* What is behind a terminal. */
struct tty_driver {
	/* Take some of the bytes; how many.  Never waits long. */
	size_t (*write)(void *device, const char *text, size_t n);
	void   (*set_termios)(void *device, const struct termios_k *t);         /* may be NULL */
};

struct tty {
	const char *name;                       /* "ttyS0", "tty1" */
	u64         rdev;
	const struct tty_driver *driver;
	void       *device;
	struct termios_k termios;
	struct winsize   winsize;
	u32         session, foreground;        /* sid, pgid; 0: none */
	/* Input: a ring of bytes; in canonical mode readers see whole lines only. */
	char        input[TTY_INPUT];
	u32         head, tail, line_end;       /* free-running; line_end: behind the last whole line */
	u32         column;                     /* of the cursor, for tabs and erase */
	bool        stopped, literal_next, eof_pending;
	struct wait_queue readers, writers;
};

/* The terminals that console= of the command line names, with their drivers; /dev/tty and
 * /dev/console. */
void tty_init(const char *cmdline);
/* A new terminal /dev/NAME. */
void tty_register(struct tty *tty);
/* A byte arrived (interrupt context): the line discipline acts on it. */
void tty_receive(struct tty *tty, char c);
/* /dev/console writes to all terminals that console= named, reads from the last. */
void tty_console_add(struct tty *tty);
struct tty *tty_of(const struct file *file);    /* NULL: not a terminal */
void tty_hangup_session(u32 sid);               /* the session leader exited */

/* n_tty.c: pure line discipline, tested on the host.  Signals go through this hook:
 * kill_group() in the kernel. */
extern void (*tty_signal)(struct tty *tty, int sig);
void   n_tty_receive(struct tty *tty, char c);
size_t n_tty_read(struct tty *tty, char *to, size_t n);         /* 0: nothing to read yet */
bool   n_tty_readable(const struct tty *tty);
size_t n_tty_write(struct tty *tty, const char *from, size_t n);        /* output processing */

#endif
