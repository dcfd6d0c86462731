/* view.c - draws the menu on every console in use. */
#include "menu/view.h"
#include "common/fmt.h"
#include "common/str.h"
#include "term/term.h"

enum {
	TOP_LINES    = 4,               /* title, blank, heading, "more above" */
	BOTTOM_LINES = 4,               /* "more below", blank, clock, help */
	MARGIN       = 2,               /* columns left free beside the bar */
	LINE_MAX     = 200,             /* a wider console is used up to here */
	NO_CLOCK     = ~0u >> 1,

	COLOUR_TITLE = COLOUR_BLUE << 4 | COLOUR_WHITE,
	COLOUR_BAR   = COLOUR_CYAN << 4 | COLOUR_BLACK,
};

static bool fresh;                      /* the screen was cleared just now */

void view_fit(char *to, unsigned width, const char *text)
{
	unsigned n = 0;

	for (; n < width && text[n]; n++)
		to[n] = (u8)text[n] < ' ' || text[n] == 0x7f ? '?' : text[n];
	if (n == width && text[n] && width > 3)
		memcpy(to + width - 3, "...", 3);
	memset(to + n, ' ', width - n);
	to[width] = '\0';
}

static unsigned width_of(const struct console *c)
{
	return MIN(c->columns, (unsigned)LINE_MAX);
}

static void put_text(struct console *c, unsigned x, unsigned y, u8 colour, const char *text)
{
	c->ops->move(c, x, y);
	c->ops->colour(c, colour);
	while (*text)
		c->ops->put(c, *text++);
}

/* A text at (x, y) in a field of `width` cells.  On a cleared screen the blanks behind
 * it are there already: at 9600 baud they would take a second. */
static void field(struct console *c, unsigned x, unsigned y, unsigned width, u8 colour,
		  const char *text)
{
	char line[LINE_MAX + 1];

	width = MIN(width, width_of(c) - x);
	view_fit(line, width, text);
	if (fresh && colour < 0x10)
		line[MIN(strlen(text), (size_t)width)] = '\0';
	if (line[0])
		put_text(c, x, y, colour, line);
}

static void draw_frame(struct console *c, const struct view *v, bool nested)
{
	unsigned width = width_of(c);
	size_t place = strlen(v->place);

	c->ops->colour(c, COLOUR_NORMAL);
	c->ops->clear(c);
	field(c, 0, 0, width, COLOUR_TITLE, "  Firstlight " FIRSTLIGHT_VERSION);
	if (place + 40 < width)
		put_text(c, width - (unsigned)place - MARGIN, 0, COLOUR_TITLE, v->place);
	field(c, MARGIN, 2, width - 2 * MARGIN, COLOUR_WHITE,
	      v->heading ? v->heading : "Choose what to start");
	put_text(c, MARGIN, c->rows - 1u, COLOUR_CYAN,
		 nested ? "Up/Down move   Enter start   Esc back   c command line"
			: "Up/Down move   Enter start   c command line");
}

static void draw_entry(struct console *c, const struct menu *m, unsigned index)
{
	unsigned width = width_of(c) - 2 * MARGIN, y = TOP_LINES + index - m->top;
	u8 colour = index == m->selected ? COLOUR_BAR : COLOUR_NORMAL;
	const struct menu_entry *e;

	if (index >= m->list->n) {
		field(c, MARGIN, y, width, COLOUR_NORMAL, "");
		return;
	}
	e = menu_entry_at(m->list, index);
	field(c, MARGIN, y, 2, colour, "");
	field(c, MARGIN + 2, y, width - 6, colour, e->title);
	field(c, MARGIN + width - 4, y, 4, colour, e->is_submenu ? "  >" : "");
}

/* Say how many entries are out of sight; an empty line when none is. */
static void draw_more(struct console *c, unsigned y, const char *where, unsigned n)
{
	char text[32] = "";

	if (n)
		fmt(text, sizeof text, "  (%u more %s)", n, where);
	field(c, MARGIN, y, sizeof text - 1, COLOUR_CYAN, text);
}

static void draw_entries(struct console *c, const struct menu *m)
{
	unsigned end = m->top + m->rows;

	for (unsigned i = m->top; i < end; i++)
		draw_entry(c, m, i);
	draw_more(c, TOP_LINES - 1, "above", m->top);
	draw_more(c, TOP_LINES + m->rows, "below", m->list->n > end ? m->list->n - end : 0);
}

static void draw_clock(struct console *c, unsigned seconds)
{
	char text[64] = "";

	if (seconds != NO_CLOCK)
		fmt(text, sizeof text, "Starts by itself in %u s.  Any key stops the clock.",
		    seconds);
	field(c, MARGIN, c->rows - 2u, sizeof text - 1, COLOUR_NORMAL, text);
}

static void draw_on(struct console *c, const struct view *v, const struct menu *m,
		    unsigned seconds)
{
	fresh = !v->drawn;
	if (fresh)
		draw_frame(c, v, m->nested);
	if (fresh || v->top != m->top) {
		draw_entries(c, m);
	} else if (v->selected != m->selected) {
		draw_entry(c, m, v->selected);
		draw_entry(c, m, m->selected);
	}
	if (v->seconds != seconds || fresh)
		draw_clock(c, seconds);
	/* Where the eye is, for braille lines and for terminals that cannot hide it. */
	c->ops->move(c, MARGIN, TOP_LINES + m->selected - m->top);
	c->ops->show_cursor(c, false);
}

unsigned view_rows(void)
{
	unsigned n, rows = 100;
	struct console *c = term_consoles(&n);

	for (; n--; c++)
		if (c->output)
			rows = MIN(rows, c->rows);
	return rows > TOP_LINES + BOTTOM_LINES ? rows - TOP_LINES - BOTTOM_LINES : 1;
}

void view_draw(struct view *v, const struct menu *m)
{
	unsigned seconds = m->counting ? menu_seconds(m) : NO_CLOCK, n;
	struct console *c = term_consoles(&n);

	for (; n--; c++)
		if (c->output)
			draw_on(c, v, m, seconds);
	v->drawn = true;
	v->top = m->top;
	v->selected = m->selected;
	v->seconds = seconds;
}

void view_leave(struct view *v)
{
	unsigned n;
	struct console *c = term_consoles(&n);

	for (; n--; c++) {
		if (!c->output)
			continue;
		c->ops->colour(c, COLOUR_NORMAL);
		c->ops->clear(c);
		c->ops->show_cursor(c, true);
	}
	v->drawn = false;
}
