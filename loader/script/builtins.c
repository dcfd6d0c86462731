/* builtins.c - the commands that work on the interpreter itself. */
#include "common/str.h"
#include "common/text.h"
#include "mem/heap.h"
#include "script/expand.h"

/* The number behind a command's name into *n, if there is one.  What is none has GRUB's
 * statuses; shift takes an empty word for 0. */
static int read_count(struct call *call, unsigned *n)
{
	const char *word = call->argv[1], *p = word;
	bool strict = call->argv[0][0] != 's';
	int bad = STATUS_OK;

	if (!word)
		return STATUS_OK;
	*n = read_number(&p, 10);
	if (strict && *n == UINT32_MAX)
		bad = STATUS_OUT_OF_RANGE;
	if (*p)
		bad = STATUS_BAD_ARGUMENT;
	if (strict && p == word)
		bad = STATUS_BAD_NUMBER;
	return bad ? call_fail(call, bad, "`%s' is not a number", word) : STATUS_OK;
}

static int cmd_break(struct call *call)
{
	struct script *s = call->script;
	unsigned n = 1;
	int status = read_count(call, &n);

	if (status)
		return status;
	if (!n)
		return call_fail(call, STATUS_BAD_ARGUMENT, "0 loops cannot be left");
	s->breaks = MIN(n, s->loops);
	s->leaving |= s->loops ? LEAVE_LOOPS : 0;
	s->continues = call->argv[0][0] == 'c';
	return STATUS_OK;
}

static int cmd_return(struct call *call)
{
	struct script *s = call->script;
	unsigned n = (unsigned)s->status;
	int status;

	if (!s->params)
		return call_fail(call, STATUS_BAD_ARGUMENT, "only functions return");
	status = read_count(call, &n);
	if (status)
		return status;
	s->leaving |= LEAVE_FUNCTION;
	return (int)n;
}

static int cmd_shift(struct call *call)
{
	struct params *params = call->script->params;
	unsigned n = 1;
	int status = params ? read_count(call, &n) : STATUS_OK;

	if (status || !params)
		return status;
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
	return call->argv[0][0] == 't' ? STATUS_OK : STATUS_TEST_FAILURE;
}

const struct command script_builtins[] = {
	{ "[|test EXPRESSION",   0, 255, false, test_command },
	{ "break|continue [LOOPS]", 0, 1, false, cmd_break },
	{ "eval [WORD...]",      0, 255, false, cmd_eval },
	{ "export NAME...",      1, 255, false, cmd_export },
	{ "false|true",          0, 255, false, cmd_true },
	{ "return [STATUS]",     0, 1,   false, cmd_return },
	{ "set [NAME=VALUE]",    0, 255, false, cmd_set },
	{ "setparams [WORD...]", 0, 255, false, cmd_setparams },
	{ "shift [COUNT]",       0, 1,   false, cmd_shift },
	{ "unset NAME",          1, 255, false, cmd_unset },
	{ 0 }
};
