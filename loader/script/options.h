/* options.h - --long=VALUE, --long VALUE and -s VALUE options of a command. */
#ifndef SCRIPT_OPTIONS_H
#define SCRIPT_OPTIONS_H

#include "script/script.h"

/* A command's options are a text, which help prints.  A line for each, with a newline at its
 * end, "-s, --set=VARIABLE\twhat it does" or without a letter; behind the name
 *   nothing       it is a flag
 *   =N            a number
 *   =SOMETHING    a value; SOMETHING starts with another letter
 *   [=SOMETHING]  a value that may be missing
 *   " SOMETHING"  a value; all that are given count, else the last; a table has one of them
 *   ...=SOMETHING the same, and --name-more is it, too */

/* Take the options of the call's row, in any order between the operands, until "--", into
 * call->value[] and list.  Moves the operands to the front of argv[1..], sets call->argc.
 * As in GRUB: of several letters behind one - only the last may have a value, and that is the
 * next word, never what is written right behind the letter; a word that starts with - is taken
 * only by a letter that must have a value.  An unknown option, or too many or few operands: a
 * sentence and STATUS_BAD_ARGUMENT. */
int options_take(struct call *call);

/* Are there as many operands as the row says? */
int operands_check(struct call *call);

/* The number of an option's value, `otherwise` when it was not given. */
u64 option_number(const char *value, u64 otherwise);

/* Print what a command takes. */
void command_help(struct call *call, const struct command *c);

#endif
