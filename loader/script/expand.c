/* expand.c - words and variables to strings. */
#include "common/fmt.h"
#include "common/str.h"
#include "common/text.h"
#include "mem/heap.h"
#include "script/expand.h"
#include "script/lex.h"

/* Make room for `more` bytes; false, now and for good, when there is none. */
static bool reserve(struct expansion *e, size_t more)
{
	/* Both lie in the heap or a text beside it: far from the end of size_t. */
	size_t size = 64 + 2 * (e->used + more);
	char *text;

	if (more > e->size - e->used) {
		text = heap_realloc(e->text, size);
		if (text) {
			e->text = text;
			e->size = size;
		} else {
			e->failed = true;
		}
	}
	return !e->failed;
}

static void put(struct expansion *e, char c)
{
	if (reserve(e, 1))
		e->text[e->used++] = c;
	e->open = true;
}

static void close_word(struct expansion *e)
{
	if (!e->open)
		return;
	put(e, '\0');
	e->argc++;
	e->open = false;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Add a variable's value.  Not quoted, blanks in its middle end the string; those at its
 * ends are dropped, and what is written beside the variable is joined to it. */
static void put_value(struct expansion *e, const char *value, bool quoted)
{
	bool inside = false;

	for (; *value; value++) {
		if (quoted || !is_space(*value)) {
			put(e, *value);
			inside = true;
		} else if (inside && value[1] && !is_space(value[1])) {
			close_word(e);
		}
	}
}

static void put_all_params(struct expansion *e, const struct params *params, char name,
			   bool quoted)
{
	for (int i = 0; i < params->argc; i++) {
		if (i && quoted && name == '*') {
			put(e, ' ');
		} else if (i) {
			close_word(e);
			/* Each of "$@" is an argument, also an empty one. */
			e->open = quoted;
		}
		put_value(e, params->argv[i], quoted);
	}
}

static void put_variable(struct expansion *e, struct span name, bool quoted)
{
	struct script *s = e->script;
	const struct params *params = s->params;
	const char *value = NULL;
	struct variable *v;
	char number[12], c = *name.p;
	int n = 0;

	if (c == '?' || (c == '#' && params)) {
		fmt(number, sizeof number, "%d", c == '?' ? s->status : params->argc);
		value = number;
	} else if (c == '*' || c == '@') {
		if (params)
			put_all_params(e, params, c, quoted);
	} else if (is_digit(c)) {
		while (name.p < name.end && n <= INT32_MAX / 16)
			n = n * 10 + (*name.p++ - '0');
		/* $0 is empty, as in GRUB. */
		if (params && n && n <= params->argc)
			value = params->argv[n - 1];
	} else if ((v = env_find(s->context, name.p, span_size(name)))) {
		value = v->value;
	}
	if (value)
		put_value(e, value, quoted);
}

void expand_words(struct expansion *e, const struct word *words)
{
	for (; words && !e->failed; words = words->next) {
		struct piece_reader r = { .p = words->text.p, .end = words->text.end };
		enum piece piece;

		while ((piece = lex_piece(&r)) != PIECE_END) {
			if (piece == PIECE_QUOTE)
				e->open = true;
			else if (piece == PIECE_CHAR)
				put(e, r.c);
			else if (piece == PIECE_VARIABLE)
				put_variable(e, r.name, r.quote);
		}
		close_word(e);
	}
}

void expand_add(struct expansion *e, const char *p, size_t size)
{
	if (reserve(e, size + 1)) {
		memcpy(e->text + e->used, p, size);
		e->used += size;
	}
	e->open = true;
	close_word(e);
}

char **expand_argv(struct expansion *e)
{
	size_t at = ALIGN_UP(e->used, sizeof(char *));
	char **argv, *p;

	if (!reserve(e, at - e->used + ((size_t)e->argc + 1) * sizeof *argv))
		return NULL;
	argv = (char **)(void *)(e->text + at);
	p = e->text;
	for (int i = 0; i < e->argc; i++) {
		argv[i] = p;
		p += strlen(p) + 1;
	}
	argv[e->argc] = NULL;
	return argv;
}
