/* prompt.c - the command line. */
#include "menu/prompt.h"
#include "base/error.h"
#include "common/str.h"
#include "mem/heap.h"
#include "menu/edit.h"
#include "term/term.h"

static const char FIRST[] = "firstlight> ", MORE[] = "> ";

/* Cells for the text behind a prompt on the narrowest console; one stays free for the
 * cursor, so that no line ever wraps. */
static unsigned text_width(size_t prompt)
{
	unsigned n, width = 255;
	struct console *c = term_consoles(&n);

	for (; n--; c++)
		if (c->output)
			width = MIN(width, c->columns);
	return width > prompt + 8 ? width - (unsigned)prompt - 1 : 8;
}

static void put_window(const char *prompt, const char *text, unsigned cells)
{
	term_put("\r", 1);
	term_put(prompt, strlen(prompt));
	term_put(text, cells);
}

/* Show the part of the line around the cursor.  *first is its first byte. */
static void redraw(const char *prompt, const struct edit *e, unsigned *first)
{
	unsigned width = text_width(strlen(prompt)), cells;

	if (*first > e->at)
		*first = e->at;
	if (e->at - *first > width)
		*first = e->at - width;
	cells = MIN(e->length - *first, width);
	put_window(prompt, e->text + *first, cells);
	for (unsigned i = cells; i < width; i++)
		term_put(" ", 1);
	put_window(prompt, e->text + *first, e->at - *first);
}

static enum edit_action read_line(struct edit *e, const char *prompt)
{
	unsigned first = 0, before;
	enum edit_action action;

	edit_clear(e);
	put_window(prompt, "", 0);
	do {
		int key = term_wait_key(UINT32_MAX);

		before = e->at;
		action = edit_key(e, key);
		/* A character at the end needs no more than itself. */
		if (e->at == before + 1 && e->at == e->length && e->text[before] == key &&
		    e->at - first <= text_width(strlen(prompt)))
			term_put(e->text + before, 1);
		else if (action == EDIT_STAY)
			redraw(prompt, e, &first);
	} while (action == EDIT_STAY);
	term_put("\n", 1);
	return action;
}

/* Append the line and a newline to the statement; false: no memory. */
static bool append(char **statement, size_t *size, const struct edit *e)
{
	char *more = heap_realloc(*statement, *size + e->length + 1);

	if (!more)
		return false;
	memcpy(more + *size, e->text, e->length);
	*size += e->length + 1;
	more[*size - 1] = '\n';
	*statement = more;
	return true;
}

/* Read one whole statement.  False: the person left, or there is no memory. */
static bool read_statement(struct edit *e, char **statement, size_t *size)
{
	*statement = NULL;
	*size = 0;
	do {
		if (read_line(e, *size ? MORE : FIRST) == EDIT_LEAVE) {
			/* The first Esc gives up what was typed, the next the prompt. */
			if (!*size && !e->length)
				return false;
			*size = 0;
			continue;
		}
		if (!append(statement, size, e)) {
			say("%s\n", ERR_NO_MEMORY);
			return false;
		}
	} while (!*size || script_incomplete((struct span){ *statement, *statement + *size }));
	return true;
}

void prompt_run(struct world *w)
{
	static struct edit line;        /* not on the stack: it is big */
	char *statement;
	size_t size;
	bool more;

	say("Commands as in grub.cfg; \"help\" lists them, Esc leaves.\n");
	w->leave = false;
	do {
		more = read_statement(&line, &statement, &size);
		if (more)
			script_run(w->script, (struct span){ statement, statement + size },
				   (struct source){ "command line", 1 });
		heap_free(statement);
	} while (more && !w->leave);
	w->leave = false;
}
