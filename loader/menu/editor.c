/* editor.c - the screen on which an entry's commands are edited. */
#include "menu/editor.h"
#include "common/fmt.h"
#include "mem/heap.h"

enum {
	ROOM         = 16 * KiB,        /* bytes that can be added */
	TOP          = VIEW_TOP,        /* lines above the text */
	LIST_LINES   = 2,               /* for what TAB found */
	BOTTOM_LINES = LIST_LINES + 3,  /* blank, those, blank, help */
	FROM         = VIEW_END + 1,    /* columns in front of the text; < stands in the last */
};

static const char help[] =
	"Ctrl-X start   Ctrl-C command line   Tab completes   Esc discards";

struct editor *editor_open(struct world *w, const struct menu_entry *e)
{
	size_t size = e->body_size + ROOM;
	struct editor *ed = heap_zalloc(sizeof *ed + size);
	struct span body = { e->body, e->body + e->body_size };

	if (!ed)
		return NULL;
	ed->world = w;
	ed->frame.canvas.cursor = true;
	ed->frame.heading = ed->heading;
	fmt(ed->heading, sizeof ed->heading, "Commands of \"%s\"", e->title);
	edit_start(&ed->text, (char *)(ed + 1), (unsigned)size, 1);
	take_char(&body, '\n');         /* behind the { */
	edit_insert(&ed->text, body.p, span_size(body));
	ed->text.at = 0;
	return ed;
}

/* Which cell of its line the cursor is in. */
static unsigned cell_of_cursor(const struct edit *e)
{
	return row_cells(e->text + edit_line_start(e, e->at), e->text + e->at);
}

/* Cells of a line that are seen. */
static unsigned room(unsigned columns)
{
	return columns - FROM - VIEW_END - 1;
}

/* The line `n` lines below the first on the screen. */
static void compose_line(const struct editor *ed, const struct console *c, unsigned n)
{
	const struct edit *e = &ed->text;
	unsigned at = ed->top, skip = 0;

	for (; n; n--) {
		at = edit_line_end(e, at) + 1;
		if (at > e->length)
			return;
	}
	/* Only the line with the cursor goes sideways. */
	if (at == edit_line_start(e, e->at))
		skip = row_skip(cell_of_cursor(e), room(canvas_size(false)));
	row_window(FROM, FROM + room(c->columns), skip, e->text + at,
		   e->text + edit_line_end(e, at));
}

static void compose(void *model, const struct console *c, unsigned y)
{
	const struct editor *ed = model;
	unsigned list = y - (c->rows - 2u - LIST_LINES), width = c->columns - 2 * VIEW_END;

	if (y - TOP < ed->text.page) {
		compose_line(ed, c, y - TOP);
	} else if (list < LIST_LINES) {
		row_fill(0, c->columns, ed->frame.colours.note);
		row_text(VIEW_END, c->columns - VIEW_END, list * width, ed->list, NULL);
	} else {
		view_frame(&ed->frame, c, y, help);
	}
}

/* Scroll until the cursor is on the screen; in which of its lines it is then. */
static unsigned scroll(struct editor *ed)
{
	const struct edit *e = &ed->text;
	unsigned y = 0;

	ed->top = edit_line_start(e, MIN(ed->top, e->at));
	for (unsigned at = ed->top; (at = edit_line_end(e, at) + 1) <= e->at; y++)
		;
	for (; y >= e->page; y--)
		ed->top = edit_line_end(e, ed->top) + 1;
	return y;
}

static void draw(struct editor *ed)
{
	unsigned at = cell_of_cursor(&ed->text), y;

	view_refresh(&ed->frame, ed->world->script);
	ed->text.page = canvas_size(true) - TOP - BOTTOM_LINES;
	y = TOP + scroll(ed);
	at -= row_skip(at, room(canvas_size(false)));
	canvas_draw(&ed->frame.canvas, compose, ed, FROM + at, y);
}

enum edit_action editor_run(struct editor *ed)
{
	for (;;) {
		int key = term_key();
		enum edit_action action;

		/* Keys may come faster than a slow line shows what they do. */
		if (key == KEY_NONE) {
			draw(ed);
			key = term_wait_key(UINT32_MAX);
		}
		action = edit_key(&ed->text, key);
		ed->list[0] = '\0';
		switch (action) {
		case EDIT_BOOT: case EDIT_PROMPT: case EDIT_LEAVE:
			canvas_close(&ed->frame.canvas);
			return action;
		case EDIT_COMPLETE:
			complete(ed->world, &ed->text, ed->text.text, ed->list);
			break;
		case EDIT_REDRAW:
			canvas_close(&ed->frame.canvas);
			break;
		default:
			break;
		}
	}
}
