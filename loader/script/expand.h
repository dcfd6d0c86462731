/* expand.h - words and variables to strings. */
#ifndef SCRIPT_EXPAND_H
#define SCRIPT_EXPAND_H

#include "script/ast.h"
#include "script/execute.h"

/* Strings being made.  All zero is none. */
struct expansion {
	struct script *script;
	char          *text;            /* argc strings with their NULs, then the open one */
	size_t         used, size;
	size_t         word;            /* where the open string starts in text[] */
	int            argc;
	bool           open;            /* the open string counts although it is empty */
	bool           pattern;         /* it has an unquoted * or ? */
	bool           failed;          /* no memory */
};

/* Add what `words` come to. */
void expand_words(struct expansion *e, const struct word *words);

/* Add one string: `before`, the bytes of `s` and `behind`. */
void expand_add(struct expansion *e, const char *before, struct span s, const char *behind);

/* The strings, argc of them and a NULL, or NULL when there was no memory; e->text owns
 * them. */
char **expand_argv(struct expansion *e);

/* Free them. */
void expand_free(struct expansion *e);

#endif
