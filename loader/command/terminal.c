/* terminal.c - the commands about consoles and pictures. */
#include "base/error.h"
#include "command/world.h"
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
	{ "background_color", 0, 255, false, accept, "COLOUR" },
	{ "background_image", 0, 255, false, decline, "FILE" },
	{ "clear",            0, 0,   false, clear, "" },
	{ "hwmatch",          0, 255, false, decline, "FILE CLASS" },
	{ "keystatus",        0, 3,   false, keystatus, "[--shift] [--ctrl] [--alt]" },
	{ "loadfont",         0, 255, false, accept, "FILE..." },
	{ "play",             0, 255, false, accept, "TUNE" },
	{ "save_env",         0, 255, false, save_env, "[-f FILE] VARIABLE..." },
	{ "serial",           0, 255, false, accept, "[--unit=N] [--speed=BAUD]" },
	{ "terminal_input",   0, 255, false, accept, "CONSOLE..." },
	{ "terminal_output",  0, 255, false, accept, "CONSOLE..." },
	{ "terminfo",         0, 255, false, accept, "" },
	{ NULL, 0, 0, false, NULL, NULL },
};
