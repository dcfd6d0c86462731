/* core.c - the commands about the loader itself: configs, modules, time, leaving. */
#include "base/error.h"
#include "command/world.h"
#include "common/str.h"
#include "common/text.h"
#include "mem/heap.h"
#include "script/execute.h"
#include "script/options.h"

enum { RANGES = 128 };                 /* as many as the loader itself takes in */

static int source(struct call *call)
{
	err_t err = world_source(call_world(call), call->argv[1]);

	return err ? call_error(call, err, STATUS_READ_ERROR) : script_status(call->script);
}

/* Of another config only the entries: what it sets is gone at its end, and it sees what is
 * exported. */
static int extract_entries(struct call *call)
{
	struct world *w = call_world(call);
	err_t err = world_enter_context(w);

	if (!err) {
		err = world_source(w, call->argv[1]);
		script_leave_context(call->script);
	}
	return call_error(call, err, STATUS_READ_ERROR);
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
	if (str_equal(call->argv[1], "regexp"))
		script_glob_all(call->script);
	return STATUS_OK;
}

/* All names, or what the commands that start like the words take. */
static int help(struct call *call)
{
	const struct command *c = NULL;
	size_t column = 0, size;

	while ((c = script_next_command(call->script, c))) {
		const char *name = call->argc > 1 ? NULL : c->usage, *next;

		for (int i = 1; i < call->argc; i++)
			if (command_named(c, call->argv[i], false))
				command_help(call, c);
		for (; name; name = next) {
			next = str_next_name(name, &size);
			column += ++size;
			if (column > 78) {
				column = size;
				call_print(call, "\n");
			}
			call_print(call, "%.*s ", (int)size - 1, name);
		}
	}
	if (column)
		call_print(call, "\n\"help NAME\" says more.\n");
	return STATUS_OK;
}

/* halt and reboot */
static int halt(struct call *call)
{
	const struct platform *p = call_world(call)->platform;

	(call->argv[0][0] == 'h' ? p->halt : p->reboot)();
	return STATUS_OK;               /* not reached */
}

/* What runs ends, and the prompt; nothing boots. */
static int leave(struct call *call)
{
	call->script->leaving = LEAVE_ALL | LEAVE_PROMPT;
	plan_clear(&call_world(call)->plan);
	return STATUS_OK;
}

/* increment and decrement: whole numbers, as Fedora's GRUB has them. */
static int count(struct call *call)
{
	const char *name = call->argv[1], *old = script_get(call->script, name);
	bool minus = old && *old == '-';
	char text[12];
	i32 n;

	if (!old)
		return call_fail(call, STATUS_FILE_NOT_FOUND, "%s is not set", name);
	n = text_number(old + minus);
	if (n < 0)
		return call_fail(call, STATUS_BAD_NUMBER, "%s is `%s', no number", name, old);
	n = (minus ? -n : n) + (call->argv[0][0] == 'i' ? 1 : -1);
	fmt(text, sizeof text, "%d", (int)n);
	return call_set(call, name, text);
}

/* The memory map of the firmware. */
static int lsmmap(struct call *call)
{
	static const char types[] = "available RAM\0reserved RAM\0ACPI reclaimable RAM\0"
				    "ACPI non-volatile storage RAM\0faulty RAM (BadRAM)\0";
	struct mem_range *range = heap_alloc(RANGES * sizeof *range);
	unsigned n = 0;
	err_t err = ERR_NO_MEMORY;

	if (range)
		err = call_world(call)->platform->memory_map(range, RANGES, &n);
	for (unsigned i = 0; i < n && !err; i++) {
		const char *type = types;

		for (u32 t = 1; t < range[i].type && *type; t++)
			type += strlen(type) + 1;
		call_print(call, "base_addr = 0x%llx, length = 0x%llx, %s\n",
			   (unsigned long long)range[i].start,
			   (unsigned long long)range[i].size, *type ? type : "reserved RAM");
	}
	heap_free(range);
	return call_error(call, err, STATUS_READ_ERROR);
}

const struct command core_commands[] = {
	{ ".|source FILE",      1, 1,   0, source },
	{ "configfile FILE",    1, 1,   0, configfile },
	{ "exit|normal_exit",   0, 1,   0, leave },
	{ "extract_entries_configfile|extract_entries_source FILE", 1, 1, 0, extract_entries },
	{ "halt|reboot",        0, 255, 0, halt },
	{ "help [COMMAND...]",  0, 255, 0, help },
	{ "increment|decrement VARIABLE", 1, 1, 0, count },
	{ "insmod MODULE",      1, 255, 0, insmod },
	{ "lsmmap",             0, 255, 0, lsmmap },
	{ "normal [FILE]",      0, 1,   0, configfile },
	{ NULL },
};
