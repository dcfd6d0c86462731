/* options.h - --long=VALUE, --long VALUE and -s VALUE options of a command. */
#ifndef SCRIPT_OPTIONS_H
#define SCRIPT_OPTIONS_H

#include "script/script.h"

/* Of a LIST all values count, else the last; a table has one such option.  HINTS are one
 * that also has names with a - and more behind them. */
enum {
	OPTION_FLAG, OPTION_OPTIONAL, OPTION_VALUE, OPTION_NUMBER, OPTION_LIST, OPTION_HINTS
};

struct option {
	const char *name;               /* "fs-uuid" */
	char        letter;             /* 'u', or 0 */
	u8          takes;              /* OPTION_... */
	const char *help;               /* what it does, in a few words, or NULL */
};

/* Take the options of the call's row, in any order between the operands, until "--", into
 * call->value[] and list.  Moves the operands to the front of argv[1..], sets call->argc.  As in GRUB: of letters behind one -
 * the last may take the next word as its value, and none what is written behind it; what
 * starts with - is the value only of a letter that must have one.  An
 * unknown option, or too many or few operands: a sentence and STATUS_BAD_ARGUMENT.  The
 * table ends with .name NULL. */
int options_take(struct call *call);

/* Are there as many operands as the row says? */
int operands_check(struct call *call);

/* The number of an OPTION_NUMBER's value, `otherwise` when it was not given. */
u64 option_number(const char *value, u64 otherwise);

/* Print what a command takes. */
void command_help(struct call *call, const struct command *c);

#endif
