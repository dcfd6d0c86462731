/* builtins.c - the commands that work on the interpreter itself. */
#include "common/str.h"
#include "common/text.h"
#include "mem/heap.h"
#include "script/expand.h"

/* The operand as a number, 1 when there is none. */
static bool count_operand(struct call *call, unsigned *count)
{
	const char *p = call->argv[1];
	u64 n = 1;

	if (call->argc > 1 && (!str_number(&p, 10, &n) || *p)) {
		call_fail(call, STATUS_BAD_NUMBER, "`%s' is not a number", call->argv[1]);
		return false;
	}
	*count = (unsigned)MIN(n, INT32_MAX);
	return true;
}

static int cmd_break(struct call *call)
{
	struct script *s = call->script;
	unsigned n;

	if (!count_operand(call, &n))
		return STATUS_BAD_NUMBER;
	if (!n)
		return call_fail(call, STATUS_BAD_ARGUMENT, "0 loops cannot be left");
	s->breaks = MIN(n, s->loops);
	s->continues = call->command->name[0] == 'c';
	return STATUS_OK;
}

static int cmd_return(struct call *call)
{
	struct script *s = call->script;
	unsigned n = (unsigned)s->status;

	if (!s->params)
		return call_fail(call, STATUS_BAD_ARGUMENT, "only functions return");
	if (call->argc > 1 && !count_operand(call, &n))
		return STATUS_BAD_NUMBER;
	s->returns = true;
	return (int)n;
}

static int cmd_shift(struct call *call)
{
	struct params *params = call->script->params;
	unsigned n;

	if (!count_operand(call, &n))
		return STATUS_BAD_NUMBER;
	if (!params)
		return STATUS_OK;
	if (n > (unsigned)params->argc)
		return STATUS_BAD_ARGUMENT;
	params->argc -= (int)n;
	params->argv += n;
	return STATUS_OK;
}

static int cmd_setparams(struct call *call)
{
	struct params *params = call->script->params;
	struct expansion e = { .script = call->script };
	char **argv;

	if (!params)
		return STATUS_UNKNOWN_COMMAND;
	for (int i = 1; i < call->argc; i++) {
		char *arg = call->argv[i];

		expand_add(&e, "", (struct span){ arg, arg + strlen(arg) }, "");
	}
	argv = expand_argv(&e);
	if (!argv) {
		expand_free(&e);
		return no_memory(call->script, call->source.line);
	}
	heap_free(params->own);
	*params = (struct params){ e.argc, argv, e.text };
	return STATUS_OK;
}

static int cmd_eval(struct call *call)
{
	struct span text = { NULL, NULL };

	if (call->argc > 1) {
		char *last = call->argv[call->argc - 1];

		/* The operands lie behind each other: blanks for the NULs between them. */
		for (int i = 2; i < call->argc; i++)
			call->argv[i][-1] = ' ';
		text = (struct span){ call->argv[1], last + strlen(last) };
	}
	return execute_text(call->script, text, call->source);
}

static void print_variable(void *context, const char *name, const char *value, bool exported)
{
	(void)exported;
	call_print(context, "%s=%s\n", name, value);
}

static int cmd_set(struct call *call)
{
	if (call->argc == 1) {
		script_each_variable(call->script, print_variable, call);
		return STATUS_OK;
	}
	if (!strchr(call->argv[1], '='))
		return call_fail(call, STATUS_BAD_ARGUMENT, "`%s' is not NAME=VALUE",
				 call->argv[1]);
	return assign(call, call->argv[1]);
}

static int cmd_unset(struct call *call)
{
	script_unset(call->script, call->argv[1]);
	return STATUS_OK;
}

static int cmd_export(struct call *call)
{
	for (int i = 1; i < call->argc; i++)
		if (script_export(call->script, call->argv[i]))
			return no_memory(call->script, call->source.line);
	return STATUS_OK;
}

static int cmd_true(struct call *call)
{
	return call->command->name[0] == 't' ? STATUS_OK : STATUS_TEST_FAILURE;
}

const struct command script_builtins[] = {
	{ "[",         0, 255, false, test_command,  "EXPRESSION ]" },
	{ "break",     0, 1,   false, cmd_break,     "[LOOPS]" },
	{ "continue",  0, 1,   false, cmd_break,     "[LOOPS]" },
	{ "eval",      0, 255, false, cmd_eval,      "[WORD...]" },
	{ "export",    1, 255, false, cmd_export,    "NAME..." },
	{ "false",     0, 255, false, cmd_true,      "" },
	{ "return",    0, 1,   false, cmd_return,    "[STATUS]" },
	{ "set",       0, 255, false, cmd_set,       "[NAME=VALUE]" },
	{ "setparams", 0, 255, false, cmd_setparams, "[WORD...]" },
	{ "shift",     0, 1,   false, cmd_shift,     "[COUNT]" },
	{ "test",      0, 255, false, test_command,  "EXPRESSION" },
	{ "true",      0, 255, false, cmd_true,      "" },
	{ "unset",     1, 255, false, cmd_unset,     "NAME" },
	{ 0 }
};
