/* job.h - sessions, their terminals, who may read and write. */
#ifndef TTY_JOB_H
#define TTY_JOB_H

#include "tty/tty.h"

struct tty *tty_controlling(void);      /* current's; NULL: none */
/* May current read (SIGTTIN) or change and write (SIGTTOU)?  0; -EIO; or -ERESTARTSYS, and
 * its group has got the signal. */
long tty_may_use(const struct tty *tty, int sig);
/* A session leader without a terminal gets this one.  0, -EPERM. */
long tty_take(struct tty *tty, bool steal);
long tty_leave(struct tty *tty);        /* TIOCNOTTY */
long tty_set_foreground(struct tty *tty, u32 pgid);

/* tty.c: until all of its output is out; 0, -EAGAIN never, -ERESTARTSYS. */
long tty_drain(struct tty *tty);

/* tty_ioctl.c */
long tty_ioctl(struct file *file, u32 cmd, u64 arg, bool compat);

#endif
