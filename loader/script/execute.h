/* execute.h - an interpreter's state; for the files of this folder only. */
#ifndef SCRIPT_EXECUTE_H
#define SCRIPT_EXECUTE_H

#include "script/env.h"
#include "script/lex.h"
#include "script/script.h"

enum {
	CALL_DEPTH = 64,        /* functions, eval and sourced files inside each other */
	LIST_DEPTH = 160,       /* lists of statements inside each other, over all of them */
};

/* $1 and so on; argv may have been shifted. */
struct params {
	int    argc;
	char **argv;
	char  *own;             /* heap block of setparams, or NULL */
};

/* A function is its text; it is parsed when it is called. */
struct function {
	struct function *next;
	unsigned         users;         /* calls that run it now */
	bool             replaced;      /* gone from the list; the last user frees it */
	struct span      text;
	struct source    source;
	char             name[];        /* then the file's name, then the text */
};

struct script {
	struct script_host host;
	struct context    *context;
	struct function   *functions;
	struct params     *params;      /* NULL outside of functions and entries */
	const char        *file;        /* being run; NULL: none */
	int                status;      /* $? */
	unsigned           loops;       /* running in this function */
	unsigned           breaks;      /* loops to leave; the last goes on if `continues` */
	bool               continues;
	bool               returns;     /* leave the function */
	enum { STOP_NOT, STOP_STATEMENT, STOP_ALL } stops;
	unsigned           calls, lists;        /* depth */
};

extern const struct command script_builtins[];

/* test and [ */
int test_command(struct call *call);

/* Run `text` in the function or script that is running; its status. */
int execute_text(struct script *s, struct span text, struct source source);

/* Run it with $1... = argv[0...]; `return` leaves it. */
int execute_call(struct script *s, struct span text, struct source source, int argc,
		 char *const *argv);

/* Say so and leave the statement: a loop would only meet it again and again. */
int no_memory(struct script *s, unsigned line);

/* Set the variable that `word`, NAME=VALUE, names.  Cuts the word at the =. */
int assign(struct call *call, char *word);

/* Print "file:line: sentence". */
void complain(struct script *s, unsigned line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Print the error of `l`, the line it is in and a caret below it. */
void complain_syntax(struct script *s, const struct lexer *l);

/* The column of the error, in bytes from 1; *line: where its line starts. */
unsigned syntax_column(const struct lexer *l, const char **line);

#endif
