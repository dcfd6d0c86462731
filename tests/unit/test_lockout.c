/* test_lockout.c - with $superusers set, neither keys nor errors nor damage lead around it. */
#include "check.h"
#include "base/key.h"
#include "fake_lockout.h"

#define HEAD "set superusers=root\nlocked\npassword root geheim\npassword me mine\n"
#define ENTRIES \
	"menuentry Free --unrestricted --hotkey=f { linux free }\n" \
	"menuentry Mine --users me --hotkey=m { linux mine }\n" \
	"menuentry Roots --hotkey=r --id=roots { linux roots }\n" \
	"submenu Sub --unrestricted --hotkey=s { menuentry Inside { linux roots }\n" \
	"\tsubmenu Deeper --unrestricted --hotkey=d { menuentry Deep --hotkey=p { linux roots } } }\n" \
	"submenu Locked --hotkey=k { menuentry Inner --unrestricted { linux roots } }\n" \
	"menuentry Broken --unrestricted --hotkey=b { linux missing }\n" \
	"menuentry Leaves --unrestricted --hotkey=l { exit; normal_exit; normal /empty.cfg; fail }\n" \
	"menuentry Other --unrestricted --hotkey=o { configfile /other.cfg }\n" \
	"menuentry Bad --unrestricted --hotkey=a { configfile /bad.cfg; configfile /missing.cfg }\n" \
	"menuentry Extract --unrestricted --hotkey=x { extract_entries_configfile /menu.cfg }\n" \
	"menuentry Itself --unrestricted --hotkey=i { source /self.cfg; configfile /self.cfg }\n" \
	"menuentry Guarded --unrestricted --hotkey=g { if authenticate root; then linux roots; fi }\n" \
	"menuentry Waits --unrestricted --hotkey=w { until authenticate root; do true; done; linux roots }\n" \
	"menuentry Block --unrestricted --hotkey=n { load_env; configfile /other.cfg }\n" \
	"menuentry Loaded --unrestricted --hotkey=q { linux roots; until authenticate root; do true; done }\n" \
	"menuentry Sleeps --unrestricted --hotkey=z { sleep -i 5; while true; do true; done; linux roots }\n"

static const struct lockout_file files[] = {
	{ "/empty.cfg", "" },
	{ "/other.cfg", "menuentry There --hotkey=t { linux roots }\nconfigfile /empty.cfg\n" },
	{ "/bad.cfg", "menuentry 'There { linux roots }\nif true; then\n" },
	{ "/menu.cfg", "configfile /other.cfg\nnormal /other.cfg\n" },
	{ "/self.cfg", "menuentry There --hotkey=t { linux roots }\nsource /self.cfg\n" },
	{ "/grub/grubenv", "# GRUB Environment Block\nsuperusers=me\ndefault=roots\nfallback=2\n###" },
	{ NULL, NULL },
};

static const char *const settings[] = {
	"set timeout=-1\n",
	"set timeout=2\nset default=roots\nset fallback='Broken Roots 2 4>0'\n",
	"set timeout=0\nset default='Sub>Deeper>0'\nset fallback='roots Locked>0'\n",
	"set timeout=0\nset default=Broken\nset fallback='Leaves Bad roots'\n",
	"set timeout_style=hidden\nset timeout=3\nset default=Leaves\n",
	"set timeout_style=countdown\nset timeout=3\nset default=Bad\nset fallback=Extract\n",
	"load_env\nset timeout=1\nconfigfile /missing.cfg\nnormal /bad.cfg\nsource /bad.cfg\nexit\n",
};

#define TEXT_OF_28 "\b\b\b\b\b\b\b\b\b\b\b\b\b\b\b\b\b\b\b\b\b\b\b\b\b\b\b\b"
#define TEXT_OF_200 \
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" \
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

/* What somebody does: a key, or keys as a text.  Behind a refusal one key is lost, so that
 * logins end in a blank. */
