/* n_tty.c - the line discipline: from keys to lines. */
#include "tty/n_tty.h"
#include "abi/errno.h"
#include "abi/signal.h"
#include "common/str.h"
#include "common/text.h"

enum {
	MASK = TTY_INPUT - 1,
	NO_CHAR = 0,                    /* in cc[]: this function has no key */
	EOF_MARK = '\0',                /* in the ring, with its bit set */
};
_Static_assert(!(TTY_INPUT & MASK), "the ring's indices run freely");

void (*tty_signal)(struct tty *tty, int sig);

const struct termios_k termios_default = {
	.iflag = ICRNL | IXON,
	.oflag = OPOST | ONLCR,
	.cflag = B38400 | CS8 | CREAD | HUPCL,
	.lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
	.cc = {
		[VINTR] = 3, [VQUIT] = 28, [VERASE] = DEL, [VKILL] = 21, [VEOF] = 4,
		[VMIN] = 1,
		[VSTART] = 17, [VSTOP] = 19, [VSUSP] = 26, [VREPRINT] = 18, [VDISCARD] = 15,
		[VWERASE] = 23, [VLNEXT] = 22,
	},
};

static bool is_key(const struct tty *tty, unsigned which, char c)
{
	return tty->termios.cc[which] != NO_CHAR && tty->termios.cc[which] == (u8)c;
}

/* --- Echo --- */

static void echo_control(struct tty *tty, char c)
{
	char text[2] = { '^', (char)(c ^ 0x40) };

	n_tty_write(tty, text, 2);
}

static void echo(struct tty *tty, char c)
{
	if (local(tty, ECHOCTL) && is_control(c) && c != '\t' && c != '\n')
		echo_control(tty, c);
	else
		n_tty_write(tty, &c, 1);
}

/* Columns that the echo of the line's bytes up to `end` takes. */
static u32 echo_column(const struct tty *tty, u32 end)
{
	u32 column = tty->line_column;

	for (u32 i = tty->line_end; i != end; i++) {
		char c = tty->input[i & MASK];

		if (c != '\t' && is_control(c))
			column += local(tty, ECHOCTL) ? 2 : 0;
		else
			column = n_tty_column(tty, column, c);
	}
	return column;
}

/* --- Input: the ring --- */

static u32 used(const struct tty *tty)
{
	return tty->head - tty->tail;
}

static void mark(struct tty *tty, u32 at, bool end)
{
	u64 bit = 1ull << at % 64, *word = &tty->ends[(at & MASK) / 64];

	*word = end ? *word | bit : *word & ~bit;
}

static bool marked(const struct tty *tty, u32 at)
{
	return tty->ends[(at & MASK) / 64] >> at % 64 & 1;
}

static void push(struct tty *tty, char c, bool end)
{
	tty->input[tty->head & MASK] = c;
	mark(tty, tty->head, end);
	tty->head++;
}

/* In canonical mode the last byte is kept for the line's end. */
static bool room_for_one(struct tty *tty)
{
	char bell = BELL;

	if (used(tty) + 1 < TTY_INPUT)
		return true;
	if (tty->termios.iflag & IMAXBEL)
		put(tty, &bell, 1);
	return false;
}

void n_tty_flush(struct tty *tty)
{
	tty->tail = tty->line_end = tty->head;
	tty->literal_next = false;
}

static void end_line(struct tty *tty, char c)
{
	if (used(tty) == TTY_INPUT)
		return;
	push(tty, c, true);
	tty->line_end = tty->head;
}

/* --- Input: keys that edit the line --- */

static void erase_shown(struct tty *tty, u32 old_column)
{
	u32 n = old_column - MIN(old_column, echo_column(tty, tty->head));

	/* Columns are counted without an end; a line is not longer than this. */
	for (n = MIN(n, TTY_INPUT); n; n--)
		n_tty_write(tty, "\b \b", 3);
}

