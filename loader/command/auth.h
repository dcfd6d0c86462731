/* auth.h - users and passwords: who may edit, type commands, start what. */
#ifndef COMMAND_AUTH_H
#define COMMAND_AUTH_H

#include "command/world.h"

/* May whoever is logged in do what is for `users` (names between blanks, commas, & | or ;
 * NULL or "": superusers alone)?  A superuser may do everything.  Without $superusers,
 * everybody may. */
bool auth_allowed(struct world *w, const char *users);

/* Log in, and stay so until the machine starts something.  The same time for every wrong
 * name and password of one length. */
bool auth_login(struct world *w, const char *name, const char *password);

/* auth_allowed(), or ask for a name and a password (w->ask_login, once) and look again.
 * False: refused, and said so. */
bool auth_ask(struct world *w, const char *users);

#endif
