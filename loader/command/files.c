/* files.c - cat, and the table of the commands about disks and files. */
#include "base/error.h"
#include "command/device.h"
#include "command/world.h"
#include "common/str.h"
#include "mem/heap.h"
#include "script/options.h"
#include "term/term.h"

/* Is it what a terminal is there for?  Other control characters are shown as <1b>. */
static bool is_text(char c)
{
	return (u8)c >= ' ' || c == '\n' || c == '\t';
}

static void print_text(struct call *call, struct span text, bool dos)
{
	while (text.p < text.end) {
		struct span plain = take_while(&text, is_text);
		char c;

		term_put(plain.p, span_size(plain));
		if (text.p == text.end)
			break;
		c = *text.p++;
		if (!dos || c != '\r' || text.p == text.end || *text.p != '\n')
			call_print(call, "<%x>", (u8)c);
	}
}

static const struct option cat_options[] = { { "dos", 0, OPTION_FLAG }, { NULL, 0, 0 } };

static int cat(struct call *call)
{
	int dos = call_flags(call, cat_options);
	struct span text;
	err_t err;

	if (dos < 0)
		return STATUS_BAD_ARGUMENT;
	if (call->argc < 2)
		return call_error(call, "which file", STATUS_BAD_ARGUMENT);
	err = world_read(call_world(call), call->argv[1], &text);
	if (!err) {
		print_text(call, text, dos);
		call_print(call, "\n");
		heap_free((void *)(size_t)text.p);
	}
	return call_error(call, err, STATUS_READ_ERROR);
}

const struct command device_commands[] = {
	{ "bls_import [WHAT]",                             0, 1,   false, blscfg_run },
	{ "blscfg [FILE|FOLDER|ENTRY|default|non-default]",
	  0, 1,   false, blscfg_run },
	{ "cat [--dos] FILE",                              0, 255, false, cat },
	{ "load_env [-f FILE] [VARIABLE...]",              0, 255, false, load_env_run },
	{ "loopback [-d] NAME [FILE]",                     0, 255, false, loopback_run },
	{ "ls [-l] [-h] [-a] [PATH...]",                   0, 255, false, ls_run },
	{ "probe [--set=VARIABLE] -d|-p|-f|-u|-l|--part-uuid DEVICE",
	  0, 255, false, probe_run },
	{ "save_env [-f FILE] VARIABLE...",                0, 255, false, save_env_run },
	{ "search [OPTION...] --fs-uuid|--label|--file WHAT",
	  0, 255, false, search_run },
	{ "search.file WHAT [VARIABLE [HINT...]]",         1, 255, false, search_run },
	{ "search.fs_label WHAT [VARIABLE [HINT...]]",     1, 255, false, search_run },
	{ "search.fs_uuid WHAT [VARIABLE [HINT...]]",      1, 255, false, search_run },
	{ NULL, 0, 0, false, NULL },
};
