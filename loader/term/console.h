/* console.h - the two kinds of consoles behind term.h. */
#ifndef TERM_CONSOLE_H
#define TERM_CONSOLE_H

#include "term/term.h"

/* The `put` of both kinds. */
void console_put(struct console *c, u32 code);

/* A character-cell screen with the platform's keyboard. */
extern const struct console_ops screen_ops;

/* A byte line to a terminal that knows ECMA-48 ("ANSI", vt100, xterm, linux). */
extern const struct console_ops ansi_ops;

/* ansi_ops.key: the next key from the line's bytes.  A lone Esc is one when nothing
 * follows it for more than 55 ms, one step of the slowest clock. */
int ansi_key(struct console *c);

enum { TAB_STOP = 8 };

#endif
