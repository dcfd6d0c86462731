/* screen_console.c - a character-cell screen as a console. */
#include "term/console.h"

static void show(struct console *c, bool visible)
{
	c->platform->screen->cursor(MIN(c->x, c->columns - 1u), c->y, visible);
}

static void new_line(struct console *c)
{
	c->x = 0;
	if (c->y + 1 < c->rows)
		c->y++;
	else
		c->platform->screen->scroll(COLOUR_NORMAL);
}

static void put(struct console *c, char ch)
{
	const struct screen *s = c->platform->screen;

	switch (ch) {
	case '\n':
		new_line(c);
		/* The hardware's cursor follows at each line and when a key is asked
		 * for: it costs more than a character. */
		show(c, true);
		break;
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
		break;
	default:
		/* The line is left when there is more to come, not when it is full:
		 * 80 characters and \n are one line. */
		if (c->x >= c->columns)
			new_line(c);
		s->cell(c->x++, c->y, ch, c->colour_now);
	}
}

static void move(struct console *c, unsigned x, unsigned y)
{
	c->x = (u8)MIN(x, c->columns - 1u);
	c->y = (u8)MIN(y, c->rows - 1u);
}

static void colour(struct console *c, u8 value)
{
	c->colour_now = value;
}

static void clear(struct console *c)
{
	for (unsigned y = 0; y < c->rows; y++)
		for (unsigned x = 0; x < c->columns; x++)
			c->platform->screen->cell(x, y, ' ', c->colour_now);
	move(c, 0, 0);
	show(c, true);
}

static void show_cursor(struct console *c, bool visible)
{
	c->hidden = !visible;
	show(c, visible);
}

static int key(struct console *c)
{
	show(c, !c->hidden);
	return c->platform->key ? c->platform->key() : KEY_NONE;
}

const struct console_ops screen_ops = { put, move, colour, clear, show_cursor, key };
