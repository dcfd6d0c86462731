/* session.h - the menu at work: shows it, waits, starts what was chosen. */
#ifndef MENU_SESSION_H
#define MENU_SESSION_H

#include "command/world.h"

/* Work through w->menu, which is not empty, as $timeout, $timeout_style and $default
 * say.  `heading`: what a nested menu is called, which Esc leaves; NULL: the first menu,
 * from which nothing comes back.  `unattended`: nobody chose this menu, so start its
 * default at once. */
void session_run(struct world *w, const char *heading, bool unattended);

/* Run a config in a menu of its own: what `configfile` does. */
err_t session_config(struct world *w, const char *path) MUST_CHECK;

#endif
