/* fake_auth.c - users for the menu's tests: the password of NAME is the variable
 * password_NAME.  It stands in for loader/command/auth.c as long as that is not there. */
#include "command/auth.h"
#include "common/fmt.h"
#include "common/str.h"
#include "term/term.h"

static char logged_in[64];

static bool among(const char *name, const char *list)
{
	size_t n = strlen(name);

	for (const char *p = list; n && p && *p; p++) {
		if (strncmp(p, name, n) == 0 && (p == list || strchr(" ,&|;", p[-1])) &&
		    strchr(" ,&|;", p[n]))
			return true;
	}
	return false;
}

bool auth_allowed(struct world *w, const char *users)
{
	const char *super = script_get(w->script, "superusers");

	return !super || among(logged_in, super) || among(logged_in, users);
}

bool auth_login(struct world *w, const char *name, const char *password)
{
	char variable[80];
	const char *right;

	fmt(variable, sizeof variable, "password_%s", name);
	right = script_get(w->script, variable);
	logged_in[0] = '\0';
	if (!right || !str_equal(right, password))
		return false;
	fmt(logged_in, sizeof logged_in, "%s", name);
	return true;
}

bool auth_ask(struct world *w, const char *users)
{
	static const char refused[] = "access denied\n";
	char name[64], password[64];

	if (auth_allowed(w, users))
		return true;
	if (w->ask_login(w, name, sizeof name, password, sizeof password))
		auth_login(w, name, password);
	if (auth_allowed(w, users))
		return true;
	term_put(refused, sizeof refused - 1);
	return false;
}
