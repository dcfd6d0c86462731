/* fake_console.h - the only console in use: cells in memory, and what was done to them. */
#ifndef UNIT_FAKE_CONSOLE_H
#define UNIT_FAKE_CONSOLE_H

#include "check.h"
#include "menu/canvas.h"
#include "term/glyph.h"

/* What there is room for; what the console has unless a test changes that. */
enum { COLUMNS_MAX = UINT8_MAX, LINES = 60, COLUMNS = 60 };

static u32 cells[LINES][COLUMNS_MAX];
static u8 colours[LINES][COLUMNS_MAX];
static unsigned written, clears;
static bool visible;

static inline void put(struct console *c, u32 code)
{
	unsigned n = glyph_cells(&code);

	for (written++; n; n--, code = 0) {
		assert_true(c->x < c->columns && c->y < c->rows);
		cells[c->y][c->x] = code;
		colours[c->y][c->x++] = c->colour_now;
	}
}

static inline void move(struct console *c, unsigned x, unsigned y)
{
	c->x = (u8)x;
	c->y = (u8)y;
}

static inline void colour(struct console *c, u8 value)
{
	c->colour_now = value;
}

static inline void clear(struct console *c)
{
	for (unsigned y = 0; y < LINES; y++)
		for (unsigned x = 0; x < COLUMNS_MAX; x++) {
			cells[y][x] = ' ';
			colours[y][x] = c->colour_now;
		}
	clears++;
}

static inline void show_cursor(struct console *c, bool on)
{
	(void)c;
	visible = on;
}

static const struct console_ops ops = { put, move, colour, clear, show_cursor, NULL };
static struct console console = { .ops = &ops, .columns = COLUMNS, .rows = 12, .output = true };

struct console *term_consoles(unsigned *n)
{
	*n = 1;
	return &console;
}

u8 term_normal = COLOUR_NORMAL;
static struct term_record record;

struct term_record *term_recorded(void)
{
	return &record;
}

/* Line y as text, without the blanks at its end; until the next call. */
static inline const char *line(unsigned y)
{
	static char text[4 * COLUMNS + 1];
	unsigned n = 0;

	for (unsigned x = 0; x < COLUMNS; x++)
		if (cells[y][x])
			n += glyph_bytes(cells[y][x], text + n);
	while (n && text[n - 1] == ' ')
		n--;
	text[n] = '\0';
	return text;
}

#endif
