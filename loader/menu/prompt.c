/* prompt.c - the command line. */
#include "menu/prompt.h"
#include "base/error.h"
#include "common/str.h"
#include "mem/heap.h"
#include "menu/edit.h"
#include "menu/view.h"
#include "term/term.h"

enum { STATEMENT_MAX = 16 * KiB };

/* On the heap: too big for the stack, and a prompt may run a menu that has a prompt. */
struct prompt {
	size_t      size;               /* of text[] */
	struct edit line;
	char        text[STATEMENT_MAX];
};

/* Show the part of the line around the cursor, `width` cells from *first on. */
static void redraw(const char *prompt, const struct edit *e, unsigned width, unsigned *first)
{
	const char *text;
	unsigned cells;

	if (*first > e->at)
		*first = e->at;
	if (e->at - *first > width)
		*first = e->at - width;
	text = e->text + *first;
	cells = MIN(e->length - *first, width);
	say("\r%s%.*s%*s\r%s%.*s", prompt, (int)cells, text, (int)(width - cells), "", prompt,
	    (int)(e->at - *first), text);
}

/* No line ever wraps: one cell stays free for the cursor. */
static enum edit_action read_line(struct edit *e, const char *prompt)
{
	unsigned width = view_size(false) - (unsigned)strlen(prompt) - 1, first = 0, before;
	enum edit_action action;

	edit_clear(e);
	say("%s", prompt);
	while (before = e->at, (action = edit_key(e, term_wait_key(UINT32_MAX))) == EDIT_STAY) {
		/* What is new at the end needs no more than itself. */
		if (e->at > before && e->at == e->length && e->at - first <= width)
			term_put(e->text + before, e->at - before);
		else
			redraw(prompt, e, width, &first);
	}
	say("\n");
	return action;
}

/* Read one whole statement, or so much of it that the parser will say it does not end.
 * False: the person left. */
static bool read_statement(struct prompt *p)
{
	struct edit *e = &p->line;

	p->size = 0;
	do {
		if (read_line(e, p->size ? "> " : "firstlight> ") == EDIT_LEAVE) {
			/* The first Esc gives up what was typed, the next the prompt. */
			if (!p->size && !e->length)
				return false;
			p->size = 0;
			continue;
		}
		memcpy(p->text + p->size, e->text, e->length);
		p->size += e->length;
		p->text[p->size++] = '\n';
	} while (!p->size || (p->size <= STATEMENT_MAX - EDIT_MAX &&
			      script_incomplete((struct span){ p->text, p->text + p->size })));
	return true;
}

void prompt_run(struct world *w)
{
	struct prompt *p = heap_alloc(sizeof *p);

	say(p ? "\"help\" lists the commands, Esc leaves.\n" : ERR_NO_MEMORY);
	w->leave = false;
	while (p && !w->leave && read_statement(p))
		script_run(w->script, (struct span){ p->text, p->text + p->size },
			   (struct source){ "command line", 1 });
	w->leave = false;
	heap_free(p);
}
