/* script.h - the grub.cfg language: text in, commands called.  Knows no disk, no screen.
 *
 * lex.c makes tokens, parse.c a tree, expand.c turns words and variables into strings,
 * execute.c runs the tree.  The unit is one complete statement: it is run before the
 * next is read, so an error in line N undoes nothing before it. */
#ifndef SCRIPT_SCRIPT_H
#define SCRIPT_SCRIPT_H

#include "common/fmt.h"
#include "common/span.h"
#include "script/status.h"

struct script;                          /* one interpreter: variables, functions, $? */

/* Where a text came from, for messages: file:line:column. */
struct source {
	const char *file;               /* "(hd0,msdos1)/boot/grub/grub.cfg" */
	unsigned    line;               /* of the text's first byte; 1 for a file */
};

enum { CALL_OPTIONS = 8 };      /* the most a row has */

/* One invocation of a command. */
struct call {
	struct script        *script;
	void                 *world;    /* as given to script_new() */
	const struct command *command;
	int                   argc;
	/* Expanded, behind each other in memory; argv[0] is the name, argv[argc] NULL. */
	char                **argv;
	/* The text between { and } when the call has one, else block.p is NULL.  It lives
	 * as long as the call: copy what is to stay. */
	struct span           block;
	struct source         block_source;     /* of block's first byte */
	struct source         source;           /* of the call itself */
	/* Of a row with options: what each was given, "" for a flag; NULL: it was not. */
	const char           *value[CALL_OPTIONS];
	char                **list;     /* what its option with many values was given, then NULL */
	/* The heap block of argv, list and their strings: who keeps it puts NULL here. */
	char                 *words;
};

/* What a command's row says beside its words. */
enum {
	TAKES_BLOCK   = 1,              /* { } is its block, not an argument */
	PREFIXES      = 2,              /* its names are how names start */
};

struct command {
	const char *usage;              /* "linux|linux16 FILE [ARGUMENT...]": its names come first */
	u8          min_args, max_args; /* without name and options; 255 = any number */
	u8          flags;              /* TAKES_BLOCK ... */
	int       (*run)(struct call *call);    /* a STATUS_... */
	const char *options;            /* script/options.h, or NULL: there are none */
};

struct script_host {
	const struct command *const *tables;    /* each ends with .usage NULL; ends with NULL */
	void  (*print)(void *world, const char *format, va_list args);  /* common/fmt.h's */
	bool  (*interrupted)(void *world);      /* polled in loops and calls; may be NULL */
	/* test's file operators: -d -e -f -s are 'd' 'e' 'f' 's' on path_a; 'n' and 'o' ask
	 * whether path_a, `bias` seconds later, is newer or older than path_b.  NULL: no
	 * file is there. */
	int   (*file_test)(void *world, char op, const char *path_a, const char *path_b,
			   long bias);
	/* For words with * and ?: call each() for the files in the directory `path`, or for
	 * the devices, "(hd0)", when it is ""; until it returns false.  NULL: there are none. */
	void  (*list)(void *world, const char *path,
		      bool (*each)(void *context, const char *name), void *context);
	void   *world;
};

/* NULL when there is no memory. */
struct script *script_new(const struct script_host *host) MUST_CHECK;
void script_free(struct script *s);

/* Run `text`; the status of its last statement, 0 when there is none.  Syntax errors are
 * printed once as file:line:column with a caret line, spoil their own statement only and
 * leave $? as it is; of the last statement it is STATUS_BAD_ARGUMENT. */
int script_run(struct script *s, struct span text, struct source source);

/* Same, with $1.. $# $@ set to args[] (a menu entry's title and options). */
int script_run_with(struct script *s, struct span text, struct source source,
		    int argc, char *const *argv);

/* Is `text` the beginning of a statement (open quote, if without fi, {...)?  For a prompt
 * that then asks for another line. */
bool script_incomplete(struct span text);

/* Parse only: report every syntax error through `report`; how many there were.  For
 * fl-check. */
typedef void script_report(void *context, const char *file, unsigned line, unsigned column,
			   const char *message);
unsigned script_check(struct span text, struct source source, script_report *report,
		      void *context);

/* Variables.  get: NULL when unset; the string lives until the next set or unset. */
const char *script_get(struct script *s, const char *name);
err_t script_set(struct script *s, const char *name, const char *value) MUST_CHECK;
void  script_unset(struct script *s, const char *name);
err_t script_export(struct script *s, const char *name) MUST_CHECK;
/* Names of variables one by one, in order: NULL starts, NULL ends. */
const char *script_next_variable(struct script *s, const char *name);
/* A new context sees only exported variables (configfile, submenu); leaving it drops
 * what was set in it. */
err_t script_enter_context(struct script *s) MUST_CHECK;
void  script_leave_context(struct script *s);

/* The command table's row, or NULL. */
const struct command *script_find_command(struct script *s, const char *name);
/* Is the name, or the beginning of one, among those of the row? */
bool command_named(const struct command *c, const char *name, bool whole);
/* Rows one by one, in order: NULL starts, NULL ends. */
const struct command *script_next_command(struct script *s, const struct command *c);

/* Let also words with a * in front stand for the disks they match: `insmod regexp`. */
void script_glob_all(struct script *s);

int  script_status(const struct script *s);                     /* $? */

/* Print "file:line: command: message" and hand `status` back: the end of most failing
 * commands.  The format is common/fmt.h's. */
int call_fail(struct call *call, int status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The same: how the command is used, and STATUS_BAD_ARGUMENT. */
int call_usage(struct call *call);
void call_print(struct call *call, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
