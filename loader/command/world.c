/* world.c - what several commands need: errors to statuses, options, texts from files. */
#include "base/error.h"
#include "command/world.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/file.h"
#include "mem/heap.h"
#include "script/options.h"

const char *world_root(const struct world *w)
{
	return script_get(w->script, "root");
}

void set_exported(struct script *s, const char *name, const char *value)
{
	err_t lost = script_set(s, name, value);

	if (!lost)
		lost = script_export(s, name);
	(void)lost;
}

err_t world_enter_context(struct world *w)
{
	if (script_get(w->script, "superusers"))
		TRY(script_export(w->script, "superusers"));
	return script_enter_context(w->script);
}

/* Errors gather what is known on their way up, in front: "/vmlinuz: file not found". */
static bool ends_in(err_t err, err_t tail)
{
	size_t n = strlen(err), m = strlen(tail);

	return n >= m && str_equal(err + n - m, tail);
}

int call_error(struct call *call, err_t err, int otherwise)
{
	static const err_t known[] = {
		ERR_NOT_FOUND, ERR_NO_DEVICE, ERR_NO_MEMORY, ERR_BAD_NAME, ERR_NOT_FILE,
	};
	static const u8 statuses[COUNT(known)] = {
		STATUS_FILE_NOT_FOUND, STATUS_NO_DEVICE, STATUS_NO_MEMORY, STATUS_BAD_FILENAME,
		STATUS_BAD_FILE_TYPE,
	};

	if (!err)
		return STATUS_OK;
	for (unsigned i = 0; i < COUNT(known); i++)
		if (ends_in(err, known[i]))
			otherwise = statuses[i];
	return call_fail(call, otherwise, "%s", err);
}

int call_set(struct call *call, const char *name, const char *value)
{
	return call_error(call, script_set(call->script, name, value), STATUS_NO_MEMORY);
}

i32 text_number(const char *text)
{
	u64 number;

	if (!text || !str_number(&text, 10, &number) || *text)
		return -1;
	return (i32)MIN(number, (u64)NUMBER_MAX);
}

err_t world_read(struct world *w, const char *path, struct span *out)
{
	return file_read_all(path, world_root(w), CONFIG_BYTES, out);
}

err_t world_open(struct world *w, const char *path, struct file *f)
{
	const char *root = world_root(w);

	TRY(file_open(path, root, f));
	return file_error(path, root, file_unpack(f));
}

err_t world_source(struct world *w, const char *path)
{
	char full[256];
	struct span text;

	if (w->nesting >= WORLD_NESTING)
		return "more than 16 configs run each other";
	TRY(path_with_device(full, sizeof full, path, world_root(w)));
	TRY(world_read(w, full, &text));
	w->nesting++;
	script_run(w->script, text, (struct source){ full, 1 });
	w->nesting--;
	heap_free((void *)(size_t)text.p);
	return NULL;
}
