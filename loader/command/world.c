/* world.c - what several commands need: errors to statuses, configs from files. */
#include "base/error.h"
#include "command/world.h"
#include "common/str.h"
#include "fs/file.h"
#include "mem/heap.h"

const char *world_root(const struct world *w)
{
	return script_get(w->script, "root");
}

/* Errors gather what is known on their way up, in front: "/vmlinuz: file not found". */
static bool ends_in(err_t err, err_t tail)
{
	size_t n = strlen(err), m = strlen(tail);

	return n >= m && str_equal(err + n - m, tail);
}

int call_error(struct call *call, err_t err, int otherwise)
{
	static const struct { err_t err; u8 status; } known[] = {
		{ ERR_NOT_FOUND, STATUS_FILE_NOT_FOUND },
		{ ERR_NO_DEVICE, STATUS_NO_DEVICE },
		{ ERR_NO_MEMORY, STATUS_NO_MEMORY },
	};

	for (unsigned i = 0; i < COUNT(known); i++)
		if (ends_in(err, known[i].err))
			otherwise = known[i].status;
	return call_fail(call, otherwise, "%s", err);
}

err_t world_source(struct world *w, const char *path, int *status)
{
	char full[256];
	struct span text;

	if (w->nesting >= WORLD_NESTING)
		return errf("more than %u configs run each other", WORLD_NESTING);
	TRY(path_with_device(full, sizeof full, path, world_root(w)));
	TRY(file_read_all(full, NULL, CONFIG_BYTES, &text));
	w->nesting++;
	*status = script_run(w->script, text, (struct source){ full, 1 });
	w->nesting--;
	heap_free((void *)(size_t)text.p);
	return NULL;
}
