/* login.c - names and passwords, asked for at the consoles. */
#include "menu/login.h"
#include "common/str.h"
#include "menu/line.h"
#include "term/term.h"

static bool ask(const char *prompt, char *text, size_t size, bool secret)
{
	struct line_reader l = { .prompt = prompt };
	struct edit e;

	edit_start(&e, text, (unsigned)size, 0);
	e.secret = secret;
	return line_read(&l, &e) == EDIT_DONE;
}

bool menu_ask_login(struct world *w, char *name, size_t name_size, char *password,
		    size_t password_size)
{
	(void)w;
	say("This needs a name and a password.  Esc gives up.\n\n");
	memset(password, 0, password_size);
	if (ask("Enter username: ", name, name_size, false) &&
	    ask("Enter password: ", password, password_size, true))
		return true;
	memset(name, 0, name_size);
	memset(password, 0, password_size);
	return false;
}
