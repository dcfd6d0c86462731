/* expand.h - words and variables to strings. */
#ifndef SCRIPT_EXPAND_H
#define SCRIPT_EXPAND_H

#include "script/ast.h"
#include "script/execute.h"

/* Strings being made.  All zero but `script` is none; heap_free(text) frees them. */
struct expansion {
	struct script *script;
	char          *text;            /* argc strings with their NULs, then the open one */
	size_t         used, size;
	int            argc;
	bool           open;            /* the open string counts although it is empty */
	bool           failed;          /* no memory */
};

/* Add what `words` come to. */
void expand_words(struct expansion *e, const struct word *words);

/* Add one string; it ends at its first NUL, if it has one, and is the last then. */
void expand_add(struct expansion *e, const char *p, size_t size);

/* The strings, argc of them and a NULL, in e->text; NULL when there was no memory. */
char **expand_argv(struct expansion *e);

#endif
