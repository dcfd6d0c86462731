/* prompt.c - the command line. */
#include "menu/prompt.h"
#include "base/error.h"
#include "command/auth.h"
#include "common/str.h"
#include "mem/heap.h"
#include "menu/colours.h"
#include "menu/line.h"
#include "script/execute.h"
#include "term/term.h"

enum { STATEMENT_MAX = 16 * KiB, MESSAGE_MS = 10000 };

/* One for all prompts. */
static struct history history;

/* On the heap: too big for the stack, and a prompt may run a menu that has a prompt. */
struct prompt {
	struct world *world;
	size_t        size;             /* of text[]: the lines that are done */
	char          text[STATEMENT_MAX];
};

/* Read one whole statement, or so much of it that the parser will say it does not end.
 * False: the person left. */
static bool read_statement(struct prompt *p)
{
	struct line_reader l = { "firstlight> ", p->world, p->text, &history };
	struct edit e;

	p->size = 0;
	do {
		edit_start(&e, p->text + p->size, (unsigned)(STATEMENT_MAX - p->size), 0);
		colours_apply(p->world->script);
		if (line_read(&l, &e) == EDIT_LEAVE) {
			/* The first Esc gives up what was typed, the next the prompt. */
			if (!p->size && !e.length)
				return false;
			p->size = 0;
		} else {
			history_add(&history, e.text, e.length);
			e.text[e.length] = '\n';
			p->size += e.length + 1;
		}
		l.prompt = p->size ? "> " : "firstlight> ";
	} while (!p->size || (p->size < STATEMENT_MAX - 1 &&
			      script_incomplete((struct span){ p->text, p->text + p->size })));
	return true;
}

void prompt_run(struct world *w)
{
	struct prompt *p;

	w->config_ran = true;
	if (!auth_ask(w, NULL))
		return;
	p = heap_alloc(sizeof *p);
	if (!p) {
		say("%s\n", ERR_NO_MEMORY);
		term_wait_key(MESSAGE_MS);
		return;
	}
	say("\"help\" lists the commands, Tab completes, Esc leaves.\n");
	p->world = w;
	while (read_statement(p)) {
		script_run(w->script, (struct span){ p->text, p->text + p->size },
			   (struct source){ "command line", 1 });
		if (w->script->leaving & LEAVE_PROMPT)
			break;
	}
	heap_free(p);
}
