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
	size_t         word;            /* where the open one starts */
	int            argc;
	bool           open;            /* the open string counts although it is empty */
	bool           pattern;         /* it has a * or ? that is not quoted */
	bool           failed;          /* no memory */
	/* Of the piece in hand: is it quoted, and where in a value without quotes we are: 0
	 * before its first character, then 1, more in blanks. */
	bool           quoted;
	u8             inside;
};

/* Add what `words` come to. */
void expand_words(struct expansion *e, const struct word *words);

/* Add one string; it ends at its first NUL, if it has one, and is the last then. */
void expand_add(struct expansion *e, const char *p, size_t size);

/* Add a character to the open string; end that, also when it is empty. */
void expand_put(struct expansion *e, char c);
void expand_end(struct expansion *e);

/* What `pattern` matches, its literal * ? and \ with a backslash before them, into
 * *found, which the caller frees; false when nothing does or there was no memory. */
bool glob(struct script *s, const char *pattern, struct expansion *found);

/* The strings, argc of them and a NULL, in e->text, and room for as many behind them; NULL
 * when there was no memory. */
char **expand_argv(struct expansion *e);

#endif
