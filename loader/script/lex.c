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

void lex_error(struct lexer *l, err_t error)
{
	/* Keep the line end, so that lex_recover() does not drop the line behind it. */
	if (l->token == TOKEN_NEWLINE) {
		l->p = l->at;
		l->line = l->at_line;
	}
	if (!l->error)
		l->error = error;
	l->token = TOKEN_END;
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

/* In files a line that starts with # is not there, even inside of quotes.  `p` is at the
 * start of a line; returns the start of the first line that counts. */
static const char *skip_hash_lines(const char *p, const char *end)
{
	while (p < end && *p == '#') {
		p = line_end(p, end);
		p += p < end;
	}
	return p;
}

/* `p` is behind a backslash: the start of the next line if that joins lines, else NULL.
 * The end of the text is such a line, too. */
static const char *join(const char *p, const char *end)
{
	p += p < end && *p == '\r';
	if (p < end && *p++ != '\n')
		return NULL;
	return skip_hash_lines(p, end);
}

/* Behind a name: letters, digits and _, or digits only when the first is one. */
static const char *skip_name(const char *p, const char *end)
{
	const char *start = p;

	while (p < end && (is_digit(*p) || (!is_digit(*start) && (is_alpha(*p) || *p == '_'))))
		p++;
	return p;
}

bool lex_is_name(const char *p, const char *end)
{
	return !is_digit(*p) && skip_name(p, end) == end;
}

/* r->p is behind a $. */
static enum piece variable(struct piece_reader *r)
{
	const char *start = r->p, *p, *end = r->end;
	bool braces = start < end && *start == '{';

	start += braces;
	p = skip_name(start, end);
	if (p == start && p < end && memchr("?#*@", *p, r->translated ? 2 : 4))
		p++;
	if (p == start || (braces && (p == end || *p != '}')))
		return r->translated ? PIECE_CHAR : PIECE_BAD;
	r->name = (struct span){ start, p };
	r->p = p + braces;
	return PIECE_VARIABLE;
}

enum { SINGLES = 8 };

/* What ends a word; the first are tokens, as in enum token, and the NUL counts. */
static const char separators[] = "\n;{}|&<> \t\r";

enum piece lex_piece(struct piece_reader *r)
{
	const char *next;
	char c, special;

	if (r->p == r->end || (!r->quote && strchr(separators, *r->p)))
		return PIECE_END;
	c = r->c = *r->p++;
	if (c == r->quote || (!r->quote && (c == '"' || c == '\''))) {
		r->translated &= !r->quote;
		r->quote ^= c;
		return PIECE_QUOTE;
	}
	special = r->quote == '\'' ? 0 : c;
	r->quoted = r->quote || special == '\\';
	if (special == '$') {
		/* $"..." would be translated; it is the string itself here. */
		r->translated |= !r->quote && r->p < r->end && *r->p == '"';
		return r->translated && !r->quote ? PIECE_NOTHING : variable(r);
	}
	if (special == '\\') {
		next = join(r->p, r->end);
		if (next) {
			r->p = next;
			return PIECE_JOIN;
		}
		if (!r->quote || strchr("$\"\\", *r->p))
			c = *r->p++;
	}
	if (c == '\n')
		r->p = skip_hash_lines(r->p, r->end);
	r->c = c;
	return c == '\r' || c == '\0' ? PIECE_NOTHING : PIECE_CHAR;
}

/* Go on to `p`, over whatever lines. */
static void step_to(struct lexer *l, const char *p)
{
	for (; l->p < p; l->p++)
		l->line += *l->p == '\n';
}

/* Blanks, comments and joined lines. */
static void skip_space(struct lexer *l)
{
	const char *p = l->p, *next;

	while (p < l->end) {
		next = p + 1;
		if (*p == '#')
			next = line_end(p, l->end);
		else if (*p == '\\')
			next = join(next, l->end);
		else if (!strchr(separators + SINGLES, *p))
			next = NULL;
		if (!next || next == p)
			break;
		l->wants_more = *p == '\\' && next == l->end;
		p = next;
	}
	step_to(l, p);
}

/* Step to the token in hand: `p`. */
static void stand_at(struct lexer *l, const char *p)
{
	step_to(l, p);
	l->at = p;
	l->at_line = l->line;
}

/* Take the longest word; none when l->p is at something else.  A bad variable ends it, but not
 * the string it is in: GRUB does not look at what follows on the line, a quote may be there. */
static void take_word(struct lexer *l)
{
	struct piece_reader r = { .p = l->p, .end = l->end };
	const char *at, *bad = NULL, *open = NULL;
	enum piece piece;

	do {
		at = r.p;
		piece = lex_piece(&r);
		if (piece == PIECE_BAD && !bad)
			bad = at;
		else if (piece == PIECE_QUOTE)
			open = at;
		else if (piece == PIECE_JOIN)
			l->wants_more = r.p == r.end;
	} while (piece > PIECE_BAD || (piece && r.quote));
	l->token = TOKEN_WORD;
	/* A bad variable in a string without an end is part of that bigger trouble. */
	if (r.quote) {
		l->wants_more = true;
		stand_at(l, open);
		lex_error(l, "this quote is not closed");
	} else if (bad) {
		stand_at(l, bad);
		lex_error(l, "no variable's name behind $");
	}
	step_to(l, r.p);
}

void lex_next(struct lexer *l)
{
	char c;

	if (l->error)
		return;
	skip_space(l);
	stand_at(l, l->p);
	l->token = TOKEN_END;
	if (l->p == l->end)
		return;
	take_word(l);
	c = *l->at;
	if (l->p > l->at) {
		if (l->p == l->at + 2 && c == l->at[1] && (c == '[' || c == ']'))
			l->token = TOKEN_OPERATOR;
		return;
	}
	step_to(l, l->p + 1);
	l->token = TOKEN_NEWLINE + (unsigned)(strchr(separators, c) - separators);
	if (l->token > TOKEN_OPERATOR)
		l->token = TOKEN_OPERATOR;
	/* && || ;; are one each. */
	if (l->p < l->end && *l->p == c &&
	    (l->token == TOKEN_SEMICOLON || l->token == TOKEN_OPERATOR)) {
		l->p++;
		l->token = TOKEN_OPERATOR;
	}
}
