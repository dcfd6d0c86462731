/* session.h - the menu at work: shows it, waits, starts what was chosen. */
#ifndef MENU_SESSION_H
#define MENU_SESSION_H

#include "command/world.h"

/* Work through w->menu, which is not empty, as $timeout, $timeout_style and $default say.
 * Nothing leads out of it. */
void session_run(struct world *w);

/* Run a config in a menu of its own: what `configfile` does. */
err_t session_config(struct world *w, const char *path) MUST_CHECK;

#endif
