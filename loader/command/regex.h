/* regex.h - POSIX extended regular expressions. */
#ifndef COMMAND_REGEX_H
#define COMMAND_REGEX_H

#include "common/span.h"

enum { REGEX_GROUPS = 10 };

/* Find the leftmost match of `pattern` in `text`, and of those the longest: best[0] is it,
 * best[n] what the n-th ( ) in it matched, p NULL where nothing did, as after an error, which
 * says what is wrong with the pattern.
 *
 * Of what GNU adds there are \w \W \s \S, not \1 \b \< and their kin.  The time and the depth
 * are bounded: what needs more is an error, too. */
err_t regex_match(const char *pattern, const char *text,
		  struct span best[REGEX_GROUPS]) MUST_CHECK;

#endif
