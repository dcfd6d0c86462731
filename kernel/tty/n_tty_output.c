/* n_tty_output.c - the line discipline's way out: what OPOST does to text. */
#include "tty/n_tty.h"

u32 n_tty_column(const struct tty *tty, u32 column, char c)
{
	if (c == '\t')
		return (column | (TAB - 1)) + 1;
	if (c == '\b')
		return column ? column - 1 : 0;
	if (c == '\r')
		return 0;
	return is_control(c) || continues(tty, c) ? column : column + 1;
}

/* One byte that OPOST may change. */
static void put_processed(struct tty *tty, char c)
{
	static const char blanks[TAB] = { ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ' };
	u32 flags = tty->termios.oflag;

	if (c == '\n') {
		if (flags & (ONLCR | ONLRET))
			tty->column = 0;
		put(tty, "\r\n" + !(flags & ONLCR), 1 + !!(flags & ONLCR));
		return;
	}
	if (c == '\r') {
		if (flags & ONOCR && !tty->column)
			return;
		if (flags & OCRNL) {
			c = '\n';
			tty->column = flags & ONLRET ? 0 : tty->column;
			put(tty, &c, 1);
			return;
		}
	} else if (c == '\t' && (flags & TAB3) == TAB3) {
		u32 n = TAB - tty->column % TAB;

		tty->column += n;
		put(tty, blanks, n);
		return;
	} else if (flags & OLCUC && c >= 'a' && c <= 'z') {
		c -= 'a' - 'A';
	}
	tty->column = n_tty_column(tty, tty->column, c);
	put(tty, &c, 1);
}

/* How many bytes from here on stand for themselves and take a column each? */
static size_t plain_run(const struct tty *tty, const char *p, size_t n)
{
	size_t i = 0;

	if (tty->termios.oflag & OLCUC)
		return 0;
	while (i < n && (u8)p[i] >= ' ' && (u8)p[i] < DEL)
		i++;
	return i;
}

void n_tty_write(struct tty *tty, const char *from, size_t n)
{
	if (!(tty->termios.oflag & OPOST)) {
		put(tty, from, n);
		return;
	}
	while (n) {
		size_t run = plain_run(tty, from, n);

		if (run) {
			put(tty, from, run);
			tty->column += (u32)run;
		} else {
			put_processed(tty, *from);
			run = 1;
		}
		from += run;
		n -= run;
	}
}
