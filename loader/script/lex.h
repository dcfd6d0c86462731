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
	/* The first error.  It stays, and so does where it is: `at`, `at_line`; all tokens
	 * are TOKEN_END then. */
	err_t       error;
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

/* Inside of a word: bytes that count for nothing, a quote, one character, a variable. */
enum piece {
	PIECE_END,                      /* of the word */
	PIECE_BAD,                      /* a $ without a variable's name */
	PIECE_NOTHING,
	PIECE_JOIN,                     /* a \ and the line's end */
	PIECE_QUOTE, PIECE_CHAR, PIECE_VARIABLE,
};

/* Start with p and end; `end` may be behind the word's end. */
struct piece_reader {
	const char *p, *end;
	char        quote;              /* the open one, or 0 */
	bool        translated;         /* it is $"; a $ without a name is itself in there */
	char        c;                  /* the CHAR in hand */
	bool        quoted;             /* ... has a quote around or a backslash before it */
	struct span name;               /* of the VARIABLE in hand: x 12 ? # * @ */
};

/* Step over the next piece. */
enum piece lex_piece(struct piece_reader *r);

/* Is it a name: a letter or _, then letters, digits and _? */
bool lex_is_name(const char *p, const char *end);

#endif
