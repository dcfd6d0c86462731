/* line.h - a line typed at the consoles, behind what was printed. */
#ifndef MENU_LINE_H
#define MENU_LINE_H

#include "command/world.h"
#include "menu/edit.h"
#include "menu/history.h"

struct line_reader {
	const char     *prompt;         /* ends in a blank */
	struct world   *world;          /* whose commands TAB completes */
	const char     *text;           /* where the statement that it continues starts */
	struct history *history;
};

/* Read a line into *e, until Enter (EDIT_DONE) or Esc or Ctrl-C (EDIT_LEAVE).  What is in it
 * already can be edited. */
enum edit_action line_read(const struct line_reader *l, struct edit *e);

#endif
