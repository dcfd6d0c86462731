/* complete.h - the word before the cursor, continued: what TAB does. */
#ifndef MENU_COMPLETE_H
#define MENU_COMPLETE_H

#include "command/world.h"
#include "menu/edit.h"

enum { COMPLETE_LIST = 512 };

/* Type the rest of the word before the cursor, or as much as all that fit have in common.
 * `text`: where its statement may start, e->text or before it.  list[COMPLETE_LIST]: those
 * that fit, "" when it is one or none. */
void complete(struct world *w, struct edit *e, const char *text, char *list);

#endif