static void erase_byte(struct tty *tty)
{
	while (tty->head != tty->line_end)
		if (!continues(tty, tty->input[--tty->head & MASK]))
			return;
}

static bool word_byte(char c)
{
	return is_alpha(c) || is_digit(c) || c == '_' || (u8)c >= 0x80;
}

/* Blanks and such, then a word. */
static void erase_word(struct tty *tty)
{
	bool in_word = false;

	while (tty->head != tty->line_end) {
		bool word = word_byte(tty->input[(tty->head - 1) & MASK]);

		if (in_word && !word)
			return;
		in_word |= word;
		tty->head--;
	}
}

static void reprint(struct tty *tty)
{
	echo_control(tty, (char)tty->termios.cc[VREPRINT]);
	n_tty_write(tty, "\n", 1);
	tty->line_column = tty->column;
	for (u32 i = tty->line_end; i != tty->head; i++)
		echo(tty, tty->input[i & MASK]);
}

/* ^U on a terminal that cannot erase: a new line. */
static void kill_line(struct tty *tty, char c, u32 old_column)
{
	tty->head = tty->line_end;
	if (!local(tty, ECHO))
		return;
	if (local(tty, ECHOK | ECHOKE | ECHOE)) {
		erase_shown(tty, old_column);
		return;
	}
	echo(tty, c);
	if (local(tty, ECHOK))
		n_tty_write(tty, "\n", 1);
}

static bool edit(struct tty *tty, char c)
{
	bool extended = local(tty, IEXTEN);
	u32 old_column;

	if (!is_key(tty, VERASE, c) && !is_key(tty, VKILL, c) &&
	    !(extended && (is_key(tty, VWERASE, c) || is_key(tty, VREPRINT, c))))
		return false;
	old_column = echo_column(tty, tty->head);
	if (is_key(tty, VKILL, c)) {
		kill_line(tty, c, old_column);
		return true;
	}
	if (extended && is_key(tty, VREPRINT, c)) {
		if (local(tty, ECHO))
			reprint(tty);
		return true;
	}
	if (is_key(tty, VERASE, c))
		erase_byte(tty);
	else
		erase_word(tty);
	if (local(tty, ECHO | ECHOE))
		erase_shown(tty, old_column);
	else if (local(tty, ECHO))
		echo(tty, c);
	return true;
}

/* --- Input: all keys --- */

static bool signal_key(struct tty *tty, char c)
{
	int sig = is_key(tty, VINTR, c) ? SIGINT : is_key(tty, VQUIT, c) ? SIGQUIT :
		  is_key(tty, VSUSP, c) ? SIGTSTP : 0;

	if (!sig || !local(tty, ISIG))
		return false;
	tty->stopped = false;
	if (!local(tty, NOFLSH))
		n_tty_flush(tty);
	if (local(tty, ECHO))
		echo(tty, c);
	if (tty_signal)
		tty_signal(tty, sig);
	return true;
}

/* ^S and ^Q. */
static bool flow_key(struct tty *tty, char c)
{
	if (!(tty->termios.iflag & IXON))
		return false;
	if (is_key(tty, VSTART, c) || is_key(tty, VSTOP, c)) {
		tty->stopped = !is_key(tty, VSTART, c);
		return true;
	}
	if (tty->termios.iflag & IXANY)
		tty->stopped = false;
	return false;
}

static void plain(struct tty *tty, char c)
{
	if (!room_for_one(tty))
		return;
	if (tty->head == tty->line_end)
		tty->line_column = tty->column;
	push(tty, c, false);
	if (local(tty, ECHO))
		echo(tty, c);
}

