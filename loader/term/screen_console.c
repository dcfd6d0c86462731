/* screen_console.c - a character-cell screen as a console. */
#include "term/console.h"

static void move(struct console *c, unsigned x, unsigned y)
{
	c->x = (u8)MIN(x, c->columns - 1u);
	c->y = (u8)MIN(y, c->rows - 1u);
}

static void colour(struct console *c, u8 value)
{
	c->colour_now = value;
}

static void show_cursor(struct console *c, bool visible)
{
	c->hidden = !visible;
	c->platform->screen->cursor(MIN(c->x, c->columns - 1u), c->y, visible);
}

static void clear(struct console *c)
{
	for (unsigned y = 0; y < c->rows; y++)
		c->platform->screen->scroll(c->colour_now);
	move(c, 0, 0);
	show_cursor(c, true);
}

static int key(struct console *c)
{
	show_cursor(c, !c->hidden);
	return c->platform->key ? c->platform->key() : KEY_NONE;
}

const struct console_ops screen_ops = {
	console_put, move, colour, clear, show_cursor, key,
};