static const struct step {
	int         key;
	const char *text;
} steps[] = {
	{ 'c', NULL }, { 'e', NULL }, { KEY_ESC, NULL }, { KEY_ENTER, NULL }, { KEY_DOWN, NULL },
	{ KEY_END, NULL }, { LOCKOUT_PAUSE, NULL }, { KEY_CTRL('C'), NULL }, { KEY_CTRL('D'), NULL },
	{ KEY_CTRL('X'), NULL }, { KEY_F1 + 9, NULL }, { KEY_F4, NULL },
	{ 'm', NULL }, { 'r', NULL }, { 's', NULL }, { 'd', NULL }, { 'p', NULL }, { 'k', NULL },
	{ 'b', NULL }, { 'l', NULL }, { 'o', NULL }, { 't', NULL }, { 'a', NULL }, { 'x', NULL },
	{ 'i', NULL }, { 'g', NULL }, { 'w', NULL }, { 'n', NULL }, { 'z', NULL },
	{ 0, "root\rwrong\r " }, { 0, "\r\r " }, { 0, TEXT_OF_28 "\r" TEXT_OF_28 "\r " },
	{ 0, "root" TEXT_OF_200 "\rgeheim" TEXT_OF_200 "\r " }, { 0, "root\rgeheim\x03 " },
	{ 0, "rooot\bt\rgehei\r " }, { 'q', NULL },
};
/* Somebody who may start Mine. */
static const struct step login_me = { 0, "me\rmine\r" };
static const struct step login_root = { 0, "root\rgeheim\r" };

enum { STEPS = COUNT(steps), KEYS_MOST = 16384, WALK = 30, WALKS = 3000 };

static int keys[KEYS_MOST];

static unsigned put_step(unsigned at, const struct step *s)
{
	if (!s->text)
		keys[at++] = s->key;
	for (const char *p = s->text; p && *p; p++)
		keys[at++] = *p == '\r' ? KEY_ENTER : *p;
	keys[at] = 0;
	return at;
}

static char text[16384];

static void set_config(const char *head, const char *more, const char *entries)
{
	lockout.files = files;
	lockout.config = text;
	lockout.config_size = (size_t)snprintf(text, sizeof text, "%s%s%s", head, more, entries);
	lockout.heap_size = LOCKOUT_HEAP;
	assert_true(lockout.config_size < sizeof text);
}

/* Nothing but what somebody `may` was reached. */
static void check(unsigned may, const char *what)
{
	static char list[KEYS_MOST * 4];

	if (!(lockout.reached & ~may))
		return;
	for (unsigned i = 0, at = 0; keys[i]; i++)
		at += (unsigned)snprintf(list + at, sizeof list - at, " %d", keys[i]);
	fail_msg("%s: reached %u; keys%s; config\n%.*s", what, lockout.reached, list,
		 (int)lockout.config_size, lockout.config);
}

/* Somebody starts Mine, with the password for it; it comes back, as no kernel starts here,
 * and a key says that this was read. */
static unsigned put_login(void)
{
	unsigned at = put_step(0, &(struct step){ KEY_F4, NULL });

	at = put_step(at, &(struct step){ 'm', NULL });
	at = put_step(at, &login_me);
	return put_step(at, &(struct step){ ' ', NULL });
}

/* Every sequence of so many steps; what any of them reached. */
static unsigned all_sequences(unsigned depth, bool logged_in, unsigned may)
{
	unsigned total = 1, seen = 0;

	for (unsigned i = 0; i < depth; i++)
		total *= STEPS;
	for (unsigned n = 0; n < total; n++) {
		unsigned at = logged_in ? put_login() : 0, rest = n;

		for (unsigned i = 0; i < depth; i++, rest /= STEPS)
			at = put_step(at, &steps[rest % STEPS]);
		seen |= lockout_run(keys);
		check(may, "sequence");
		assert_true(lockout.locked);
	}
	return seen;
}

/* All of three steps at a waiting menu; all of two with every setting, and by somebody who
 * is no superuser. */
static void all_short_sequences(void **state)
{
	unsigned seen = 0;

	(void)state;
	for (unsigned s = 0; s < COUNT(settings); s++) {
		set_config(HEAD, settings[s], ENTRIES);
		seen |= all_sequences(s ? 2 : 3, false, REACHED_FREE);
		seen |= all_sequences(2, true, REACHED_FREE | REACHED_MINE);
	}
	assert_int_equal(seen, REACHED_FREE | REACHED_MINE);
}

static unsigned dice(unsigned n)
{
	static u64 x = 1;

	x = x * 6364136223846793005ull + 1442695040888963407ull;
	return (unsigned)(x >> 33) % n;
}

static void random_walks(void **state)
{
	(void)state;
	for (unsigned n = 0; n < WALKS; n++) {
		unsigned at = 0;

		set_config(HEAD, settings[dice(COUNT(settings))], ENTRIES);
		for (unsigned i = 0; i < WALK; i++)
			at = put_step(at, dice(4) ? &steps[dice(STEPS)]
					 : &(struct step){ (int)(1 + dice(KEY_F12)), NULL });
		lockout_run(keys);
		check(REACHED_FREE, "walk");
	}
}

