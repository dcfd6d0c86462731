/* options.c - --long=VALUE, --long VALUE and -s VALUE options of a command. */
#include "script/options.h"
#include "common/str.h"
#include "common/text.h"

u64 option_number(const char *value, u64 otherwise)
{
	if (value && (!str_number(&value, 0, &otherwise) || *value))
		return UINT64_MAX;
	return otherwise;
}

void command_help(struct call *call, const struct command *c)
{
	call_print(call, "%s\n%s", c->usage, c->options ? c->options : "");
}

int call_usage(struct call *call)
{
	return call_fail(call, STATUS_BAD_ARGUMENT, "usage: %s", call->command->usage);
}

int operands_check(struct call *call)
{
	const struct command *c = call->command;
	int n = call->argc - 1;

	return n >= c->min_args && (n <= c->max_args || c->max_args == 255) ? STATUS_OK
									   : call_usage(call);
}

enum { OPERAND = -1 };

/* Take the option at argv[i]; *i: the last argument that belongs to it.  OPERAND: it is none,
 * and a title may look like one. */
static int take(struct call *call, int *i)
{
	const char *whole = call->argv[*i], *arg = whole + 1;
	bool is_long = *arg == '-';

	do {
		const char **slot = call->value, *wrong = NULL, *rest = NULL, *behind;
		const char *line = call->command->options;
		char *value = NULL, *next = call->argv[*i + 1];

		arg++;                  /* now at the long name or behind the letter */
		for (; *line; line = strchr(behind, '\n') + 1, slot++) {
			const char *name = line + (line[2] == ',' ? 6 : 2);

			behind = name;
			while (!strchr(" .=[\t\n", *behind))
				behind++;
			rest = arg;
			if (is_long) {
				size_t n = (size_t)(behind - name);

				rest += n;
				if (!strncmp(arg, name, n) &&
				    strchr(*behind == '.' ? "-=" : "=", *rest))
					break;
			} else if (line[2] == ',' && line[1] == arg[-1]) {
				break;
			}
		}
		if (!*line)
			return call->command->flags & TAKES_BLOCK ? OPERAND :
			       call_fail(call, STATUS_BAD_ARGUMENT, "unknown option %s", whole);
		if (is_long)
			value = strchr(rest, '=');
		if (value)
			value++;
		else if ((is_long || !*rest) && *behind >= ' ' && next &&
			 (*next != '-' || (!is_long && *behind != '[')))
			value = call->argv[++*i];
		if (!value && *behind >= ' ' && *behind != '[')
			wrong = "needs a value";
		if (value && *behind < ' ')
			wrong = "takes no value";
		if (behind[1] == 'N' && option_number(value, UINT64_MAX) == UINT64_MAX)
			wrong = "needs a number";
		if (wrong)
			return call_fail(call, STATUS_BAD_ARGUMENT, "%s %s", whole, wrong);
		*slot = value ? value : "";
		if (*behind == ' ' || *behind == '.') {
			*call->list++ = value;
			*call->list = NULL;
		}
	} while (!is_long && *arg);
	return STATUS_OK;
}

int options_take(struct call *call)
{
	int operands = 1, i;
	char **list = call->list = call->argv + call->argc + 1;

	*list = NULL;
	for (i = 1; i < call->argc; i++) {
		char *arg = call->argv[i];
		int status = OPERAND;

		if (str_equal(arg, "--")) {
			i++;
			break;
		}
		if (arg[0] == '-' && arg[1])
			status = take(call, &i);
		if (status == OPERAND)
			call->argv[operands++] = arg;
		else if (status != STATUS_OK)
			return status;
	}
	while (i < call->argc)
		call->argv[operands++] = call->argv[i++];
	call->argv[operands] = NULL;
	call->argc = operands;
	call->list = list;
	return operands_check(call);
}
