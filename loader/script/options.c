/* options.c - --long=VALUE, --long VALUE and -s VALUE options of a command. */
#include "common/str.h"
#include "common/text.h"
#include "script/options.h"

/* The row that `arg`, behind its dashes, names; *value: what is behind an = or a letter
 * that takes a value, else NULL. */
static const struct option *find(const struct option *o, const char *arg, bool letter,
				 const char **value)
{
	for (; o->name; o++) {
		const char *rest = letter ? arg + 1 : str_after(arg, o->name);

		if (letter ? *arg != o->letter : !rest || (*rest && *rest != '='))
			continue;
		*value = letter || *rest ? rest + !letter : NULL;
		return o;
	}
	return NULL;
}

/* Take the option at argv[i]; *i: the last argument that belongs to it. */
static int take(struct call *call, const struct option *table, int *i, option_fn *each,
		void *context)
{
	const char *arg = call->argv[*i] + 1, *value;
	bool letter = *arg != '-';
	int status;

	do {
		const struct option *o = find(table, arg + !letter, letter, &value);
		bool more = letter && o && *value;

		if (!o)
			return call_fail(call, STATUS_BAD_ARGUMENT, "unknown option %s",
					 call->argv[*i]);
		arg++;
		if (o->takes == OPTION_FLAG && value && !letter)
			return call_fail(call, STATUS_BAD_ARGUMENT, "--%s takes no value",
					 o->name);
		if (letter && (o->takes == OPTION_FLAG || !*value))
			value = NULL;
		if (o->takes == OPTION_VALUE && !value) {
			if (*i + 1 >= call->argc)
				return call_fail(call, STATUS_BAD_ARGUMENT,
						 "--%s needs a value", o->name);
			value = call->argv[++*i];
		}
		status = each(call, context, o, value);
		if (!more || o->takes != OPTION_FLAG)
			break;
	} while (status == STATUS_OK);
	return status;
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
