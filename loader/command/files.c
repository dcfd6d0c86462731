/* files.c - ls and cat: what is on the disks. */
#include "base/error.h"
#include "command/device.h"
#include "command/world.h"
#include "common/str.h"
#include "fs/file.h"
#include "mem/heap.h"
#include "script/options.h"
#include "term/term.h"

enum { LIST_LONG = 1, LIST_ALL = 2 };

struct listing {
	struct call *call;
	int          flags;
};

static const struct option ls_options[] = {
	{ "long", 'l', OPTION_FLAG },
	{ "all", 'a', OPTION_FLAG }, { NULL, 0, 0 },
};

static bool list_one(void *context, const char *name, const struct file *info)
{
	struct listing *l = context;
	bool in_full = l->flags & LIST_LONG;

	if (name[0] == '.' && !(l->flags & LIST_ALL))
		return true;
	if (in_full)
		call_print(l->call, "%12llu ", (unsigned long long)info->size);
	call_print(l->call, "%s%s%c", name, info->kind == FILE_DIR ? "/" : "",
		   in_full ? '\n' : ' ');
	return true;
}

static void print_volume(struct world *w, struct volume *v)
{
	err_t err = volume_mount(v);

	w->printed = true;
	say("(%s): %s", v->name, err ? err : v->fs->driver->name);
	if (!err)
		say(", UUID %s, label \"%s\"", v->fs->uuid, v->fs->label);
	say(", %llu KiB\n", (unsigned long long)v->slice.dev.sectors / 2);
}

void world_print_volumes(struct world *w)
{
	if (w->no_disk)
		say("%s\n", w->no_disk);
	for (struct volume *v = volume_next(NULL); v; v = volume_next(v))
		print_volume(w, v);
}

static void list_devices(struct call *call)
{
	for (struct volume *v = volume_next(NULL); v; v = volume_next(v))
		call_print(call, "(%s) ", v->name);
	call_print(call, "\n");
}

static err_t list_path(struct listing *l, const char *path)
{
	struct world *w = call_world(l->call);
	const char *root = world_root(w), *slash = strrchr(path, '/');
	struct volume *v;
	struct file f;

	if (path[0] == '(' && path[strlen(path) - 1] == ')') {
		TRY(volume_by_name(path, &v));
		print_volume(w, v);
		return NULL;
	}
	TRY(file_stat(path, root, &f));
	if (f.kind == FILE_DIR)
		TRY(dir_list(path, root, list_one, l));
	else
		list_one(l, slash ? slash + 1 : path, &f);
	if (!(l->flags & LIST_LONG))
		call_print(l->call, "\n");
	return NULL;
}

static int ls(struct call *call)
{
	struct listing l = { call, call_flags(call, ls_options) };
	err_t err = NULL;

	if (l.flags < 0)
		return STATUS_BAD_ARGUMENT;
	if (call->argc < 2 && l.flags)
		world_print_volumes(call_world(call));
	else if (call->argc < 2)
		list_devices(call);
	for (int i = 1; i < call->argc && !err; i++)
		err = list_path(&l, call->argv[i]);
	return call_error(call, err, STATUS_READ_ERROR);
}

static int cat(struct call *call)
{
	struct world *w = call_world(call);
	struct span text;
	err_t err = world_read(w, call->argv[1], &text);

	if (!err) {
		w->printed = true;
		term_put(text.p, span_size(text));      /* NULs and all */
		heap_free((void *)(size_t)text.p);
	}
	return call_error(call, err, STATUS_READ_ERROR);
}

const struct command device_commands[] = {
	{ "cat FILE",                                      1, 1,   false, cat },
	{ "load_env [-f FILE] [VARIABLE...]",              0, 255, false, load_env_run },
	{ "ls [-l] [-a] [PATH...]",                        0, 255, false, ls },
	{ "search [OPTION...] --fs-uuid|--label|--file WHAT",
	  0, 255, false, search_run },
	{ "search.file WHAT [VARIABLE [HINT...]]",         1, 255, false, search_run },
	{ "search.fs_label WHAT [VARIABLE [HINT...]]",     1, 255, false, search_run },
	{ "search.fs_uuid WHAT [VARIABLE [HINT...]]",      1, 255, false, search_run },
	{ NULL, 0, 0, false, NULL },
};
