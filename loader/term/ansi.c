/* ansi.c - a byte line to an ANSI terminal as a console. */
#include "common/fmt.h"
#include "term/console.h"

static void send(struct console *c, const char *text)
{
	while (*text)
		c->line->put(*text++);
}

static void new_line(struct console *c)
{
	c->x = 0;
	if (c->y + 1 < c->rows)
		c->y++;
}

static void put(struct console *c, char ch)
{
	switch (ch) {
	case '\n':
		send(c, "\r\n");
		new_line(c);
		return;
	case '\r':
		c->x = 0;
		break;
	case '\b':
		if (c->x)
			c->x--;
		break;
	case '\t':
		do
			put(c, ' ');
		while (c->x % TAB_STOP);
		return;
	default:
		/* A long line is left to the terminal to wrap, so that a log of the
		 * line has it in one piece.  Where the cursor is then depends on the
		 * terminal's width. */
		if (c->x >= c->columns) {
			new_line(c);
			c->lost = true;
		}
		c->x++;
		/* What a file contains must not steer the terminal. */
		if ((u8)ch < ' ' || ch == 0x7f)
			ch = '?';
	}
	c->line->put(ch);
}

static void move(struct console *c, unsigned x, unsigned y)
{
	char text[24];

	if (x == c->x && y == c->y && !c->lost)
		return;
	fmt(text, sizeof text, "\033[%u;%uH", y + 1, x + 1);
	send(c, text);
	c->x = (u8)x;
	c->y = (u8)y;
	c->lost = false;
}

/* VGA counts blue 1, green 2, red 4; ECMA-48 the other way round. */
static unsigned ansi_colour(u8 vga)
{
	return (vga & 1) << 2 | (vga & 2) | (vga >> 2 & 1);
}

static void colour(struct console *c, u8 value)
{
	char text[24];

	if (value == c->colour_now)
		return;
	c->colour_now = value;
	/* Normal is whatever the person's terminal has as normal. */
	if (value == COLOUR_NORMAL)
		fmt(text, sizeof text, "\033[m");
	else
		fmt(text, sizeof text, "\033[0;%s3%u;4%um", value & 8 ? "1;" : "",
		    ansi_colour(value), ansi_colour(value >> 4));
	send(c, text);
}

static void clear(struct console *c)
{
	send(c, "\033[2J");
	c->lost = true;
	move(c, 0, 0);
}

static void show_cursor(struct console *c, bool visible)
{
	if (c->hidden == !visible)
		return;
	c->hidden = !visible;
	send(c, visible ? "\033[?25h" : "\033[?25l");
}

const struct console_ops ansi_ops = { put, move, colour, clear, show_cursor, ansi_key };
