/* history.h - the lines that were typed at the prompt: a pure model. */
#ifndef MENU_HISTORY_H
#define MENU_HISTORY_H

#include "menu/edit.h"

enum { HISTORY_SIZE = 4 * KiB };

/* All zero is the empty history.  Always: text[0 .. size) are lines with a NUL at the end,
 * the oldest first; `at` is where the line that was asked for last starts, or size.  What
 * is being typed waits behind them when an older line is looked at. */
struct history {
	unsigned size, at;
	char     text[HISTORY_SIZE];
};

/* Keep a line.  The oldest go; one that is longer than all of the room is not kept, nor one
 * that is empty or was the last. */
void history_add(struct history *h, const char *line, unsigned length);

/* Put the line before or behind the one that was asked for last into the text. */
void history_step(struct history *h, struct edit *e, bool older);

#endif
