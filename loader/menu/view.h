/* view.h - draws the menu on every console in use. */
#ifndef MENU_VIEW_H
#define MENU_VIEW_H

#include "menu/menu.h"

#define FIRSTLIGHT_VERSION "0.1"

/* What is on the screens now, so that a redraw sends the difference only. */
struct view {
	const char *heading;            /* the submenu's title, or NULL */
	const char *place;              /* which config this is: right end of the top line */
	bool        drawn;              /* false: draw everything */
	unsigned    top, selected;
	unsigned    seconds;            /* on the clock; 0 when it stands */
};

/* The rows or the columns that every console has. */
unsigned view_size(bool rows);

/* How many entries fit on the smallest console. */
unsigned view_rows(void);

void view_draw(struct view *v, const struct menu *m);

/* When the menu is drawn: clear the consoles for whoever prints next; the next
 * view_draw() draws everything. */
void view_leave(struct view *v);

/* Cut `text` to `width` cells, with "..." at the end of what was cut, padded with blanks:
 * to[] has width + 1 bytes.  Control characters become '?'. */
void view_fit(char *to, unsigned width, const char *text);

#endif
