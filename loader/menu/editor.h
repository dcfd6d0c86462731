/* editor.h - the screen on which an entry's commands are edited. */
#ifndef MENU_EDITOR_H
#define MENU_EDITOR_H

#include "menu/complete.h"
#include "menu/view.h"

struct editor {
	struct world *world;
	struct view   frame;
	struct edit   text;
	unsigned      top;              /* where the first line on the screen starts */
	char          heading[CANVAS_COLUMNS];
	char          list[COMPLETE_LIST];      /* what TAB found */
	/* the text follows */
};

/* Start with the entry's commands.  On the heap: NULL when that is full. */
struct editor *editor_open(struct world *w, const struct menu_entry *e) MUST_CHECK;

/* Edit until EDIT_BOOT, EDIT_PROMPT or EDIT_LEAVE, which the caller acts on; it may come back
 * after the first two.  The consoles are clear then. */
enum edit_action editor_run(struct editor *ed);

#endif
