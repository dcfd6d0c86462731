/* n_tty.h - what both halves of the line discipline ask. */
#ifndef TTY_N_TTY_H
#define TTY_N_TTY_H

#include "tty/tty.h"

enum { DEL = 0x7f, BELL = 7, TAB = 8 };

static inline bool local(const struct tty *tty, u32 flags)
{
	return (tty->termios.lflag & flags) == flags;
}

static inline bool is_control(char c)
{
	return (u8)c < ' ' || c == DEL;
}

/* The second byte of a UTF-8 character, or a later one. */
static inline bool continues(const struct tty *tty, char c)
{
	return tty->termios.iflag & IUTF8 && ((u8)c & 0xc0) == 0x80;
}

static inline void put(struct tty *tty, const char *text, size_t n)
{
	tty->driver->write(tty->device, text, n);
}

/* Where the cursor is behind this byte when it was at `column`. */
u32 n_tty_column(const struct tty *tty, u32 column, char c);

#endif
