/* lex.c - the text of a script as tokens. */
#include "common/str.h"
#include "common/text.h"
#include "script/lex.h"

void lex_start(struct lexer *l, struct span text, unsigned line)
{
	/* A byte order mark, as editors of Windows write it. */
	if (span_size(text) >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0)
		text.p += 3;
	*l = (struct lexer){ .start = text.p, .p = text.p, .end = text.end, .line = line };
}

static void error_at(struct lexer *l, err_t error, const char *at, unsigned line)
{
	if (!l->error) {
		l->error = error;
		l->error_at = at;
		l->error_line = line;
	}
	l->token = TOKEN_END;
}

void lex_error(struct lexer *l, err_t error)
{
	/* Keep the line end, so that lex_recover() does not drop the line behind it. */
	if (l->token == TOKEN_NEWLINE && !l->error) {
		l->p = l->at;
		l->line = l->at_line;
	}
	error_at(l, error, l->at, l->at_line);
}

static const char *line_end(const char *p, const char *end)
{
	const char *newline = memchr(p, '\n', (size_t)(end - p));

	return newline ? newline : end;
}

void lex_recover(struct lexer *l)
{
	l->error = NULL;
	l->p = l->wants_more ? l->end : line_end(l->p, l->end);
}

const char *lex_skip_hash_lines(const char *p, const char *end)
{
	while (p < end && *p == '#') {
		p = line_end(p, end);
		if (p < end)
			p++;
	}
	return p;
}

static bool is_name_char(char c)
{
	return is_alpha(c) || is_digit(c) || c == '_';
}

bool lex_is_name(const char *p, const char *end)
{
	if (p == end || is_digit(*p))
		return false;
	while (p < end && is_name_char(*p))
		p++;
	return p == end;
}

static size_t bare_variable(const char *p, const char *end)
{
	const char *start = p;
	bool (*keep)(char) = p < end && is_digit(*p) ? is_digit : is_name_char;

	if (p < end && (*p == '?' || *p == '#' || *p == '*' || *p == '@'))
		return 1;
	while (p < end && keep(*p))
		p++;
	return (size_t)(p - start);
}

size_t lex_variable(const char *p, const char *end)
{
	size_t n;

	if (p == end || *p != '{')
		return bare_variable(p, end);
	n = bare_variable(p + 1, end);
	return n && n < (size_t)(end - p) - 1 && p[n + 1] == '}' ? n + 2 : 0;
}

/* Step over a line end inside of a word; l->p is at the newline. */
static void cross_line(struct lexer *l)
{
	const char *next = lex_skip_hash_lines(l->p + 1, l->end);

	for (; l->p < next; l->p++)
		l->line += *l->p == '\n';
}

/* l->p is at a backslash: step over it and what it quotes. */
static void take_escape(struct lexer *l)
{
	l->p++;
	if (l->p + 1 < l->end && l->p[0] == '\r' && l->p[1] == '\n')
		l->p++;
	if (l->p == l->end)
		l->wants_more = true;
	else if (*l->p == '\n') {
		cross_line(l);
		l->wants_more = l->p == l->end;
	} else {
		l->p++;
	}
}

/* l->p is behind a $. */
static void take_variable(struct lexer *l)
{
	size_t n = lex_variable(l->p, l->end);

	if (!n)
		error_at(l, "no variable's name behind $; \\$ is the character", l->p - 1,
			 l->line);
	l->p += n;
}

/* l->p is at a quote: step behind the one that closes it. */
static void take_quoted(struct lexer *l)
{
	const char *open = l->p;
	unsigned line = l->line;

	for (l->p++; l->p < l->end && *l->p != *open;) {
		if (*l->p == '\n') {
			cross_line(l);
		} else if (*open == '"' && *l->p == '\\') {
			take_escape(l);
		} else if (*open == '"' && *l->p == '$') {
			l->p++;
			take_variable(l);
		} else {
			l->p++;
		}
	}
	if (l->p < l->end) {
		l->p++;
		l->wants_more = false;
		return;
	}
	/* A bad variable in a string without an end is part of that bigger trouble. */
	l->error = NULL;
	l->wants_more = true;
	error_at(l, "this quote is not closed", open, line);
}

/* Take the longest word; none when l->p is at something else. */
static void take_word(struct lexer *l)
{
	while (l->p < l->end && !l->error) {
		switch (*l->p) {
		case ' ': case '\t': case '\n': case '\r': case '\0':
		case '{': case '}': case '|': case '&': case ';': case '<': case '>':
			return;
		case '\\':
			take_escape(l);
			break;
		case '\'': case '"':
			take_quoted(l);
			break;
		case '$':
			l->p++;
			if (l->p == l->end || *l->p != '"')
				take_variable(l);
			break;
		default:
			l->p++;
		}
	}
}

/* Blanks, comments and joined lines. */
static void skip_space(struct lexer *l)
{
	for (; l->p < l->end; l->p++) {
		if (*l->p == '#') {
			l->p = line_end(l->p, l->end);
			return;
		}
		while (l->p < l->end && *l->p == '\\') {
			const char *p = l->p + 1;

			if (p < l->end && *p == '\r')
				p++;
			if (p < l->end && *p != '\n')
				return;
			take_escape(l);
		}
		if (l->p == l->end || !(is_blank(*l->p) || lex_is_noise(*l->p)))
			return;
	}
}

void lex_next(struct lexer *l)
{
	static const char single[] = "\n;{}|&<>";       /* as in enum token */
	const char *found;

	if (l->error)
		return;
	skip_space(l);
	l->at = l->p;
	l->at_line = l->line;
	if (l->p == l->end) {
		l->token = TOKEN_END;
		return;
	}
	take_word(l);
	if (l->p > l->at) {
		size_t n = (size_t)(l->p - l->at);

		if (!l->error)
			l->token = n == 2 && (memcmp(l->at, "[[", 2) == 0 ||
					      memcmp(l->at, "]]", 2) == 0) ?
				TOKEN_OPERATOR : TOKEN_WORD;
		return;
	}
	found = memchr(single, *l->p++, sizeof single - 1);
	l->token = MIN((unsigned)(found - single) + TOKEN_NEWLINE, TOKEN_OPERATOR);
	l->line += l->token == TOKEN_NEWLINE;
	/* && || ;; are one each. */
	if (l->p < l->end && *l->p == *l->at &&
	    (l->token == TOKEN_SEMICOLON || l->token == TOKEN_OPERATOR)) {
		l->p++;
		l->token = TOKEN_OPERATOR;
	}
}
