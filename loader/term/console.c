/* console.c - a character at a console's cursor: what screens and lines have in common. */
#include "term/console.h"
#include "term/glyph.h"

static void new_line(struct console *c)
{
	c->x = 0;
	if (c->y + 1 < c->rows)
		c->y++;
	else if (!c->line)
		c->platform->screen->scroll(term_normal);
}

static void send(const struct line *line, u32 code)
{
	char bytes[4];
	unsigned n = glyph_bytes(code, bytes);

	for (unsigned i = 0; i < n; i++)
		line->put(bytes[i]);
}

/* A printing character.  The line is left when there is more to come, not when it is
 * full: 80 characters and \n are one line.  A terminal is left to wrap by itself, so that
 * a log has a long line in one piece; where its cursor is then depends on its width. */
static void put_glyph(struct console *c, u32 code)
{
	unsigned cells = glyph_cells(&code);

	if (c->x + cells > c->columns) {
		new_line(c);
		c->lost = true;
	}
	if (c->line && cells)
		send(c->line, code);
	for (; cells--; c->x++)
		if (!c->line)
			c->platform->screen->cell(c->x, c->y, glyph_cp437(code),
						  c->colour_now);
}

void console_put(struct console *c, u32 code)
{
	switch (code) {
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
		c->lost = false;        /* it is in column 0 of whatever line */
		break;
	case '\r':
		c->x = 0;
		break;
	case '\b':
		if (c->x)
			c->x--;
		break;
	default:
		put_glyph(c, code);
		return;
	}
	if (c->line)
		c->line->put((char)code);
}
