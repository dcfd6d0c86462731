/* screen.h - the VGA's screen as a terminal's output. */
#ifndef TTY_SCREEN_H
#define TTY_SCREEN_H

#include "common/linux_header.h"
#include "tty/vt.h"

/* Before that, and on a screen that is not in text mode, nothing is shown. */
void screen_init(const struct linux_screen *screen);
void screen_write(const char *text, size_t n);
/* The kernel's words: shown even in the middle of a program's escape sequence. */
void screen_print(const char *text, size_t n);

extern struct vt screen_vt;             /* rows 0: no screen */

#endif