/* Were there no way in at all, the rest would show nothing. */
static void with_the_password_everything_opens(void **state)
{
	static const struct { int key; unsigned reached; } rows[] = {
		{ 'c', REACHED_PROMPT }, { 'e', REACHED_EDITOR }, { 'r', REACHED_ROOTS },
		{ 'g', REACHED_ROOTS }, { 'w', REACHED_ROOTS }, { 'q', REACHED_ROOTS },
		{ 'm', REACHED_MINE },
	};

	(void)state;
	set_config(HEAD, settings[0], ENTRIES);
	for (unsigned i = 0; i < COUNT(rows); i++) {
		put_step(put_step(0, &(struct step){ rows[i].key, NULL }), &login_root);
		assert_int_equal(lockout_run(keys), rows[i].reached);
	}
	put_step(0, &(struct step){ 'f', NULL });
	assert_int_equal(lockout_run(keys), REACHED_FREE);
}

/* What a person tries where a config may have gone wrong. */
static void try_the_doors(void)
{
	unsigned at = 0;

	for (const char *p = "  cec  \033\033 c \r e \r x"; *p; p++)
		at = put_step(at, &(struct step){ *p == '\r' ? KEY_ENTER : *p == '\033' ? KEY_ESC : *p,
						  NULL });
	at = put_step(at, &steps[29]);
	put_step(at, &(struct step){ 'c', NULL });
	lockout_run(keys);
}

/* The config ends at each byte: from `set superusers=` on, it protects. */
static void cut_anywhere(void **state)
{
	const size_t line = strlen("set superusers=");

	(void)state;
	for (unsigned s = 0; s < COUNT(settings); s++) {
		size_t size;

		set_config(HEAD, settings[s], ENTRIES);
		size = lockout.config_size;
		for (size_t n = 0; n <= size; n++) {
			lockout.config_size = n;
			try_the_doors();
			if (n < line)
				assert_true(lockout.reached & REACHED_PROMPT);
			else
				check(REACHED_FREE, "cut");
		}
	}
}

/* Any byte behind the line is another one: quotes, braces, ends of lines, NUL, what not. */
static void damaged_anywhere(void **state)
{
	static const char wrong[] = { '"', '\'', '{', '}', '\n', ';', '#', '\\', '$', '\0', ' ', '(', '\xff' };
	const size_t line = strlen("set superusers=root\nlocked\n");

	(void)state;
	for (unsigned s = 0; s < COUNT(settings); s++) {
		set_config(HEAD, settings[s], ENTRIES);
		for (size_t n = line; n < lockout.config_size; n++) {
			char right = text[n];

			text[n] = wrong[dice(sizeof wrong)];
			try_the_doors();
			check(REACHED_FREE, "damage");
			assert_true(lockout.locked);
			text[n] = right;
		}
	}
}

/* Garbage of any length behind the line. */
static void garbage_behind(void **state)
{
	static const char *const words[] = {
		"{", "}", "'", "\"", "\n", ";", "fi", "done", "if ", "then\n", "menuentry a ", "submenu b ",
		"function f ", "f\n", "set ", "superuser", "$superusers", "export superusers\n", "unset x\n",
		"source /self.cfg\n", "configfile /bad.cfg\n", "exit\n", "return\n", "break 9\n", "\\", "\xc3",
		"while true; do ", "for x in ", "password root\n", "password\n", "setparams a b\n",
		"--unrestricted ", "menuentry z { linux roots }\n", "set timeout=0\n", "set default=1\n",
		"load_env\n", "normal\n", "authenticate x\n", "sleep 1\n", "set fallback=0\n",
	};

	(void)state;
	for (unsigned n = 0; n < WALKS; n++) {
		set_config(HEAD, "", "");
		for (unsigned i = dice(25); i--; )
			strcat(text, words[dice(COUNT(words))]);
		lockout.config_size = strlen(text);
		try_the_doors();
		check(REACHED_FREE, "garbage");
		assert_true(lockout.locked);
	}
}

/* Memory runs out at any point behind the line. */
static void out_of_memory(void **state)
{
	unsigned protected = 0;

	(void)state;
	for (unsigned s = 0; s < COUNT(settings); s++) {
		set_config(HEAD, settings[s], ENTRIES);
		for (size_t size = 48 * 1024; size > 1024; size -= 64) {
			lockout.heap_size = size;
			try_the_doors();
			if (!lockout.locked)
				continue;
			protected++;
			check(REACHED_FREE, "little memory");
		}
	}
	assert_true(protected > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(with_the_password_everything_opens),
		cmocka_unit_test(all_short_sequences),
		cmocka_unit_test(random_walks),
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(damaged_anywhere),
		cmocka_unit_test(garbage_behind),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
