/* files.c - cat, and the table of the commands about disks and files. */
#include "base/error.h"
#include "command/device.h"
#include "command/world.h"
#include "common/str.h"
#include "mem/heap.h"
#include "script/execute.h"
#include "script/options.h"
#include "term/term.h"

/* Is it what lines are made of?  Other control characters are shown as <1b>. */
static bool is_text(char c)
{
	return (u8)c >= ' ' || c == '\t';
}

/* Line by line, because a key may end it. */
static void print_text(struct call *call, struct span text, bool dos)
{
	for (;;) {
		struct span line = take_while(&text, is_text);
		char c;

		term_put(line.p, span_size(line));
		if (text.p == text.end || call->script->host.interrupted(call->world))
			break;
		c = *text.p++;
		/* A NUL is behind the text. */
		if (!dos || c != '\r' || *text.p != '\n')
			call_print(call, c == '\n' ? "\n" : "<%x>", (u8)c);
	}
}

static const char cat_options[] = "--dos\n";

static int cat(struct call *call)
{
	struct span text;
	err_t err = world_read(call_world(call), call->argv[1], &text);

	if (!err) {
		print_text(call, text, call->value[0]);
		call_print(call, "\n");
		heap_free((void *)(size_t)text.p);
	}
	return call_error(call, err, STATUS_READ_ERROR);
}

const struct command device_commands[] = {
	{ "blscfg|bls_import [FILE|FOLDER|ENTRY|default|non-default]", 0, 1, 0, blscfg_run },
	{ "cat [--dos] FILE",               1, 255, 0, cat, cat_options },
	{ "load_env [-f FILE] [VARIABLE...]", 0, 255, 0, load_env_run, env_options },
	{ "loopback [-d] NAME [FILE]",      1, 2,   0, loopback_run, loopback_options },
	{ "ls [-l] [-h] [-a] [PATH...]",    0, 255, 0, ls_run, ls_options },
	{ "probe [--set VARIABLE] -d|-p|-f|-u|-l|--part-uuid DEVICE",
	  1, 255, 0, probe_run, probe_options },
	{ "save_env [-f FILE] VARIABLE...", 1, 255, 0, save_env_run, env_options },
	{ "search [OPTION...] --fs-uuid|--label|--file WHAT",
	  0, 255, 0, search_run, search_options },
	{ "search.file|search.fs_label|search.fs_uuid WHAT [VARIABLE [HINT...]]", 1, 255, 0, search_run },
	{ NULL },
};
