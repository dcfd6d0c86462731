/* options.h - --long=VALUE, --long VALUE and -s VALUE options of a command. */
#ifndef SCRIPT_OPTIONS_H
#define SCRIPT_OPTIONS_H

#include "script/script.h"

enum { OPTION_FLAG, OPTION_VALUE, OPTION_OPTIONAL };

struct option {
	const char *name;               /* "fs-uuid" */
	char        letter;             /* 'u', or 0 */
	u8          takes;              /* OPTION_... */
};

/* Called for each option found; `value` is NULL for flags.  Returns a status. */
typedef int option_fn(struct call *call, void *context, const struct option *option,
		      const char *value);

/* Walk the call's options, in any order between the operands, until "--".  Moves the
 * operands to the front of argv[1..], sets call->argc.  An unknown option: a sentence
 * and STATUS_BAD_ARGUMENT.  table[] ends with .name NULL. */
int options_parse(struct call *call, const struct option *table, option_fn *each,
		  void *context);

#endif
