/* options.h - --long=VALUE, --long VALUE and -s VALUE options of a command. */
#ifndef SCRIPT_OPTIONS_H
#define SCRIPT_OPTIONS_H

#include "script/script.h"

enum { OPTION_FLAG, OPTION_OPTIONAL, OPTION_VALUE, OPTION_NUMBER };

struct option {
	const char *name;               /* "fs-uuid" */
	char        letter;             /* 'u', or 0 */
	u8          takes;              /* OPTION_... */
	const char *help;               /* what it does, in a few words, or NULL */
};

/* Called for each option found; `value` is NULL for flags, and one number for
 * OPTION_NUMBER.  Returns a status. */
typedef int option_fn(struct call *call, void *context, const struct option *option,
		      const char *value);

/* Walk the call's options, in any order between the operands, until "--".  Moves the
 * operands to the front of argv[1..], sets call->argc.  As in GRUB: of letters behind one -
 * the last may take the next word as its value, and none what is written behind it; what
 * starts with - is the value only of a letter that must have one.  An
 * unknown option, or too many or few operands: a sentence and STATUS_BAD_ARGUMENT.  table[]
 * ends with .name NULL. */
int options_parse(struct call *call, const struct option *table, option_fn *each,
		  void *context);

/* Are there as many operands as the row says? */
int operands_check(struct call *call);

/* The same for a row's options, into call->value[]. */
int options_take(struct call *call);

/* The number of an OPTION_NUMBER's value, `otherwise` when it was not given. */
u64 option_number(const char *value, u64 otherwise);

/* Print what a command takes. */
void command_help(struct call *call, const struct command *c);

#endif
