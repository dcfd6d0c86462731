/* execute.h - an interpreter's state; for this folder, and for who ends what runs. */
#ifndef SCRIPT_EXECUTE_H
#define SCRIPT_EXECUTE_H

#include "script/env.h"
#include "script/lex.h"
#include "script/script.h"

/* Calls of functions, eval and files, and the lists of statements in them, inside each
 * other: all that is on the stack. */
enum { DEPTH = 128 };

/* What is being left: loops, the function, the statement of the outermost text, that text,
 * or with it the prompt where it was typed. */
enum { LEAVE_LOOPS = 1, LEAVE_FUNCTION = 2, LEAVE_STATEMENT = 4, LEAVE_ALL = 8, LEAVE_PROMPT = 16 };

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
	u8                 leaving;     /* LEAVE_... bits; 0: go on */
	bool               continues;   /* the last of the loops that are left goes on */
	unsigned           breaks;      /* with LEAVE_LOOPS: how many */
	int                depth;       /* of calls and lists */
	bool               globs_all;   /* see script_glob_all() */
};

extern const struct command script_builtins[];

/* Drop the newest context. */
void env_leave(struct script *s);

/* script_run(); without `all`, the first syntax error ends it, with STATUS_OK. */
int run_text(struct script *s, struct span text, struct source source, bool all);

/* Read a number as strtoul() does, blanks before it and all: UINT32_MAX if it is more, 0
 * if it is none; *s goes behind it. */
u32 read_number(const char **s, unsigned base);

/* test and [ */
int test_command(struct call *call);

/* Say so and leave the statement: a loop would only meet it again and again. */
int no_memory(struct script *s, unsigned line);

/* Set the variable that `word`, NAME=VALUE, names.  Cuts the word at the =. */
int assign(struct call *call, char *word);

/* Print "file:line: sentence". */
void complain(struct script *s, unsigned line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Print the error of `l`, the line it is in and a caret below it. */
void complain_syntax(struct script *s, const struct lexer *l);

/* The column of the error, in bytes from 1. */
unsigned syntax_column(const struct lexer *l);

#endif
