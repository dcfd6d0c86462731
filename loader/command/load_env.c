/* load_env.c - variables from an environment block.
 *
 * 1024 bytes: a line that says what it is, NAME=VALUE lines in which a backslash takes
 * the next byte as it is, then '#' to the end. */
#include "base/error.h"
#include "command/device.h"
#include "command/world.h"
#include "common/fmt.h"
#include "common/str.h"
#include "common/text.h"
#include "mem/heap.h"
#include "script/options.h"

static const struct option options[] = {
	{ "file", 'f', OPTION_VALUE }, { "skip-sig", 's', OPTION_FLAG }, { NULL, 0, 0 },
};

static int take_option(struct call *call, void *context, const struct option *option,
		       const char *value)
{
	(void)call;
	if (option == options)
		*(const char **)context = value;
	return STATUS_OK;
}

/* Is the variable among the operands, or are there none? */
static bool wanted(const struct call *call, const char *name)
{
	for (int i = 1; i < call->argc; i++)
		if (str_equal(call->argv[i], name))
			return true;
	return call->argc == 1;
}

/* Take one line off the text, its escapes undone in place: the result is not longer. */
static char *take_line(char **at)
{
	char *line = *at, *to = line, *from = line;

	for (; *from && *from != '\n'; *to++ = *from++)
		if (*from == '\\' && from[1])
			from++;
	*at = from + (*from != '\0');
	*to = '\0';
	return line;
}

static err_t set_all(struct call *call, char *at)
{
	while (*at) {
		char *name = take_line(&at);
		char *equals = strchr(name, '=');

		if (name[0] == '#' || !equals)
			continue;
		*equals = '\0';
		if (wanted(call, name))
			TRY(script_set(call->script, name, equals + 1));
	}
	return NULL;
}

int load_env_run(struct call *call)
{
	const char *prefix = script_get(call->script, "prefix"), *path, *lines;
	char standard[256];
	struct span text;
	err_t err;
	int status;

	fmt(standard, sizeof standard, "%s/grubenv", prefix ? prefix : "");
	path = standard;
	status = options_parse(call, options, take_option, &path);
	if (status != STATUS_OK)
		return status;
	err = world_read(call_world(call), path, &text);
	if (!err) {
		lines = str_after(text.p, "# GRUB Environment Block\n");
		err = lines ? set_all(call, (char *)(size_t)lines)
			    : "not an environment block: its first line is not GRUB's";
		heap_free((void *)(size_t)text.p);
	}
	return call_error(call, err, STATUS_BAD_FILE_TYPE);
}
