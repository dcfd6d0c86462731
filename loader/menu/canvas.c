/* canvas.c - lines of a screen, made in memory and sent as what changed of them. */
#include "menu/canvas.h"
#include "common/str.h"
#include "mem/heap.h"
#include "term/glyph.h"

enum {
	TAB        = 4,
	COLOUR_BIT = 24,                /* of a cell; the character is below */
	CODE_MASK  = (1 << COLOUR_BIT) - 1,
	GAP        = 4,
	ROWS_MIN   = 12, COLUMNS_MIN = 40,
};

static u32 row[CANVAS_COLUMNS + 1];

void row_fill(unsigned from, unsigned to, u8 colour)
{
	for (; from < to; from++)
		row[from] = ' ' | (u32)colour << COLOUR_BIT;
}

/* What row_text() says, and how many cells the whole text has. */
static unsigned put_text(unsigned from, unsigned to, unsigned skip, const char *text,
			 const char *end)
{
	unsigned at = 0;

	if (!end)
		end = text + strlen(text);
	while (text < end) {
		u32 code = glyph_next(&text, end), colour;
		bool tab = code == '\t';
		unsigned cells = tab ? TAB - at % TAB : glyph_cells(&code);
		unsigned x = from + at - skip;

		if (!tab && cells && at >= skip && x + cells <= to) {
			colour = row[x] & ~(u32)CODE_MASK;
			row[x] = colour | code;
			if (cells > 1)
				row[x + 1] = colour;
		}
		at += cells;
	}
	return at;
}

void row_text(unsigned from, unsigned to, unsigned skip, const char *text, const char *end)
{
	put_text(from, to, skip, text, end);
}

unsigned row_cells(const char *text, const char *end)
{
	return put_text(0, 0, 0, text, end);
}

void row_cut(unsigned from, unsigned to, const char *text, const char *end)
{
	enum { DOTS = 3 };

	if (from + row_cells(text, end) > to && to > from + 2 * DOTS) {
		to -= DOTS;
		put_text(to, to + DOTS, 0, "...", NULL);
	}
	put_text(from, to, 0, text, end);
}

unsigned row_skip(unsigned at, unsigned room)
{
	unsigned step = room / 2;

	return at < room ? 0 : (at / step - 1) * step;
}

void row_window(unsigned from, unsigned to, unsigned skip, const char *text, const char *end)
{
	if (skip + (to - from) < put_text(from, to, skip, text, end))
		put_text(to, to + 1, 0, ">", NULL);
	if (skip)
		put_text(from - 1, from, 0, "<", NULL);
}

void canvas_blank(u32 *shown, size_t cells)
{
	while (cells--)
		*shown++ = ' ' | (u32)term_normal << COLOUR_BIT;
}

/* Do two cells look alike?  A blank has no foreground. */
static bool alike(u32 a, u32 b)
{
	u32 other = a ^ b;

	return !other || (!(other & ~(u32)(0xf << COLOUR_BIT)) && (a & CODE_MASK) == ' ');
}

void row_send(struct console *c, unsigned y, unsigned columns, u32 *shown)
{
	for (unsigned x = 0; x < columns; x++) {
		unsigned i = x;

		if (shown) {
			if (alike(shown[x], row[x]))
				continue;
			shown[x] = row[x];
			/* To send a few cells again is shorter than to move the cursor over them. */
			if (c->y == y && x - c->x <= (c->dumb ? columns : GAP))
				i = c->x;
			else if (c->dumb && c->y != y)
				i = 0;
		}
		for (; i <= x; i++) {
			if (!(row[i] & CODE_MASK))
				continue;
			c->ops->move(c, i, y);
			c->ops->colour(c, (u8)(row[i] >> COLOUR_BIT));
			c->ops->put(c, row[i] & CODE_MASK);
		}
	}
}

unsigned canvas_size(bool rows)
{
	unsigned n, least = UINT8_MAX;
	const struct console *c = term_consoles(&n);

	for (; n--; c++)
		if (c->output)
			least = MIN(least, (unsigned)(rows ? c->rows : c->columns));
	return MAX(least, (unsigned)(rows ? ROWS_MIN : COLUMNS_MIN));
}

/* Clear the consoles in use; how many cells all consoles have. */
static size_t clear(bool cursor)
{
	size_t cells = 0;
	unsigned n;
	struct console *c = term_consoles(&n);

	for (; n--; c++) {
		cells += (size_t)c->columns * c->rows;
		if (!c->output)
			continue;
		c->ops->colour(c, term_normal);
		c->ops->clear(c);
		c->ops->show_cursor(c, cursor);
	}
	return cells;
}

/* The cursor goes to x in line y, which row[] has.  A terminal that cannot be steered gets
 * there by printing what is in front of x, or the whole line when it was not the last one. */
static void place(struct console *c, unsigned x, unsigned y)
{
	unsigned to = x;

	if (c->dumb && c->y != y) {
		to = c->columns - 1u;
		c->ops->move(c, 0, y);
	}
	while (c->dumb && c->x < to)
		c->ops->put(c, row[c->x] & CODE_MASK);
	c->ops->move(c, x, y);
}

void canvas_draw(struct canvas *v, compose_fn *compose, void *model, unsigned x, unsigned y)
{
	unsigned n;
	struct console *c = term_consoles(&n);
	bool was_open = v->open;
	u32 *shown;

	if (!v->open && !v->one_line) {
		size_t cells = clear(v->cursor);

		v->open = true;
		v->shown = heap_alloc(cells * sizeof *v->shown);
		if (v->shown)
			canvas_blank(v->shown, cells);
	}
	for (shown = v->shown; n--; c++) {
		unsigned first = v->one_line ? c->y : 0, lines = v->one_line ? 1 : c->rows;

		for (unsigned line = 0; line < lines; line++) {
			row_fill(0, c->columns, term_normal);
			compose(model, c, line);
			/* A terminal that cannot be steered has got all lines once; from then
			 * on it gets the one with the cursor. */
			if (c->output && (!c->dumb || !was_open || line == y))
				row_send(c, first + line, c->columns, shown);
			if (shown)
				shown += c->columns;
		}
		if (c->dumb && lines > 1) {
			row_fill(0, c->columns, term_normal);
			compose(model, c, y);
		}
		if (c->output)
			place(c, x, first + y);
	}
}

void canvas_close(struct canvas *v)
{
	if (!v->open)
		return;
	clear(true);
	term_recorded()->size = 0;
	heap_free(v->shown);
	*v = (struct canvas){ .cursor = v->cursor };
}
