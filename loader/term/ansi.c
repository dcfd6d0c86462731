/* ansi.c - a byte line to an ANSI terminal as a console. */
#include "common/fmt.h"
#include "term/console.h"

__attribute__((format(printf, 2, 3)))
static void send(struct console *c, const char *format, ...)
{
	char text[24], *p = text;
	va_list args;

	va_start(args, format);
	fmt_va(text, sizeof text, format, args);
	va_end(args);
	while (*p && !c->dumb)
		c->line->put(*p++);
}

/* What cannot be steered goes to the start of the next line, and back in this one. */
static void move_dumb(struct console *c, unsigned x, unsigned y)
{
	if (y != c->y) {
		c->line->put('\r');
		c->line->put('\n');
		c->x = 0;
		c->y = (u8)y;
	}
	for (; c->x > x; c->x--)
		c->line->put('\b');
}

static void move(struct console *c, unsigned x, unsigned y)
{
	int right = (int)x - c->x;

	if (c->dumb) {
		move_dumb(c, x, y);
		return;
	}
	/* Behind the last column a terminal is where it likes. */
	if (c->lost || y != c->y || c->x >= c->columns)
		send(c, "\033[%u;%uH", y + 1, x + 1);
	else if (right == -1)
		c->line->put('\b');
	else if (right)
		send(c, "\033[%d%c", right < 0 ? -right : right, right < 0 ? 'D' : 'C');
	c->x = (u8)x;
	c->y = (u8)y;
	c->lost = false;
}

static void colour(struct console *c, u8 value)
{
	/* VGA counts blue 1, green 2, red 4; ECMA-48 the other way round. */
	static const char digit[] = "04261537";

	if (value == c->colour_now)
		return;
	c->colour_now = value;
	/* Normal is whatever the person's terminal has as normal. */
	send(c, value == COLOUR_NORMAL ? "\033[m" : "\033[0;%s3%c;4%cm",
	     value & 8 ? "1;" : "", digit[value & 7], digit[value >> 4 & 7]);
}

static void clear(struct console *c)
{
	send(c, "\033[2J");
	c->lost = true;
	move(c, 0, 0);
}

static void show_cursor(struct console *c, bool visible)
{
	if (c->hidden == visible)
		send(c, "\033[?25%c", visible ? 'h' : 'l');
	c->hidden = !visible;
}

const struct console_ops ansi_ops = {
	console_put, move, colour, clear, show_cursor, ansi_key,
};
