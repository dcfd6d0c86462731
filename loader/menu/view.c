/* view.c - draws the menu on every console in use. */
#include "menu/view.h"
#include "common/fmt.h"
#include "term/glyph.h"

enum {
	HEADING_LINE = 2,
	BOTTOM_LINES = 4,               /* "more below", blank, clock, help */
	INDENT       = 4,               /* where titles start */
	TEXT_MIN     = 20,              /* columns for text beside what is at the right */
};

/* Line n, from 0, of what was printed lately, blank ones left out and long ones in pieces.
 * False: there are not so many. */
static bool find_note(unsigned n, const char **start, const char **end)
{
	const struct term_record *record = term_recorded();
	const char *p = record->text, *stop = p + record->size;

	do {
		unsigned left = canvas_size(false) - 2 * VIEW_END;

		if (p == stop)
			return false;
		for (*start = p; p < stop && *p != '\n' && left; ) {
			u32 code = glyph_next(&p, stop);

			left -= MIN(left, glyph_cells(&code));
		}
		*end = p;
		if (p < stop && *p == '\n')
			p++;
	} while (*start == *end || n--);
	return true;
}

/* A line of that colour: `right` at its right end, before it as much of the text as fits. */
static void line(const struct console *c, u8 colour, unsigned from, const char *text,
		 const char *right)
{
	unsigned end = c->columns - VIEW_END, tail = row_cells(right, NULL);

	row_fill(0, c->columns, colour);
	if (tail + TEXT_MIN > end)
		tail = 0;
	row_text(end - tail, end, 0, right, NULL);
	row_cut(from, end - tail, text, NULL);
}

void view_frame(const struct view *v, const struct console *c, unsigned y, const char *help)
{
	if (y == 0)
		line(c, v->colours.title, VIEW_END, "Firstlight " FIRSTLIGHT_VERSION,
		     v->place ? v->place : "");
	else if (y == HEADING_LINE)
		line(c, v->colours.heading, VIEW_END, v->heading, "");
	else if (y + 1 == c->rows)
		line(c, v->colours.help, VIEW_END, help, "");
}

/* A text about a number; none when there is nothing to say. */
static void number(unsigned from, const char *format, unsigned n)
{
	char text[64];

	fmt(text, sizeof text, format, n);
	if (n)
		row_cut(from, canvas_size(false), text, NULL);
}

/* Line `at` of the list, from the one above its first entry on. */
static void compose_list(const struct view *v, const struct console *c, unsigned at)
{
	const struct menu *m = v->menu;
	unsigned index = m->top + at - 1, n = m->list->n;
	const struct menu_entry *e;

	if (at && at <= m->rows && index < n) {
		e = menu_entry_at(m->list, index);
		line(c, index == m->selected ? v->colours.bar : v->colours.menu, INDENT,
		     e->title, e->is_submenu ? "  > " : "    ");
	} else {
		line(c, v->colours.menu, INDENT, "", "");
		number(INDENT, at ? "(%u more below)" : "(%u more above)",
		       at ? at > m->rows ? n - MIN(m->top + m->rows, n) : 0 : m->top);
	}
	row_fill(0, VIEW_END, term_normal);
	row_fill(c->columns - VIEW_END, c->columns, term_normal);
}

static void compose(void *model, const struct console *c, unsigned y)
{
	const struct view *v = model;
	const struct menu *m = v->menu;
	unsigned note = y - (VIEW_TOP + m->rows + 2);
	const char *start, *end;

	if (y >= VIEW_TOP - 1 && y <= VIEW_TOP + m->rows) {
		compose_list(v, c, y - (VIEW_TOP - 1));
	} else if (note < v->notes && find_note(note, &start, &end)) {
		row_fill(0, c->columns, v->colours.note);
		row_cut(VIEW_END, c->columns - VIEW_END, start, end);
	} else if (y + 2 == c->rows) {
		/* What changes is at the end, so that nothing else moves. */
		number(VIEW_END, "Any key stops the clock.  Starts by itself in %u s.",
		       m->counting ? menu_seconds(m) : 0);
	} else {
		view_frame(v, c, y, m->nested
			   ? "Enter start   e edit   c command line   Esc back   Up/Down move"
			   : "Enter start   e edit   c command line   Up/Down move");
	}
}

void view_refresh(struct view *v, struct script *s)
{
	v->place = script_get(s, "config_file");
	v->colours = colours_now(s);
}

/* How many entries and notes there is room for; entries have most of it. */
static void share_rows(struct view *v)
{
	unsigned room = canvas_size(true) - VIEW_TOP - BOTTOM_LINES;
	unsigned most = MIN((unsigned)VIEW_NOTES, room / 3);
	const char *start, *end;

	for (v->notes = 0; v->notes < most && find_note(v->notes, &start, &end); )
		v->notes++;
	menu_resize(v->menu, room - v->notes);
}

void view_draw(struct view *v)
{
	const struct menu *m = v->menu;

	if (!v->canvas.open)
		share_rows(v);
	/* The cursor is where the eye is, for braille lines and terminals that cannot
	 * hide it. */
	canvas_draw(&v->canvas, compose, v, VIEW_END, VIEW_TOP + m->selected - m->top);
}

void view_leave(struct view *v)
{
	canvas_close(&v->canvas);
}
