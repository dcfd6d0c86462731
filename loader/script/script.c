/* script.c - an interpreter, as the folders above use it. */
#include "common/str.h"
#include "common/text.h"
#include "mem/heap.h"
#include "script/execute.h"
#include "script/parse.h"

struct script *script_new(const struct script_host *host)
{
	struct script *s = heap_zalloc(sizeof *s);

	if (!s)
		return NULL;
	s->host = *host;
	if (script_enter_context(s)) {
		heap_free(s);
		return NULL;
	}
	return s;
}

void script_free(struct script *s)
{
	while (s->functions) {
		struct function *next = s->functions->next;

		heap_free(s->functions);
		s->functions = next;
	}
	while (s->context)
		env_leave(s);
	heap_free(s);
}

void script_glob_all(struct script *s)
{
	s->globs_all = true;
}

int script_status(const struct script *s)
{
	return s->status;
}

bool script_incomplete(struct span text)
{
	struct parser p;
	struct node *unit;

	parse_start(&p, text, 1, NULL);
	while (parse_unit(&p, &unit) && !p.lexer.error)
		;
	return p.lexer.wants_more;
}

unsigned script_check(struct span text, struct source source, script_report *report,
		      void *context)
{
	struct parser p;
	struct node *unit;
	unsigned errors = 0;

	parse_start(&p, text, source.line, NULL);
	while (parse_unit(&p, &unit)) {
		const struct lexer *l = &p.lexer;

		if (!l->error)
			continue;
		errors++;
		report(context, source.file, l->at_line, syntax_column(l), l->error);
		lex_recover(&p.lexer);
	}
	return errors;
}

/* The tables one by one: ours, then the host's; NULL behind the last. */
static const struct command *table(struct script *s, unsigned i)
{
	return i ? s->host.tables[i - 1] : script_builtins;
}

bool command_named(const struct command *c, const char *name, bool whole)
{
	size_t n = strlen(name), size;

	for (const char *word = c->usage, *next; word; word = next) {
		next = str_next_name(word, &size);
		if ((n < size ? !whole : n == size || c->flags & PREFIXES) &&
		    !memcmp(word, name, MIN(n, size)))
			return true;
	}
	return false;
}

const struct command *script_find_command(struct script *s, const char *name)
{
	const struct command *c;

	for (unsigned i = 0; (c = table(s, i)); i++)
		for (; c->usage; c++)
			if (command_named(c, name, true))
				return c;
	return NULL;
}

const struct command *script_next_command(struct script *s, const struct command *last)
{
	const struct command *c;
	bool found = !last;

	for (unsigned i = 0; (c = table(s, i)); i++)
		for (; c->usage; c++) {
			if (found)
				return c;
			found = c == last;
		}
	return NULL;
}
