/* auth.c - users, passwords, and who may do what. */
#include "command/auth.h"
#include "base/error.h"
#include "common/str.h"
#include "common/text.h"
#include "hash/pbkdf2.h"
#include "mem/heap.h"
#include "term/term.h"

enum { NAME = 64, SALT = 128, SALT_MORE = 4, HASH_LEAST = 16 };

/* Texts have zeros behind them.  Without rounds the hash is the password's text. */
struct user {
	struct user *next;
	bool   logged_in;
	u32    rounds;
	size_t salt_size, hash_size;
	char   name[NAME];
	u8     salt[SALT + SALT_MORE];  /* pbkdf2() writes behind it */
	u8     hash[PBKDF2_PASSWORD];
};

static struct user *users;
static u32 penalty_ms = 1000;           /* after the next wrong password */

static bool listed(const char *list, const char *name)
{
	static const char separators[] = " ,;|&";       /* and its NUL */

	while (list && *list) {
		const char *rest = str_after(list, name);

		if (rest && strchr(separators, *rest))
			return true;
		while (!strchr(separators, *list))
			list++;
		list += *list != '\0';
	}
	return false;
}

bool auth_allowed(struct world *w, const char *for_users)
{
	const char *superusers = script_get(w->script, "superusers");

	for (struct user *u = users; u; u = u->next)
		if (u->logged_in && (listed(superusers, u->name) || listed(for_users, u->name)))
			return true;
	return !superusers;
}

/* In a time that does not depend on where they differ. */
static bool same(const void *a, const void *b, size_t size)
{
	const u8 *p = a, *q = b;
	u8 difference = 0;

	while (size--)
		difference |= *p++ ^ *q++;
	return !difference;
}

bool auth_login(struct world *w, const char *name, const char *password)
{
	char typed_name[NAME] = { 0 }, typed[PBKDF2_PASSWORD] = { 0 };
	u8 key[PBKDF2_SIZE];
	bool any = false;

	(void)w;
	if (!str_copy(typed_name, NAME, name) || !str_copy(typed, sizeof typed, password))
		return false;
	/* All users: the time does not tell whose name it is, or that it is nobody's. */
	for (struct user *u = users; u; u = u->next) {
		bool right;

		if (u->rounds)
			pbkdf2(typed, u->salt, u->salt_size, u->rounds, key);
		right = same(u->rounds ? (char *)key : typed, u->hash, u->hash_size) &
			same(typed_name, u->name, NAME);
		u->logged_in |= right;
		any |= right;
	}
	memset(typed, 0, sizeof typed);
	return any;
}

static __attribute__((noinline)) bool ask(struct world *w, const char *for_users)
{
	char name[NAME], password[PBKDF2_PASSWORD];
	const struct platform *p = w->platform;
	bool tried, allowed;
	u32 start;

	tried = w->ask_login && w->ask_login(w, name, sizeof name, password, sizeof password);
	allowed = tried && auth_login(w, name, password) && auth_allowed(w, for_users);
	memset(password, 0, sizeof password);
	if (allowed)
		return true;
	say("access denied\n");
	if (!tried)
		return false;
	/* Guessing takes longer and longer, whatever is pressed. */
	for (start = p->milliseconds(); p->milliseconds() - start < penalty_ms; ) {
		term_key();
		p->idle();
	}
	penalty_ms *= 1 + (penalty_ms < 60000);
	return false;
}

bool auth_ask(struct world *w, const char *for_users)
{
	return auth_allowed(w, for_users) || ask(w, for_users);
}

void auth_forget(void)
{
	while (users) {
		struct user *next = users->next;

		heap_free(users);
		users = next;
	}
	penalty_ms = 1000;
}

/* --- The commands. */

/* Pairs of hexadecimal digits as bytes into to[size]: how many, or SIZE_MAX when one is half
 * or there are too many. */
static size_t take_hex(const char **p, u8 *to, size_t size)
{
	size_t n = 0;
	unsigned high, low;

	for (; (high = digit_value(**p)) < 16; *p += 2) {
		low = digit_value((*p)[1]);
		if (low >= 16 || n == size)
			return SIZE_MAX;
		to[n++] = (u8)(high * 16 + low);
	}
	return n;
}

/* ROUNDS.SALT.HASH, the rest of what grub-mkpasswd-pbkdf2 prints; NULL is no such. */
static bool take_hash(struct user *u, const char *p)
{
	u64 rounds;

	if (!p || !str_number(&p, 10, &rounds) || rounds - 1 >= UINT32_MAX || *p++ != '.')
		return false;
	u->rounds = (u32)rounds;
	u->salt_size = take_hex(&p, u->salt, SALT);
	if (u->salt_size > SALT || *p++ != '.')
		return false;
	u->hash_size = take_hex(&p, u->hash, PBKDF2_SIZE);
	/* What is left of a longer one would be guessed. */
	return u->hash_size - HASH_LEAST <= PBKDF2_SIZE - HASH_LEAST && !*p;
}

/* password and password_pbkdf2 */
static int password(struct call *call)
{
	struct user new = { .hash_size = PBKDF2_PASSWORD }, *u = users;
	const char *text = call->argv[2];

	if (!str_copy(new.name, NAME, call->argv[1]) ||
	    !(call->argv[0][8] ? take_hash(&new, str_after(text, "grub.pbkdf2.sha512."))
			       : str_copy((char *)new.hash, sizeof new.hash, text)))
		return call_fail(call, STATUS_BAD_ARGUMENT, "no such user or hash can be");
	while (u && !str_equal(u->name, new.name))
		u = u->next;
	new.next = u ? u->next : users;
	if (!u) {
		u = heap_alloc(sizeof *u);
		if (!u)
			return call_error(call, ERR_NO_MEMORY, 0);
		users = u;
	}
	*u = new;
	return STATUS_OK;
}

static int authenticate(struct call *call)
{
	return auth_ask(call_world(call), call->argv[1]) ? STATUS_OK : STATUS_ACCESS_DENIED;
}

const struct command auth_commands[] = {
	{ "authenticate [USERS]",      0, 255, 0, authenticate },
	{ "password USER PASSWORD",    2, 2, 0, password },
	{ "password_pbkdf2 USER HASH", 2, 2, 0, password },
	{ NULL },
};
