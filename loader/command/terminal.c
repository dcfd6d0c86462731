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

/* -e: the escapes that GRUB's echo knows; others vanish with their backslash. */
static void echo_escaped(struct call *call, const char *word, bool *newline)
{
	static const char from[] = "\\abfnrtv", to[] = "\\\a\b\f\n\r\t\v";

	for (; *word; word++) {
		const char *escape = from;

		if (*word != '\\') {
			call_print(call, "%c", *word);
			continue;
		}
		if (!*++word)
			return;
		while (*escape && *escape != *word)
			escape++;
		if (*escape)
			call_print(call, "%c", to[escape - from]);
		else if (*word == 'c')
			*newline = false;
	}
}

/* -n, -e, -ne, -en */
static bool is_echo_option(const char *word)
{
	if (*word++ != '-' || !*word)
		return false;
	while (*word == 'n' || *word == 'e')
		word++;
	return !*word;
}

/* Options are options in front only: `echo a -n` says "a -n". */
static int echo(struct call *call)
{
	bool newline = true, escapes = false;
	int i = 1;

	for (; i < call->argc && is_echo_option(call->argv[i]); i++) {
		newline = newline && !strchr(call->argv[i], 'n');
		escapes = escapes || strchr(call->argv[i], 'e');
	}
	for (int first = i; i < call->argc; i++) {
		if (i > first)
			call_print(call, " ");
		if (escapes)
			echo_escaped(call, call->argv[i], &newline);
		else
			call_print(call, "%s", call->argv[i]);
	}
	if (newline)
		call_print(call, "\n");
	return STATUS_OK;
}

static const struct option key_options[] = {
	{ "shift", 's', OPTION_FLAG }, { "ctrl", 'c', OPTION_FLAG }, { "alt", 'a', OPTION_FLAG },
	{ NULL, 0, 0 },
};

static int key_option(struct call *call, void *context, const struct option *option,
		      const char *value)
{
	(void)call;
	(void)value;
	*(u8 *)context |= 1u << (option - key_options);         /* SHIFT, CTRL, ALT_HELD */
	return STATUS_OK;
}

static int keystatus(struct call *call)
{
	const struct platform *p = call_world(call)->platform;
	u8 wanted = 0;
	int status = options_parse(call, key_options, key_option, &wanted);

	if (status != STATUS_OK)
		return status;
	return p->shift_keys && (p->shift_keys() & wanted) == wanted ? STATUS_OK
								     : STATUS_TEST_FAILURE;
}

static int save_env(struct call *call)
{
	return call_fail(call, STATUS_NOT_IMPLEMENTED,
			 "nothing was saved: environment blocks are read only so far");
}

const struct command terminal_commands[] = {
	{ "background_color", 0, 255, false, accept, "" },
	{ "background_image", 0, 255, false, decline, "" },
	{ "clear",            0, 0,   false, clear, "" },
	{ "echo",             0, 255, false, echo, "[-n] [-e] [WORD...]" },
	{ "hwmatch",          0, 255, false, decline, "" },
	{ "keystatus",        0, 3,   false, keystatus, "[--shift] [--ctrl] [--alt]" },
	{ "loadfont",         0, 255, false, accept, "" },
	{ "play",             0, 255, false, accept, "" },
	{ "save_env",         0, 255, false, save_env, "[-f FILE] VARIABLE..." },
	{ "serial",           0, 255, false, accept, "" },
	{ "terminal_input",   0, 255, false, accept, "" },
	{ "terminal_output",  0, 255, false, accept, "" },
	{ "terminfo",         0, 255, false, accept, "" },
	{ NULL, 0, 0, false, NULL, NULL },
};
