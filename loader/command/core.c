/* core.c - the commands about the loader itself: configs, modules, time, leaving. */
#include "base/error.h"
#include "command/world.h"
#include "common/str.h"
#include "common/text.h"
#include "script/options.h"
#include "term/term.h"

static int source(struct call *call)
{
	err_t err = world_source(call_world(call), call->argv[1]);

	return err ? call_error(call, err, STATUS_READ_ERROR) : script_status(call->script);
}

/* Also `normal`, for which the file may be missing. */
static int configfile(struct call *call)
{
	struct world *w = call_world(call);
	const char *path = call->argv[1];

	if (!path)
		path = script_get(w->script, "config_file");
	return call_error(call, path ? w->run_config(w, path) : ERR_NOT_FOUND,
			  STATUS_FILE_NOT_FOUND);
}

/* There are no modules: what GRUB keeps in one is built in, or the command that would
 * need it says so. */
static int insmod(struct call *call)
{
	(void)call;
	return STATUS_OK;
}

static const struct option sleep_options[] = {
	{ "interruptible", 'i', OPTION_FLAG }, { "verbose", 'v', OPTION_FLAG },
	{ NULL, 0, 0 },
};

static int sleep(struct call *call)
{
	const struct platform *p = call_world(call)->platform;
	u32 start = p->milliseconds();
	int flags = call_flags(call, sleep_options);
	i32 seconds = text_number(call->argv[1]);

	if (flags < 0)
		return STATUS_BAD_ARGUMENT;
	if (seconds < 0)
		return call_error(call, "how many seconds", STATUS_BAD_NUMBER);
	/* Keys typed ahead are kept unless Esc may end the wait. */
	while (p->milliseconds() - start < (u32)seconds * 1000) {
		if ((flags & 1) && term_key() == KEY_ESC)
			return STATUS_TEST_FAILURE;
		p->idle();
	}
	return STATUS_OK;
}

/* Run the command behind it and say how long that took.  The clock's steps may be long;
 * the ticks are those of the CPU. */
static int time_command(struct call *call)
{
	const struct platform *p = call_world(call)->platform;
	static const char words[] = "\"$@\"";         /* as they are, however they look */
	struct span text = { words, words + sizeof words - 1 };
	u32 ms = p->milliseconds();
	u64 ticks = p->tsc();
	int status = script_run_with(call->script, text, call->source, call->argc - 1,
				     call->argv + 1);

	ticks = p->tsc() - ticks;
	call_print(call, "%u ms", p->milliseconds() - ms);
	if (ticks)
		call_print(call, ", %llu ticks", (unsigned long long)ticks);
	call_print(call, "\n");
	return status;
}

static int help(struct call *call)
{
	const struct command *c = NULL;
	const char *prefix = call->argv[1];
	err_t err = prefix ? "no such command" : NULL;

	while ((c = script_next_command(call->script, c)))
		if (!prefix || str_after(c->usage, prefix)) {
			call_print(call, "%s\n", c->usage);
			err = NULL;
		}
	return call_error(call, err, STATUS_UNKNOWN_COMMAND);
}

static int halt(struct call *call)
{
	call_world(call)->platform->halt();
	return STATUS_OK;               /* not reached */
}

static int reboot(struct call *call)
{
	call_world(call)->platform->reboot();
	return STATUS_OK;               /* not reached */
}

static int leave(struct call *call)
{
	call_world(call)->leave = true;
	return STATUS_OK;
}

const struct command core_commands[] = {
	{ ". FILE",             1, 1,   false, source },
	{ "configfile FILE",    1, 1,   false, configfile },
	{ "exit",               0, 1,   false, leave },
	{ "halt",               0, 1,   false, halt },
	{ "help [COMMAND]",     0, 1,   false, help },
	{ "insmod MODULE",      1, 1,   false, insmod },
	{ "normal [FILE]",      0, 1,   false, configfile },
	{ "reboot",             0, 0,   false, reboot },
	{ "sleep [-i] SECONDS", 1, 3,   false, sleep },
	{ "source FILE",        1, 1,   false, source },
	{ "time COMMAND...",    1, 255, false, time_command },
	{ NULL, 0, 0, false, NULL },
};
