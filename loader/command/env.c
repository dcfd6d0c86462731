/* env.c - load_env and save_env: variables that outlive the loader. */
#include "base/error.h"
#include "command/device.h"
#include "command/env_block.h"
#include "command/world.h"
#include "common/fmt.h"
#include "common/str.h"
#include "fs/file.h"
#include "mem/heap.h"
#include "script/options.h"

/* A file, and its text on the heap. */
struct block {
	const char *path;
	struct span text, lines;
	char        standard[256];      /* $prefix/grubenv, for path */
};

const char env_options[] =
	"-f, --file=FILE\n"
	"-s, --skip-sig\n";

/* The file's text. */
static int read_block(struct call *call, struct block *b)
{
	const char *prefix = script_get(call->script, "prefix");
	const char *root = world_root(call_world(call));
	err_t err;

	fmt(b->standard, sizeof b->standard, "%s/grubenv", prefix ? prefix : "");
	b->path = call->value[0] ? call->value[0] : b->standard;
	b->text.p = NULL;
	err = file_read_all(b->path, root, ENV_BLOCK_MAX, &b->text);
	if (!err)
		err = file_error(b->path, root, env_block_lines(b->text, &b->lines));
	return call_error(call, err, STATUS_BAD_FILE_TYPE);
}

/* Is the variable among the operands, or are there none?  Who may do what is not for a
 * file to say that programs write: not unasked. */
static bool wanted(const struct call *call, const char *name)
{
	for (int i = 1; i < call->argc; i++)
		if (str_equal(call->argv[i], name))
			return true;
	return call->argc == 1 && !str_equal(name, "superusers");
}

int load_env_run(struct call *call)
{
	const char *name, *value;
	struct block b;
	int status = read_block(call, &b);

	while (status == STATUS_OK && env_block_take(&b.lines, &name, &value))
		if (wanted(call, name))
			status = call_set(call, name, value);
	heap_free((void *)(size_t)b.text.p);
	return status;
}

/* All variables or none. */
static int write_block(struct call *call, struct block *b)
{
	const char *root = world_root(call_world(call));
	err_t err = NULL;
	struct file f;

	for (int i = 1; i < call->argc && !err; i++) {
		const char *name = call->argv[i];

		err = env_block_set(b->lines, name, script_get(call->script, name));
		if (err)
			err = errf("%s: %s", name, file_error(b->path, root, err));
	}
	if (err)
		return call_error(call, err, STATUS_BAD_ARGUMENT);
	err = file_open(b->path, root, &f);
	if (!err)
		err = file_error(b->path, root, file_write(&f, b->text));
	return call_error(call, err, STATUS_WRITE_ERROR);
}

int save_env_run(struct call *call)
{
	struct block b;
	int status = read_block(call, &b);

	if (status == STATUS_OK)
		status = write_block(call, &b);
	heap_free((void *)(size_t)b.text.p);
	return status;
}
