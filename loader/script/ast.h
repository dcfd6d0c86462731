/* ast.h - a script's tree: what parse.c makes and execute.c runs. */
#ifndef SCRIPT_AST_H
#define SCRIPT_AST_H

#include "common/span.h"

/* A word as it is written; expand.c reads its quotes and variables.  It points into
 * the source text, which outlives the tree. */
struct word {
	struct word *next;
	struct span  text;
};

/* Those that a keyword starts come first, in the order of parse.c's keywords. */
enum node_kind { NODE_IF, NODE_FOR, NODE_WHILE, NODE_UNTIL, NODE_FUNCTION, NODE_COMMAND };

struct node {
	struct node   *next;            /* the statement behind it */
	enum node_kind kind;
	unsigned       line;
	struct word   *words;           /* COMMAND: all; FOR: name, values; FUNCTION: name */
	struct node   *condition;       /* IF, WHILE, UNTIL: a list */
	struct node   *body;            /* IF, FOR, WHILE, UNTIL: a list */
	/* IF: the elif or else behind it, also an IF; else has no condition. */
	struct node   *otherwise;
	/* COMMAND: the text between { and }, else block.p is NULL.  FUNCTION: its body.
	 * Both are parsed again when they are run, and so live longer than the tree. */
	struct span    block;
	unsigned       block_line;
};

#endif
