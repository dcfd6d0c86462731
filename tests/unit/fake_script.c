/* fake_script.c - a host for the interpreter that keeps what is printed. */
#include <stdint.h>
#include <string.h>
#include "fake_script.h"
#include "script/options.h"

static void print(void *world, const char *format, va_list args)
{
	struct fake_script *fake = world;
	size_t used = fake->size < FAKE_OUTPUT ? fake->size : FAKE_OUTPUT - 1;

	fake->size += fmt_va(fake->output + used, FAKE_OUTPUT - used, format, args);
}

static bool interrupted(void *world)
{
	struct fake_script *fake = world;

	return fake->polls == 0 || --fake->polls == 0;
}

static int file_test(void *world, char op, const char *a, const char *b, long bias)
{
	(void)world;
	if (op == 'n' || op == 'o')     /* a's second of change is its length */
		return op == 'n' ? (long)strlen(a) + bias > (long)strlen(b)
				 : (long)strlen(a) + bias < (long)strlen(b);
	if (strcmp(a, "/file") == 0 || strcmp(a, "/dir/a.cfg") == 0)
		return op != 'd';
	return (strcmp(a, "/dir") == 0 || strcmp(a, "/dir/") == 0 ||
		strcmp(a, "(hd0,gpt1)/boot") == 0) && (op == 'd' || op == 'e');
}

/* Of each directory the names, "" at the end. */
static void list(void *world, const char *path, bool (*each)(void *context, const char *name),
		 void *context)
{
	static const struct { const char *path, *names[8]; } places[] = {
		{ "", { "(hd0)", "(hd0,gpt2)", "(hd0,gpt1)", "(cd)" } },
		{ "/", { ".", "..", "file", "dir" } },
		{ "/dir/", { ".", "..", "a.cfg", "b.cfg", ".h", "x y", "s*ub" } },
		{ "(hd0,gpt1)/", { "boot" } }, { "(hd0,gpt1)/boot/", { "grub.cfg", "vmlinuz" } },
	};

	(void)world;
	for (size_t i = 0; i < COUNT(places); i++)
		for (size_t n = 0; strcmp(path, places[i].path) == 0 && places[i].names[n]; n++)
			if (!each(context, places[i].names[n]))
				return;
}

static int cmd_echo(struct call *call)
{
	for (int i = 1; i < call->argc; i++)
		call_print(call, "%s%s", i > 1 ? " " : "", call->argv[i]);
	call_print(call, "\n");
	return STATUS_OK;
}

/* Each word in < >, so that borders show; the body with its line. */
static int cmd_block(struct call *call)
{
	for (int i = 1; i < call->argc; i++)
		call_print(call, "<%s>", call->argv[i]);
	if (call->block.p)
		call_print(call, "%u{%.*s}", call->block_source.line,
			   (int)span_size(call->block), call->block.p);
	call_print(call, "\n");
	return STATUS_OK;
}

static int cmd_run(struct call *call)
{
	return script_run_with(call->script, call->block, call->block_source, call->argc - 1,
			       call->argv + 1);
}

static int cmd_context(struct call *call)
{
	int status;

	if (script_enter_context(call->script))
		return call_fail(call, STATUS_NO_MEMORY, "no memory");
	status = script_run(call->script, call->block, call->block_source);
	script_leave_context(call->script);
	return status;
}

static const char all_options[] =
	"-f, --flag\n-v, --value X\n-o, --optional[=X]\n--hint=X\n--hint-bios=X\n";
static const char hints_options[] = "-h, --hint...=X\n";

/* Each option that was given, and of a list all values. */
static int cmd_options(struct call *call)
{
	for (int i = 0; i < CALL_OPTIONS; i++)
		if (call->value[i])
			call_print(call, "%d=%s;", i, call->value[i]);
	for (char **value = call->list; *value; value++)
		call_print(call, "+%s;", *value);
	return cmd_block(call);
}

static const char row_options[] =
	"-f, --flag\tsays so\n-t, --text=VALUE\n-n, --number=N\thow many\n";

static int cmd_row(struct call *call)
{
	if (call->value[0])
		call_print(call, "flag ");
	if (call->value[1])
		call_print(call, "text=%s ", call->value[1]);
	call_print(call, "number=%u ", (unsigned)option_number(call->value[2], 5));
	return cmd_block(call);
}

static int cmd_name(struct call *call)
{
	call_print(call, "%s%s%s\n", call->argv[0], call->argc > 1 ? " " : "",
		   call->argc > 1 ? call->argv[1] : "");
	return STATUS_OK;
}

static int cmd_status(struct call *call)
{
	return call->argv[1][0] - '0';
}

static int cmd_globs(struct call *call)
{
	script_glob_all(call->script);
	return STATUS_OK;
}

static const struct command commands[] = {
	{ "echo [WORD...]",               0, 255, false, cmd_echo },
	{ "words [WORD...]",              0, 255, false, cmd_block },
	{ "block [WORD...] { COMMANDS }", 0, 255, true, cmd_block },
	{ "run [WORD...] { COMMANDS }",   0, 255, true, cmd_run },
	{ "context { COMMANDS }",         0, 255, true, cmd_context },
	{ "options [WORD...]",            0, 255, 0, cmd_options, all_options },
	{ "hints [WORD...]",              0, 255, 0, cmd_options, hints_options },
	{ "globs",                        0, 0,   0, cmd_globs },
	{ "row [OPTION...] WORD",         1, 1,   0, cmd_row, row_options },
	{ "one|two|three WORD",           0, 255, 0, cmd_name },
	{ "pre_|other",                   0, 255, PREFIXES, cmd_name },
	{ "status DIGIT [WORD]",          1, 2,   false, cmd_status },
	{ 0 }
};

struct script *fake_script(struct fake_script *fake)
{
	static const struct command *const tables[] = { commands, NULL };
	const struct script_host host = {
		.tables = tables, .print = print, .interrupted = interrupted,
		.file_test = file_test, .list = list, .world = fake,
	};

	memset(fake, 0, sizeof *fake);
	fake->polls = 10000;
	return script_new(&host);
}

int fake_run(struct script *s, const char *text)
{
	return script_run(s, (struct span){ text, text + strlen(text) },
			  (struct source){ "t", 1 });
}
