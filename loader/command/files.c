/* files.c - ls and cat: what is on the disks. */
#include "command/device.h"
#include "command/world.h"
#include "common/str.h"
#include "fs/file.h"
#include "script/options.h"
#include "term/term.h"

enum { LIST_LONG = 1, LIST_ALL = 2 };

struct listing {
	struct call *call;
	unsigned     flags;
};

static const struct option ls_options[] = {
	{ "long", 'l', OPTION_FLAG }, { "all", 'a', OPTION_FLAG },
	{ "human-readable", 'h', OPTION_FLAG }, { NULL, 0, 0 },
};

static int ls_option(struct call *call, void *context, const struct option *option,
		     const char *value)
{
	struct listing *l = context;

	(void)call;
	(void)value;
	l->flags |= option->letter == 'a' ? LIST_ALL : LIST_LONG;
	return STATUS_OK;
}

static bool list_one(void *context, const char *name, const struct file *info)
{
	struct listing *l = context;

	if (name[0] == '.' && !(l->flags & LIST_ALL))
		return true;
	if (l->flags & LIST_LONG) {
		if (info->kind == FILE_DIR)
			call_print(l->call, "%12s ", "DIR");
		else
			call_print(l->call, "%12llu ", (unsigned long long)info->size);
	}
	call_print(l->call, "%s%s%s", name, info->kind == FILE_DIR ? "/" : "",
		   l->flags & LIST_LONG ? "\n" : " ");
	return true;
}

void volume_print(struct call *call, struct volume *v)
{
	err_t err = volume_mount(v);

	call_print(call, "(%s): ", v->name);
	if (err)
		call_print(call, "%s", err);
	else
		call_print(call, "%s, UUID %s", v->fs->driver->name, v->fs->uuid);
	if (!err && v->fs->label[0])
		call_print(call, ", label \"%s\"", v->fs->label);
	call_print(call, ", %llu KiB\n", (unsigned long long)(v->slice.dev.sectors / 2));
}

static void list_devices(struct call *call, bool in_full)
{
	for (struct volume *v = volume_next(NULL); v; v = volume_next(v)) {
		if (in_full)
			volume_print(call, v);
		else
			call_print(call, "(%s) ", v->name);
	}
	if (!in_full)
		call_print(call, "\n");
}

static err_t list_path(struct listing *l, const char *path)
{
	const char *root = world_root(call_world(l->call));
	const char *close = path[0] == '(' ? strchr(path, ')') : NULL;
	struct volume *v;
	struct file f;
	bool is_dir;

	if (close && !close[1]) {
		TRY(volume_by_name(path, &v));
		volume_print(l->call, v);
		return NULL;
	}
	TRY(file_stat(path, root, &f));
	is_dir = f.kind == FILE_DIR;
	if (!is_dir) {
		const char *slash = strrchr(path, '/');

		list_one(l, slash ? slash + 1 : path, &f);
	}
	file_close(&f);
	if (is_dir)
		TRY(dir_list(path, root, list_one, l));
	if (!(l->flags & LIST_LONG))
		call_print(l->call, "\n");
	return NULL;
}

int ls_run(struct call *call)
{
	struct listing l = { call, 0 };
	int status = options_parse(call, ls_options, ls_option, &l);

	if (status != STATUS_OK)
		return status;
	if (call->argc < 2)
		list_devices(call, l.flags & LIST_LONG);
	for (int i = 1; i < call->argc; i++) {
		err_t err = list_path(&l, call->argv[i]);

		if (err)
			return call_error(call, err, STATUS_READ_ERROR);
	}
	return STATUS_OK;
}

static err_t print_file(struct file *f)
{
	char chunk[SECTOR];

	for (u64 at = 0; at < f->size; at += sizeof chunk) {
		size_t n = (size_t)MIN(f->size - at, (u64)sizeof chunk);

		TRY(file_read(f, at, n, chunk));
		term_put(chunk, n);              /* NULs and all */
	}
	return NULL;
}

static int cat(struct call *call)
{
	struct file f;
	err_t err = file_open(call->argv[1], world_root(call_world(call)), &f);

	if (!err) {
		err = print_file(&f);
		file_close(&f);
	}
	return err ? call_error(call, err, STATUS_READ_ERROR) : STATUS_OK;
}

const struct command device_commands[] = {
	{ "cat",             1, 1,   false, cat, "FILE" },
	{ "load_env",        0, 255, false, load_env_run, "[-f FILE] [VARIABLE...]" },
	{ "ls",              0, 255, false, ls_run, "[-l] [-a] [DEVICE | DIRECTORY | FILE]" },
	{ "search",          0, 255, false, search_run,
	  "[--no-floppy] [--set[=VARIABLE]] [--hint DEVICE] --fs-uuid|--label|--file WHAT" },
	{ "search.file",     1, 255, false, search_run, "FILE [VARIABLE [HINT...]]" },
	{ "search.fs_label", 1, 255, false, search_run, "LABEL [VARIABLE [HINT...]]" },
	{ "search.fs_uuid",  1, 255, false, search_run, "UUID [VARIABLE [HINT...]]" },
	{ NULL, 0, 0, false, NULL, NULL },
};
