/* login.c - names and passwords, asked for at the consoles. */
#include "menu/login.h"
#include "command/auth.h"
#include "common/str.h"
#include "menu/line.h"
#include "term/term.h"

/* How long a refusal lasts, whatever is pressed: who guesses has to wait. */
enum { REFUSED_MS = 2000 };

static bool gave_up;

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
	gave_up = !ask("Name: ", name, name_size, false) ||
		  !ask("Password: ", password, password_size, true);
	if (gave_up) {
		memset(name, 0, name_size);
		memset(password, 0, password_size);
	}
	return !gave_up;
}

bool login_allows(struct world *w, const char *users)
{
	const struct platform *p = w->platform;
	u32 start;

	gave_up = false;
	if (auth_ask(w, users))
		return true;
	start = p->milliseconds();
	while (!gave_up && p->milliseconds() - start < REFUSED_MS) {
		term_key();
		p->idle();
	}
	return false;
}
