/* tty.h - terminals: line discipline, termios, job control; consoles behind them. */
#ifndef TTY_TTY_H
#define TTY_TTY_H

#include "abi/termios.h"
#include "fs/vfs.h"

enum {
	TTY_INPUT = 4096,               /* a power of two */
	TTY_ROOM_LOW = 128,             /* with less room left the driver is to hold back */
};

/* What is behind a terminal. */
struct tty_driver {
	/* Show all of it.  Never waits long.  A driver with a queue loses what does not fit
	 * and calls tty_sent() when there is room again. */
	void (*write)(void *device, const char *text, size_t n);
	size_t (*queued)(void *device); /* NULL: it has no queue */
	void (*discard)(void *device);  /* what is queued */
	size_t capacity;
	void (*set_termios)(void *device, const struct termios_k *t);   /* may be NULL */
	void (*resume)(void *device);   /* there is room for input again; may be NULL */
	bool virtual_terminal;          /* answers KDGKBTYPE and the like */
};

struct tty {
	const char *name;                       /* "ttyS0", "tty1" */
	u64         rdev;
	const struct tty_driver *driver;
	void       *device;
	struct termios_k termios, termios_new;  /* now; as it was registered */
	struct winsize   winsize;
	u32         session, foreground;        /* sid, pgid; 0: none */
	u32         hangups;                    /* so far: files opened before are dead */
	/* Input: a ring of bytes; in canonical mode readers see whole lines only.
	 * tail <= line_end <= head <= tail + TTY_INPUT, all free-running. */
	char        input[TTY_INPUT];
	u64         ends[TTY_INPUT / 64];       /* this byte ends a line; NUL: end of file */
	u32         head, tail, line_end;       /* line_end: behind the last whole line */
	u32         column, line_column;        /* of the cursor; where the line began */
	bool        stopped, literal_next;
	bool        busy;                       /* with a write(); the next ones wait their turn */
	struct wait_queue readers, writers, turn;
};

/* The terminals that console= of the command line names, with their drivers; /dev/tty and
 * /dev/console. */
void tty_init(const char *cmdline);
/* A new terminal /dev/NAME; its termios are set up already. */
void tty_register(struct tty *tty);
/* Bytes arrived (interrupts off): the line discipline acts on them. */
void tty_receive(struct tty *tty, const char *bytes, size_t n);
void tty_sent(struct tty *tty);         /* its driver's queue has room */
/* Is there little room and somebody who can make some?  A driver that can should hold
 * back then, until driver->resume. */
bool tty_crowded(const struct tty *tty);
void tty_console_is(struct tty *tty);           /* what /dev/console stands for */
struct tty *tty_of(const struct file *file);    /* NULL: not a terminal */
struct tty *tty_first(void);                    /* the first registered; then tty_after() */
struct tty *tty_after(const struct tty *tty);   /* NULL: no more */
void tty_hangup_session(u32 sid);               /* the session leader exited */

/* Ctrl-Alt-Del restarts the machine at once; else it is a SIGINT for process 1. */
extern bool tty_ctrl_alt_del;

/* Linux's settings of a new terminal. */
extern const struct termios_k termios_default;

/* n_tty.c: pure line discipline, tested on the host; callers keep interrupts out. Signals
 * go through this hook: kill_group() in the kernel. */
extern void (*tty_signal)(struct tty *tty, int sig);
void   n_tty_receive(struct tty *tty, char c);
/* Bytes, 0 at an end of file, -EAGAIN: nothing to read yet. */
long   n_tty_read(struct tty *tty, char *to, size_t n);
/* In bytes: what a read would get now; in canonical mode it may be an end of file. */
size_t n_tty_waiting(const struct tty *tty);
/* The same without the ends of file, which are no bytes. */
size_t n_tty_bytes(const struct tty *tty);
bool   n_tty_readable(const struct tty *tty);
void   n_tty_write(struct tty *tty, const char *from, size_t n);       /* output processing */
void   n_tty_flush(struct tty *tty);                    /* forget all input */
void   n_tty_set_termios(struct tty *tty, const struct termios_k *t);

#endif
