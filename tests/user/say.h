/* say.h - how the programs of tests/user tell what they see: one line for each question.
 *
 * A line must be the same on every Linux: no addresses, process numbers or times. */
#ifndef TESTS_USER_SAY_H
#define TESTS_USER_SAY_H

#include <errno.h>
#include <stdio.h>

#define tell(...) do { printf(__VA_ARGS__); fflush(stdout); } while (0)

/* "what: result", and the error when the result is -1.  To standard output at once, so that
 * what children say stands in its place. */
#define say(what, result) do { \
	long said_ = (long)(result); \
	int error_ = errno; \
	if (said_ == -1) \
		tell("%s: error %d\n", what, error_); \
	else \
		tell("%s: %ld\n", what, said_); \
} while (0)

#define COUNT_OF(array) (sizeof (array) / sizeof *(array))

#endif
