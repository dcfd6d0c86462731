/* parse.h - tokens to a tree, one unit at a time. */
#ifndef SCRIPT_PARSE_H
#define SCRIPT_PARSE_H

#include "mem/arena.h"
#include "script/ast.h"
#include "script/lex.h"

enum { PARSE_DEPTH = 40 };      /* if, for, while, function and { inside each other */

struct parser {
	struct lexer  lexer;
	struct arena *arena;            /* NULL: check only, build nothing, as in blocks */
	unsigned      depth;
	bool          delimited;        /* the list that was read last ends in ; or a new line */
};

/* Parse `text`; the tree is made in `arena` and points into the text. */
void parse_start(struct parser *p, struct span text, unsigned line, struct arena *arena);

/* The next unit: a line, with all lines that its quotes, blocks and keywords take in.
 * False at the end of the text.  An error is in p->lexer; *list is worth nothing then,
 * and lex_recover() goes on behind it. */
bool parse_unit(struct parser *p, struct node **list);

#endif
