/* load_env.c - variables from an environment block.
 *
 * 1024 bytes: a line that says what it is, NAME=VALUE lines in which a backslash takes
 * the next byte as it is, then '#' to the end. */
#include "base/error.h"
#include "command/device.h"
#include "command/world.h"
#include "common/fmt.h"
#include "common/str.h"
#include "fs/file.h"
#include "mem/heap.h"
#include "script/options.h"

static const char HEAD[] = "# GRUB Environment Block\n";
enum { ENV_BYTES = 64 * KiB, HEAD_BYTES = sizeof HEAD - 1 };

static const struct option options[] = {
	{ "file", 'f', OPTION_VALUE }, { "skip-sig", 's', OPTION_FLAG }, { NULL, 0, 0 },
};

static int take_option(struct call *call, void *context, const struct option *option,
		       const char *value)
{
	(void)call;
	if (option->letter == 'f')
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
static char *take_line(char **at, const char *end)
{
	char *line = *at, *to = line, *from = line;

	for (; from < end && *from != '\n'; from++) {
		if (*from == '\\' && from + 1 < end)
			from++;
		*to++ = *from;
	}
	*at = from < end ? from + 1 : from;
	*to = '\0';                     /* file_read_all() left room behind the end */
	return line;
}

static err_t set_all(struct call *call, char *at, const char *end)
{
	while (at < end) {
		char *name = take_line(&at, end);
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
	const char *prefix = script_get(call->script, "prefix"), *path = NULL;
	char standard[256];
	struct span text;
	err_t err;
	int status = options_parse(call, options, take_option, &path);

	if (status != STATUS_OK)
		return status;
	fmt(standard, sizeof standard, "%s/grubenv", prefix ? prefix : "");
	err = file_read_all(path ? path : standard, world_root(call_world(call)), ENV_BYTES,
			    &text);
	if (err)
		return call_error(call, err, STATUS_FILE_NOT_FOUND);
	if (span_size(text) < HEAD_BYTES || memcmp(text.p, HEAD, HEAD_BYTES) != 0)
		err = "not an environment block: its first line is not GRUB's";
	else
		err = set_all(call, (char *)(size_t)text.p + HEAD_BYTES, text.end);
	heap_free((void *)(size_t)text.p);
	return err ? call_error(call, err, STATUS_BAD_FILE_TYPE) : STATUS_OK;
}
