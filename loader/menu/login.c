/* login.c - names and passwords, asked for at the consoles. */
#include "menu/login.h"
#include "term/term.h"

bool menu_ask_login(struct world *w, char *name, size_t name_size, char *password,
		    size_t password_size)
{
	(void)w;
	say("Esc gives up.\nEnter username: ");
	if (!term_read(name, name_size, true))
		return false;
	say("Enter password: ");
	return term_read(password, password_size, false);
}
