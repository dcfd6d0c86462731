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

/* Make room for `more` bytes. */
static bool reserve(struct expansion *e, size_t more)
{
	size_t size = MAX(e->size, (size_t)64);
	char *text;

	if (more <= e->size - e->used)
		return !e->failed;
	while (more > size - e->used)
		size = size > SIZE_MAX / 2 ? 0 : size * 2;
	text = heap_realloc(e->text, size);
	if (!text) {
		e->failed = true;
		return false;
	}
	e->text = text;
	e->size = size;
	return true;
}

static void put(struct expansion *e, char c)
{
	if (reserve(e, 1))
		e->text[e->used++] = c;
	e->open = true;
}

static bool is_special(char c)
{
	return c == '*' || c == '?' || c == '\\';
}

static void put_quoted(struct expansion *e, char c)
{
	if (is_special(c))
		put(e, '\\');
	put(e, c);
}

/* A character that is not quoted: * and ? make a pattern. */
static void put_plain(struct expansion *e, char c)
{
	if (c == '\\')
		put(e, '\\');
	else if (is_special(c))
		e->pattern = true;
	put(e, c);
}

/* Take the backslashes of put_quoted() away from the open string. */
static void unquote(struct expansion *e)
{
	size_t to = e->word;

	if (e->used == to || !memchr(e->text + to, '\\', e->used - to))
		return;
	for (size_t from = to; from < e->used; from++) {
		if (e->text[from] == '\\')
			from++;
		e->text[to++] = e->text[from];
	}
	e->used = to;
}

static void begin_word(struct expansion *e)
{
	e->word = e->used;
	e->open = e->pattern = false;
}

static void finish_word(struct expansion *e)
{
	put(e, '\0');
	e->argc++;
	begin_word(e);
}

static void add_found(void *context, const char *word)
{
	struct expansion *e = context;

	while (*word)
		put(e, *word++);
	finish_word(e);
}

/* Put what the open string matches in its place; false when nothing does. */
static bool expand_pattern(struct expansion *e)
{
	const struct script_host *host = &e->script->host;
	size_t start = e->word, size = e->used - start;
	int argc = e->argc;
	char *pattern = heap_strndup(e->text + start, size);

	if (!pattern) {
		e->failed = true;
		return false;
	}
	e->used = start;
	begin_word(e);
	host->glob(host->world, pattern, add_found, e);
	heap_free(pattern);
	if (e->argc != argc)
		return true;
	e->used = start + size;         /* nothing was written over it */
	return false;
}

static void close_word(struct expansion *e)
{
	if (!e->open || e->failed)
		return;
	if (e->pattern && e->script->host.glob && expand_pattern(e))
		return;
	if (!e->failed)
		unquote(e);
	finish_word(e);
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
		if (quoted) {
			put_quoted(e, *value);
		} else if (!is_space(*value)) {
			put_plain(e, *value);
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

/* Add the variable called name[0..size). */
static void put_variable(struct expansion *e, const char *name, size_t size, bool quoted)
{
	struct script *s = e->script;
	const struct params *params = s->params;
	struct variable *v;
	char number[12];
	unsigned n = 0;

	if (*name == '?' || (*name == '#' && params)) {
		fmt(number, sizeof number, "%d", *name == '?' ? s->status : params->argc);
		put_value(e, number, quoted);
	} else if (*name == '*' || *name == '@') {
		if (params)
			put_all_params(e, params, *name, quoted);
	} else if (is_digit(*name)) {
		/* $0 is empty, as in GRUB. */
		for (; size && n <= INT32_MAX / 16; size--)
			n = n * 10 + (unsigned)(*name++ - '0');
		if (params && n && n <= (unsigned)params->argc)
			put_value(e, params->argv[n - 1], quoted);
	} else if ((v = env_find(s->context, name, size))) {
		put_value(e, v->value, quoted);
	}
}

/* `p` is behind a $; returns behind the variable. */
static const char *expand_variable(struct expansion *e, const char *p, const char *end,
				   bool quoted)
{
	size_t size = lex_variable(p, end), braces = size && *p == '{';

	if (size)
		put_variable(e, p + braces, size - 2 * braces, quoted);
	return p + size;
}

/* `p` is behind an opening quote; returns behind the closing one. */
static const char *expand_quoted(struct expansion *e, const char *p, const char *end,
				 char quote)
{
	e->open = true;
	while (p < end && *p != quote) {
		char c = *p++;

		if (quote == '"' && c == '$') {
			p = expand_variable(e, p, end, true);
			continue;
		}
		if (quote == '"' && c == '\\' && p < end) {
			if (p + 1 < end && p[0] == '\r' && p[1] == '\n')
				p++;
			if (*p == '\n') {
				p = lex_skip_hash_lines(p + 1, end);
				continue;
			}
			if (*p == '$' || *p == '"' || *p == '\\')
				c = *p++;
		}
		if (!lex_is_noise(c))
			put_quoted(e, c);
		if (c == '\n')
			p = lex_skip_hash_lines(p, end);
	}
	return p < end ? p + 1 : p;
}

static void expand_word(struct expansion *e, const char *p, const char *end)
{
	while (p < end && !e->failed) {
		char c = *p++;

		if (c == '\\') {
			if (p == end)
				break;
			c = *p++;
			if (c == '\r' && p < end && *p == '\n')
				c = *p++;
			if (c == '\n')
				p = lex_skip_hash_lines(p, end);
			else if (c)
				put_quoted(e, c);
		} else if (c == '$') {
			/* $"..." would be translated; it is the string itself here. */
			if (p == end || *p != '"')
				p = expand_variable(e, p, end, false);
		} else if (c == '\'' || c == '"') {
			p = expand_quoted(e, p, end, c);
		} else {
			put_plain(e, c);
		}
	}
	close_word(e);
}

void expand_words(struct expansion *e, const struct word *words)
{
	for (; words && !e->failed; words = words->next)
		expand_word(e, words->text.p, words->text.end);
}

void expand_add(struct expansion *e, const char *before, struct span s, const char *behind)
{
	while (*before)
		put(e, *before++);
	for (; s.p < s.end; s.p++)
		if (*s.p)
			put(e, *s.p);
	while (*behind)
		put(e, *behind++);
	finish_word(e);
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

void expand_free(struct expansion *e)
{
	heap_free(e->text);
}
