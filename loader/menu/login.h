/* login.h - names and passwords, asked for at the consoles. */
#ifndef MENU_LOGIN_H
#define MENU_LOGIN_H

#include "command/world.h"

/* Ask; the password is not shown.  What does not fit is not taken.  False: the person gave
 * up with Esc. */
bool menu_ask_login(struct world *w, char *name, size_t name_size, char *password,
		    size_t password_size);

#endif
