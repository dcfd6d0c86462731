/* view.h - draws the menu on every console in use. */
#ifndef MENU_VIEW_H
#define MENU_VIEW_H

#include "menu/canvas.h"
#include "menu/colours.h"
#include "menu/menu.h"

#define FIRSTLIGHT_VERSION "0.1"

enum {
	VIEW_TOP   = 4,                 /* lines above: title, blank, heading, "more above" */
	VIEW_END   = 2,                 /* columns left free beside the bar */
	VIEW_NOTES = 4,                 /* lines at most of what the config printed */
};

struct view {
	const char    *heading;         /* the submenu's title, or NULL */
	/* Set by view_refresh(): */
	const char    *place;           /* which config this is: right end of the top line */
	struct colours colours;
	struct canvas  canvas;
	struct menu   *menu;            /* what is drawn */
	unsigned       notes;           /* lines */
};

/* Take over what the variables say. */
void view_refresh(struct view *v, struct script *s);

/* Draw what has changed.  The first time, and when others had the consoles in between,
 * everything: below the menu stands what was printed lately, and menu->rows becomes what
 * there is room for. */
void view_draw(struct view *v);

/* Clear the consoles for whoever prints next. */
void view_leave(struct view *v);

/* What is alike at menus and editors: the title line, the heading and, in the last line,
 * what the keys do. */
void view_frame(const struct view *v, const struct console *c, unsigned y, const char *help);

#endif
