/* terminal.c - echo and the commands about consoles and pictures. */
#include "command/world.h"
#include "common/str.h"
#include "script/options.h"
#include "term/term.h"

/* Every console there is stays in use, text needs no font and there is nothing to play
 * on: what these ask for is so already, or makes no difference. */
static int accept(struct call *call)
{
	(void)call;
	return STATUS_OK;
}

/* Configurations ask `if background_image ...` and set text colours otherwise. */
static int decline(struct call *call)
{
	(void)call;
	return STATUS_TEST_FAILURE;
}

static int clear(struct call *call)
{
	(void)call;
	term_clear();
	return STATUS_OK;
}

/* -e: undo in place the escapes that GRUB's echo knows; others vanish with their
 * backslash.  False for \c: no newline at the end. */
static bool unescape(char *word)
{
	static const char from[] = "\\abfnrtv", to[] = "\\\a\b\f\n\r\t\v";
	bool newline = true;
	char *put = word;

	for (; *word; word++) {
		const char *escape;

		if (*word != '\\') {
			*put++ = *word;
			continue;
		}
		if (!*++word)
			break;
		escape = strchr(from, *word);
		if (escape)
			*put++ = to[escape - from];
		else if (*word == 'c')
			newline = false;
	}
	*put = '\0';
	return newline;
}

/* The letters of -n, -e, -ne or -en, as bits; 0 for another word. */
static unsigned echo_option(const char *word)
{
	unsigned letters = 0;

	if (*word++ == '-')
		while (*word == 'n' || *word == 'e')
			letters |= (u8)*word++;
	return *word ? 0 : letters;
}

enum { NO_NEWLINE = 'n' & ~'e', ESCAPES = 'e' & ~'n' };

/* Options are options in front only: `echo a -n` says "a -n". */
static int echo(struct call *call)
{
	unsigned options = 0, more;
	char **word = call->argv + 1;

	for (; *word && (more = echo_option(*word)); word++)
		options |= more;
	while (*word) {
		if ((options & ESCAPES) && !unescape(*word))
			options |= NO_NEWLINE;
		call_print(call, "%s", *word);
		if (*++word)
			call_print(call, " ");
	}
	if (!(options & NO_NEWLINE))
		call_print(call, "\n");
	return STATUS_OK;
}

/* In the order of the bits of platform.shift_keys(). */
static const struct option key_options[] = {
	{ "shift", 's', OPTION_FLAG }, { "ctrl", 'c', OPTION_FLAG }, { "alt", 'a', OPTION_FLAG },
	{ NULL, 0, 0 },
};

static int keystatus(struct call *call)
{
	const struct platform *p = call_world(call)->platform;
	int wanted = call_flags(call, key_options);     /* SHIFT_HELD, ... */

	if (wanted < 0)
		return STATUS_BAD_ARGUMENT;
	return (p->shift_keys() & wanted) == wanted ? STATUS_OK : STATUS_TEST_FAILURE;
}

const struct command terminal_commands[] = {
	{ "background_color",         0, 255, false, accept },
	{ "background_image",         0, 255, false, decline },
	{ "clear",                    0, 0,   false, clear },
	{ "echo [-n] [-e] [WORD...]", 0, 255, false, echo },
	{ "hwmatch",                  0, 255, false, decline },
	{ "keystatus [-s] [-c] [-a]", 0, 3,   false, keystatus },
	{ "loadfont",                 0, 255, false, accept },
	{ "play",                     0, 255, false, accept },
	{ "serial",                   0, 255, false, accept },
	{ "terminal_input",           0, 255, false, accept },
	{ "terminal_output",          0, 255, false, accept },
	{ "terminfo",                 0, 255, false, accept },
	{ NULL, 0, 0, false, NULL },
};
