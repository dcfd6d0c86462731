/* options.c - --long=VALUE, --long VALUE and -s VALUE options of a command. */
#include "common/str.h"
#include "common/text.h"
#include "script/options.h"

/* Take the option at argv[i]; *i: the last argument that belongs to it. */
static int take(struct call *call, const struct option *table, int *i, option_fn *each,
		void *context)
{
	const char *whole = call->argv[*i], *arg = whole + 1;
	bool is_long = *arg == '-';
	int status;

	for (;;) {
		const struct option *o = table;
		const char *rest = NULL, *value = NULL, *wrong = NULL;

		arg++;                  /* now at the long name or behind the letter */
		for (; o->name; o++) {
			rest = is_long ? str_after(arg, o->name) : arg;
			if (is_long ? rest && (!*rest || *rest == '=') : arg[-1] == o->letter)
				break;
		}
		if (!o->name)
			return call_fail(call, STATUS_BAD_ARGUMENT, "unknown option %s", whole);
		if (*rest && (is_long || o->takes == OPTION_VALUE))
			value = rest + is_long;
		if (o->takes == OPTION_VALUE && !value)
			value = call->argv[++*i];
		/* -s VALUE, but -s -x and -sx are two options. */
		if (o->takes == OPTION_OPTIONAL && !*rest && !is_long && call->argv[*i + 1] &&
		    call->argv[*i + 1][0] != '-')
			value = call->argv[++*i];
		if (!value && o->takes == OPTION_VALUE)
			wrong = "needs a";
		if (value && o->takes == OPTION_FLAG)
			wrong = "takes no";
		if (wrong)
			return call_fail(call, STATUS_BAD_ARGUMENT, "--%s %s value", o->name,
					 wrong);
		status = each(call, context, o, value);
		if (status || is_long || value || !*rest)
			return status;
	}
}

int options_parse(struct call *call, const struct option *table, option_fn *each,
		  void *context)
{
	int operands = 1, i;

	for (i = 1; i < call->argc; i++) {
		char *arg = call->argv[i];
		int status;

		if (arg[0] != '-' || !arg[1]) {
			call->argv[operands++] = arg;
			continue;
		}
		if (str_equal(arg, "--")) {
			i++;
			break;
		}
		status = take(call, table, &i, each, context);
		if (status != STATUS_OK)
			return status;
	}
	while (i < call->argc)
		call->argv[operands++] = call->argv[i++];
	call->argv[operands] = NULL;
	call->argc = operands;
	return STATUS_OK;
}
