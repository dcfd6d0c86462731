/* builtins.c - the commands that work on the interpreter itself. */
#include "common/str.h"
#include "common/text.h"
#include "mem/heap.h"
#include "script/expand.h"

/* break, continue, return, shift: each has a count, 1 when there is none. */
static int cmd_count(struct call *call)
{
	struct script *s = call->script;
	const char *p = call->argv[1];
	char which = call->command->usage[0];
	unsigned n = which == 'r' ? (unsigned)s->status : 1;
	int bad;

	if (p) {
		n = read_number(&p, 10);
		bad = *p ? STATUS_BAD_ARGUMENT : STATUS_OK;
		if (which != 's' && p == call->argv[1])
			bad = STATUS_BAD_NUMBER;
		if (which != 's' && n == UINT32_MAX)
			bad = STATUS_OUT_OF_RANGE;
		if (bad)
			return call_fail(call, bad, "`%s' is not a number", call->argv[1]);
	}
	if (which == 'r') {
		if (!s->params)
			return call_fail(call, STATUS_BAD_ARGUMENT, "only functions return");
		s->leaving |= LEAVE_FUNCTION;
		return (int)n;
	}
	if (which == 's') {
		if (!s->params)
			return STATUS_OK;
		if (n > (unsigned)s->params->argc)
			return STATUS_BAD_ARGUMENT;
		s->params->argc -= (int)n;
		s->params->argv += n;
		return STATUS_OK;
	}
	if (!n)
		return call_fail(call, STATUS_BAD_ARGUMENT, "0 loops cannot be left");
	s->breaks = MIN(n, s->loops);
	s->leaving |= s->loops ? LEAVE_LOOPS : 0;
	s->continues = which == 'c';
	return STATUS_OK;
}

static int cmd_setparams(struct call *call)
{
	struct params *params = call->script->params;
	struct expansion e = { .script = call->script };
	char **argv;

	if (!params)
		return STATUS_INVALID_COMMAND;
	for (int i = 1; i < call->argc; i++)
		expand_add(&e, call->argv[i], strlen(call->argv[i]));
	argv = expand_argv(&e);
	if (!argv) {
		heap_free(e.text);
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
	return run_text(call->script, text, call->source, false);
}

static int cmd_set(struct call *call)
{
	char *word = call->argv[1];

	if (!word) {
		const struct variable *v = call->script->context->first;

		for (; v; v = v->next)
			call_print(call, "%s=%s\n", v->name, v->value);
		return STATUS_OK;
	}
	if (!strchr(word, '='))
		return call_fail(call, STATUS_BAD_ARGUMENT, "`%s' is not NAME=VALUE", word);
	return assign(call, word);
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
	return call->command->usage[0] == 't' ? STATUS_OK : STATUS_TEST_FAILURE;
}

const struct command script_builtins[] = {
	{ "[ EXPRESSION ]",      0, 255, false, test_command },
	{ "break [LOOPS]",       0, 1,   false, cmd_count },
	{ "continue [LOOPS]",    0, 1,   false, cmd_count },
	{ "eval [WORD...]",      0, 255, false, cmd_eval },
	{ "export NAME...",      1, 255, false, cmd_export },
	{ "false",               0, 255, false, cmd_true },
	{ "return [STATUS]",     0, 1,   false, cmd_count },
	{ "set [NAME=VALUE]",    0, 255, false, cmd_set },
	{ "setparams [WORD...]", 0, 255, false, cmd_setparams },
	{ "shift [COUNT]",       0, 1,   false, cmd_count },
	{ "test EXPRESSION",     0, 255, false, test_command },
	{ "true",                0, 255, false, cmd_true },
	{ "unset NAME",          1, 255, false, cmd_unset },
	{ 0 }
};
