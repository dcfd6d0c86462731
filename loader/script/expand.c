/* expand.c - words and variables to strings.
 *
 * While a string is made, its quoted * ? and \ have a backslash before them, so that a
 * pattern can be told from text; close_word() takes it away again. */
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

void expand_put(struct expansion *e, char c)
{
	if (reserve(e, 1))
		e->text[e->used++] = c;
	e->open = true;
}

void expand_end(struct expansion *e)
{
	expand_put(e, '\0');
	e->argc++;
	e->word = e->used;
	e->open = e->pattern = false;
}

/* Add a character that is quoted, or whose * and ? make a pattern. */
static void put(struct expansion *e, char c)
{
	if (strchr("*?\\", c)) {
		if (e->quoted || c == '\\')
			expand_put(e, '\\');
		else
			e->pattern = true;
	}
	expand_put(e, c);
}

/* Take the backslashes of put() away from the open string. */
static void unquote(struct expansion *e)
{
	size_t from = e->word, to = from;

	while (from < e->used) {
		from += e->text[from] == '\\';
		e->text[to++] = e->text[from++];
	}
	e->used = to;
}

/* Put what the open string matches in its place; false when nothing does.  Paths and
 * devices in parentheses are patterns at any time, a word with a * in front when GRUB's
 * module for that was asked for. */
static bool expand_pattern(struct expansion *e)
{
	struct script *s = e->script;
	struct expansion found;
	char first = e->text[e->word];
	bool any;

	if (!s->host.list || !(first == '/' || first == '(' || (first == '*' && s->globs_all)) ||
	    !reserve(e, 1))
		return false;
	e->text[e->used] = '\0';
	any = glob(s, e->text + e->word, &found);
	e->failed |= found.failed;
	if (any && reserve(e, found.used)) {
		memcpy(e->text + e->word, found.text, found.used);
		e->used = e->word += found.used;
		e->argc += found.argc;
		e->open = e->pattern = false;
	}
	heap_free(found.text);
	return any;
}

static void close_word(struct expansion *e)
{
	if (!e->open || e->failed || (e->pattern && expand_pattern(e)))
		return;
	unquote(e);
	expand_end(e);
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void put_blank(struct expansion *e)
{
	e->inside |= (u8)(e->inside << 1);
}

/* Add a variable's value.  Not quoted, blanks in its middle end the string; those at its
 * ends are dropped, and what is written beside the variable is joined to it. */
static void put_value(struct expansion *e, const char *value)
{
	for (; *value; value++) {
		if (!e->quoted && is_space(*value)) {
			put_blank(e);
			continue;
		}
		if (e->inside > 1)
			close_word(e);
		put(e, *value);
		e->inside = 1;
	}
}

static void put_all_params(struct expansion *e, const struct params *params, char name)
{
	for (int i = 0; i < params->argc; i++) {
		if (!e->quoted) {
			put_blank(e);
		} else if (i && name == '@') {
			/* Each of "$@" is an argument, also an empty one. */
			close_word(e);
			e->open = true;
		} else if (i) {
			expand_put(e, ' ');
		}
		put_value(e, params->argv[i]);
	}
}

static void put_variable(struct expansion *e, struct span name)
{
	struct script *s = e->script;
	const struct params *params = s->params;
	const char *value = NULL;
	struct variable *v;
	char number[12], c = *name.p;
	int n = 0;

	e->inside = 0;
	if (c == '?' || (c == '#' && params)) {
		fmt(number, sizeof number, "%d", c == '?' ? s->status : params->argc);
		value = number;
	} else if (c == '*' || c == '@') {
		if (params)
			put_all_params(e, params, c);
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
		put_value(e, value);
}

void expand_words(struct expansion *e, const struct word *words)
{
	for (; words && !e->failed; words = words->next) {
		struct piece_reader r = { .p = words->text.p, .end = words->text.end };
		enum piece piece;

		while ((piece = lex_piece(&r)) != PIECE_END) {
			e->quoted = piece == PIECE_CHAR ? r.quoted : r.quote;
			if (piece == PIECE_QUOTE)
				e->open = true;
			else if (piece == PIECE_CHAR)
				put(e, r.c);
			else if (piece == PIECE_VARIABLE)
				put_variable(e, r.name);
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
	expand_end(e);
}

char **expand_argv(struct expansion *e)
{
	size_t at = ALIGN_UP(e->used, sizeof(char *));
	char **argv, *p;

	if (!reserve(e, at - e->used + ((size_t)e->argc + 1) * 2 * sizeof *argv))
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
