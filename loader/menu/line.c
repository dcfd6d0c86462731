/* line.c - a line typed at the consoles, behind what was printed. */
#include "menu/line.h"
#include "common/str.h"
#include "menu/canvas.h"
#include "menu/colours.h"
#include "menu/complete.h"
#include "term/term.h"

/* Cells of every console's line. */
enum { CELLS = TERM_CONSOLES * CANVAS_COLUMNS };

struct typed {
	const struct edit *edit;
	unsigned           start, end;  /* columns */
	unsigned           skip;        /* cells of the text */
};

static u32 shown[CELLS];

/* Begin a line with the prompt, the next one if somebody printed into this one. */
static void fresh_line(const struct line_reader *l)
{
	unsigned n, at = 0;
	const struct console *c = term_consoles(&n);

	for (; n--; c++)
		if (c->output)
			at |= c->x;
	say("%s%s", at ? "\n" : "", l->prompt);
	canvas_blank(shown, CELLS);
}

/* What is behind the prompt, which stays as it was printed. */
static void compose(void *model, const struct console *c, unsigned y)
{
	const struct typed *l = model;
	const struct edit *e = l->edit;

	(void)c, (void)y;
	row_window(l->start, l->end, l->skip, e->text, e->text + e->length);
}

/* Two cells at the end stay free, for the cursor and so that nothing ever wraps. */
static void draw(const struct line_reader *reader, struct edit *e)
{
	static struct canvas canvas = { .shown = shown, .one_line = true };
	unsigned at = row_cells(e->text, e->text + e->at);
	struct typed l = { e, (unsigned)strlen(reader->prompt), canvas_size(false) - 2, 0 };

	l.skip = row_skip(at, l.end - l.start);
	canvas_draw(&canvas, compose, &l, l.start + at - l.skip, 0);
}

static void complete_line(const struct line_reader *l, struct edit *e)
{
	static char list[COMPLETE_LIST];

	complete(l->world, e, l->text, list);
	if (!*list)
		return;
	draw(l, e);                     /* what came too fast to be shown */
	say("\n%s\n", list);
	fresh_line(l);
}

enum edit_action line_read(const struct line_reader *l, struct edit *e)
{
	fresh_line(l);
	for (;;) {
		int key = term_key();
		enum edit_action action;

		if (key == KEY_NONE) {
			draw(l, e);
			key = term_wait_key(UINT32_MAX);
		}
		action = edit_key(e, key);
		switch (action) {
		case EDIT_DONE: case EDIT_LEAVE:
			draw(l, e);
			say("\n");
			return action;
		case EDIT_COMPLETE:
			complete_line(l, e);
			break;
		case EDIT_REDRAW:
			term_clear();
			fresh_line(l);
			break;
		case EDIT_OLDER: case EDIT_NEWER:
			history_step(l->history, e, action == EDIT_OLDER);
			break;
		default:
			break;
		}
	}
}
