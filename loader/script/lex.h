/* lex.h - the text of a script as tokens. */
#ifndef SCRIPT_LEX_H
#define SCRIPT_LEX_H

#include "common/span.h"

enum token {
	TOKEN_END,                      /* of the text, and after every error */
	TOKEN_NEWLINE, TOKEN_SEMICOLON, TOKEN_OPEN, TOKEN_CLOSE,        /* \n ; { } */
	TOKEN_OPERATOR,                 /* | & < > ;; [[ ]]: reserved, without a meaning */
	TOKEN_WORD,                     /* quotes and variables still in it */
};

struct lexer {
	const char *start, *p, *end;    /* of the text; p: behind the token */
	unsigned    line;               /* at p */
	/* The token in hand. */
	enum token  token;
	const char *at;
	unsigned    at_line;
	/* The first error: what and where.  Stays; all tokens are TOKEN_END then. */
	err_t       error;
	const char *error_at;
	unsigned    error_line;
	bool        wants_more;         /* the text ends inside of something */
};

/* Start at the beginning of `text`, whose first byte is in line `line`; no token yet. */
void lex_start(struct lexer *l, struct span text, unsigned line);

/* Step to the next token. */
void lex_next(struct lexer *l);

/* Record an error at the token in hand. */
void lex_error(struct lexer *l, err_t error);

/* Forget the error and go on in the line behind it. */
void lex_recover(struct lexer *l);

/* How many bytes at `p`, behind a $, name a variable: x {x} 12 {12} ? # * @; 0 when
 * none do. */
size_t lex_variable(const char *p, const char *end);

/* In files a line that starts with # is not there, even inside of quotes.  `p` is at
 * the start of a line; returns the start of the first line that counts. */
const char *lex_skip_hash_lines(const char *p, const char *end);

/* Is it a name: a letter or _, then letters, digits and _? */
bool lex_is_name(const char *p, const char *end);

/* Bytes that are dropped inside of quotes and separate words outside. */
static inline bool lex_is_noise(char c)
{
	return c == '\r' || c == '\0';
}

#endif
