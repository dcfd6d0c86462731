/* session.h - the menu at work: shows it, waits, starts what was chosen. */
#ifndef MENU_SESSION_H
#define MENU_SESSION_H

#include "command/world.h"
#include "common/text.h"

/* Work through w->menu, which is not empty, as $timeout, $timeout_style and $default say.
 * Nothing leads out of it. */
void session_run(struct world *w);

/* Run a config in a menu of its own: what `configfile` does. */
err_t session_config(struct world *w, const char *path) MUST_CHECK;

/* $timeout; -1: no clock.  What stands behind the number does not count, as in GRUB.  Here,
 * because as a function that others call it costs the loader 20 bytes. */
static inline i32 timeout_seconds(const char *text)
{
	u64 seconds;

	return str_number(&text, 0, &seconds) ? (i32)MIN(seconds, (u64)NUMBER_MAX) : -1;
}

#endif
