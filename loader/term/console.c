/* console.c - a character at a console's cursor: what screens and lines have in common. */
#include "term/console.h"

static void new_line(struct console *c)
{
	c->x = 0;
	if (c->y + 1 < c->rows)
		c->y++;
	else if (!c->line)
		c->platform->screen->scroll(COLOUR_NORMAL);
}

/* A printing character.  The line is left when there is more to come, not when it is
 * full: 80 characters and \n are one line.  A terminal is left to wrap by itself, so that
 * a log has a long line in one piece; where its cursor is then depends on its width. */
static void put_glyph(struct console *c, char ch)
{
	if (c->x >= c->columns) {
		new_line(c);
		c->lost = true;
	}
	/* What a file contains must not steer a terminal. */
	if ((u8)ch < ' ' || ch == 0x7f)
		ch = '?';
	if (c->line)
		c->line->put(ch);
	else
		c->platform->screen->cell(c->x, c->y, ch, c->colour_now);
	c->x++;
}

void console_put(struct console *c, char ch)
{
	switch (ch) {
	case '\t':
		do
			put_glyph(c, ' ');
		while (c->x % TAB_STOP);
		return;
	case '\n':
		/* A screen's cursor follows at each line and when a key is asked for: it
		 * costs more than a character. */
		new_line(c);
		c->ops->show_cursor(c, !c->hidden);
		if (c->line)
			c->line->put('\r');
		break;
	case '\r':
		c->x = 0;
		break;
	case '\b':
		if (c->x)
			c->x--;
		break;
	default:
		put_glyph(c, ch);
		return;
	}
	if (c->line)
		c->line->put(ch);
}