/* Ends of lines and keys that edit them; false: an ordinary byte. */
static bool canonical(struct tty *tty, char c)
{
	if (edit(tty, c))
		return true;
	if (local(tty, IEXTEN) && is_key(tty, VLNEXT, c)) {
		tty->literal_next = true;
		if (local(tty, ECHO | ECHOCTL))
			n_tty_write(tty, "^\b", 2);
		return true;
	}
	if (c == '\n') {
		if (local(tty, ECHO) || local(tty, ECHONL))
			n_tty_write(tty, "\n", 1);
		end_line(tty, c);
		return true;
	}
	if (is_key(tty, VEOF, c)) {
		end_line(tty, EOF_MARK);
		return true;
	}
	if (is_key(tty, VEOL, c) || (local(tty, IEXTEN) && is_key(tty, VEOL2, c))) {
		if (local(tty, ECHO))
			echo(tty, c);
		end_line(tty, c);
		return true;
	}
	return false;
}

void n_tty_receive(struct tty *tty, char c)
{
	u32 flags = tty->termios.iflag;

	if (flags & ISTRIP)
		c = (char)(c & 0x7f);
	if (tty->literal_next) {
		tty->literal_next = false;
		plain(tty, c);
		return;
	}
	if (flow_key(tty, c) || signal_key(tty, c))
		return;
	if (c == '\r') {
		if (flags & IGNCR)
			return;
		if (flags & ICRNL)
			c = '\n';
	} else if (c == '\n' && flags & INLCR) {
		c = '\r';
	} else if (flags & IUCLC && local(tty, IEXTEN)) {
		c = ascii_lower(c);
	}
	if (!local(tty, ICANON) || !canonical(tty, c))
		plain(tty, c);
}

/* --- Reading --- */

size_t n_tty_waiting(const struct tty *tty)
{
	return (local(tty, ICANON) ? tty->line_end : tty->head) - tty->tail;
}

size_t n_tty_bytes(const struct tty *tty)
{
	size_t n = n_tty_waiting(tty);

	for (u32 at = tty->tail; local(tty, ICANON) && at != tty->line_end; at++)
		n -= marked(tty, at) && tty->input[at & MASK] == EOF_MARK;
	return n;
}

bool n_tty_readable(const struct tty *tty)
{
	const u8 *cc = tty->termios.cc;
	size_t least = local(tty, ICANON) || cc[VTIME] || !cc[VMIN] ? 1 : cc[VMIN];

	return n_tty_waiting(tty) >= least;
}

static long read_line(struct tty *tty, char *to, size_t n)
{
	size_t done = 0;

	while (tty->tail != tty->line_end) {
		char c = tty->input[tty->tail & MASK];
		bool end = marked(tty, tty->tail), eof = end && c == EOF_MARK;

		/* an end of file right behind a full buffer belongs to it */
		if (done == n && !eof)
			break;
		tty->tail++;
		if (!eof)
			to[done++] = c;
		if (end)
			break;
	}
	return (long)done;
}

long n_tty_read(struct tty *tty, char *to, size_t n)
{
	size_t waiting = n_tty_waiting(tty), at = tty->tail & MASK, first;

	if (!n)
		return 0;
	if (!waiting)
		return -EAGAIN;
	if (local(tty, ICANON))
		return read_line(tty, to, n);
	n = MIN(n, waiting);
	first = MIN(n, TTY_INPUT - at);
	memcpy(to, tty->input + at, first);
	memcpy(to + first, tty->input, n - first);
	tty->tail += (u32)n;
	if ((i32)(tty->line_end - tty->tail) < 0)
		tty->line_end = tty->tail;
	return (long)n;
}

/* What was typed in raw mode is, in canonical mode, one line without an end; and the other
 * way round all can be read at once. */
void n_tty_set_termios(struct tty *tty, const struct termios_k *t)
{
	bool was = local(tty, ICANON);

	tty->termios = *t;
	if (was == local(tty, ICANON))
		return;
	for (u32 i = tty->tail; i != tty->head; i++)
		mark(tty, i, false);
	if (tty->head != tty->tail)
		mark(tty, tty->head - 1, !was);
	tty->line_end = was ? tty->tail : tty->head;
	tty->literal_next = false;
}
