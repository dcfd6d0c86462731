/* view.c - draws the menu on every console in use. */
#include "menu/view.h"
#include "common/fmt.h"
#include "common/str.h"
#include "term/term.h"

enum {
	TOP_LINES    = 4,               /* title, blank, heading, "more above" */
	BOTTOM_LINES = 4,               /* "more below", blank, clock, help */
	MARGIN       = 2,               /* columns left free beside the bar */
	INDENT       = 4,               /* where titles start */
	TEXT_MIN     = 20,              /* columns for text beside what is at the right */

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

/* Draw line y: `text` from column x, `right` at its right end.  On a cleared
 * screen the blanks at the end are there already: at 9600 baud they would take a second. */
static void line(struct console *c, unsigned y, u8 colour, unsigned x, const char *text,
		 const char *right)
{
	/* There are 40 columns at least: bios/screen.c sees to it. */
	unsigned from = MARGIN, end = c->columns - MARGIN, tail = (unsigned)strlen(right);
	char cells[UINT8_MAX + 1];

	if (tail > end - TEXT_MIN)
		tail = 0;
	memset(cells, ' ', sizeof cells);
	view_fit(cells + x, end - x - tail, text);
	memcpy(cells + end - tail, right, tail);
	if (!y) {                       /* the title goes from edge to edge */
		cells[end] = ' ';
		from = 0;
		end = c->columns;
	}
	while (fresh && colour < 0x10 && end > from && cells[end - 1] == ' ')
		end--;
	c->ops->move(c, from, y);
	c->ops->colour(c, colour);
	while (from < end)
		c->ops->put(c, cells[from++]);
}

/* A line about a number; empty when there is none. */
static void draw_number(struct console *c, unsigned y, u8 colour, const char *format, int n)
{
	char text[64];

	text[0] = '\0';
	if (n > 0)
		fmt(text, sizeof text, format, n);
	line(c, y, colour, MARGIN, text, "");
}

static void draw_entry(struct console *c, const struct menu *m, unsigned index)
{
	u8 colour = index == m->selected ? COLOUR_BAR : COLOUR_NORMAL;
	unsigned y = TOP_LINES + index - m->top;
	const struct menu_entry *e;

	if (index >= m->list->n) {
		line(c, y, colour, INDENT, "", "");
		return;
	}
	e = menu_entry_at(m->list, index);
	line(c, y, colour, INDENT, e->title, e->is_submenu ? "  > " : "    ");
}

/* All entries, or those that the bar left and came to. */
static void draw_entries(struct console *c, const struct menu *m, const struct view *v)
{
	unsigned end = m->top + m->rows;

	if (v->drawn && v->top == m->top) {
		if (v->selected == m->selected)
			return;
		draw_entry(c, m, v->selected);
		draw_entry(c, m, m->selected);
		return;
	}
	for (unsigned i = m->top; i < end; i++)
		draw_entry(c, m, i);
	draw_number(c, TOP_LINES - 1, COLOUR_CYAN, "  (%d more above)", (int)m->top);
	draw_number(c, TOP_LINES + m->rows, COLOUR_CYAN, "  (%d more below)",
		    (int)(m->list->n - end));
}

static void clear(struct console *c, bool cursor)
{
	c->ops->colour(c, COLOUR_NORMAL);
	c->ops->clear(c);
	c->ops->show_cursor(c, cursor);
}

static void draw_frame(struct console *c, const struct view *v, bool nested)
{
	clear(c, false);
	line(c, 0, COLOUR_TITLE, MARGIN, "Firstlight " FIRSTLIGHT_VERSION, v->place);
	line(c, 2, COLOUR_WHITE, MARGIN,
	     v->heading ? v->heading : "Choose what to start", "");
	line(c, c->rows - 1u, COLOUR_CYAN, MARGIN,
	     nested ? "Up/Down move   Enter start   Esc back   c command line"
		    : "Up/Down move   Enter start   c command line", "");
}

unsigned view_size(bool rows)
{
	unsigned n, least = UINT8_MAX;
	const struct console *c = term_consoles(&n);

	for (; n--; c++)
		least = MIN(least, (unsigned)(rows ? c->rows : c->columns));
	return MAX(least, (unsigned)TOP_LINES + BOTTOM_LINES + 1);
}

unsigned view_rows(void)
{
	return view_size(true) - TOP_LINES - BOTTOM_LINES;
}

void view_draw(struct view *v, const struct menu *m)
{
	unsigned seconds = m->counting ? menu_seconds(m) : 0, n;
	struct console *c = term_consoles(&n);

	fresh = !v->drawn;
	for (; n--; c++) {
		if (!v->drawn)
			draw_frame(c, v, m->nested);
		draw_entries(c, m, v);
		if (!v->drawn || v->seconds != seconds)
			draw_number(c, c->rows - 2u, COLOUR_NORMAL,
				    "Starts by itself in %d s.  Any key stops the clock.",
				    (int)seconds);
		/* Where the eye is, for braille lines and terminals that cannot hide it. */
		c->ops->move(c, MARGIN, TOP_LINES + m->selected - m->top);
	}
	v->drawn = true;
	v->top = m->top;
	v->selected = m->selected;
	v->seconds = seconds;
}

void view_leave(struct view *v)
{
	unsigned n;
	struct console *c = term_consoles(&n);

	for (; v->drawn && n--; c++)
		clear(c, true);
	v->drawn = false;
}
