/* env_block.h - GRUB's environment block: variables in a file of fixed size.
 *
 * A line that says what it is; lines NAME=VALUE, in which a backslash takes the next byte
 * as it is, and comments that start with '#'; then '#' to the end of the file. */
#ifndef COMMAND_ENV_BLOCK_H
#define COMMAND_ENV_BLOCK_H

#include "common/span.h"

enum { ENV_BLOCK_MAX = 64 * KiB };      /* 1024 is what everybody has */

/* The lines behind the first one, which must be GRUB's.  The block is writable, and there
 * is a byte behind it. */
err_t env_block_lines(struct span block, struct span *lines) MUST_CHECK;

/* Take one variable off the front of the lines: pointers into the block, which is changed
 * for it.  False when there is no other: what does not end in a newline is none. */
bool env_block_take(struct span *lines, const char **name, const char **value);

/* Write NAME=VALUE over what the lines say of the name, or behind the last one; NULL: take
 * it out.  After an error nothing has changed. */
err_t env_block_set(struct span lines, const char *name, const char *value) MUST_CHECK;

#endif
