/* ls.c - ls: devices, directories and files. */
#include "base/error.h"
#include "command/device.h"
#include "command/world.h"
#include "common/date.h"
#include "common/fmt.h"
#include "common/str.h"
#include "fs/file.h"
#include "script/options.h"
#include "term/term.h"

enum { LONG, HUMAN, ALL };

const char ls_options[] =
	"-l, --long\n"
	"-h, --human-readable\n"
	"-a, --all\n";

/* The text and blanks behind it. */
static void print_column(struct call *call, const char *text, unsigned width)
{
	call_print(call, "%s%*s", text, (int)(width - strlen(text)), "");
}

static void print_size(struct call *call, const struct file *info)
{
	u64 n = info->size * 100;
	char text[24];
	unsigned unit = 0;

	/* As GRUB does it: hundredths, rounded at each step. */
	for (; call->value[HUMAN] && n >= 1024 * 100; unit++)
		n = (n + 512) >> 10;
	if (info->kind == FILE_DIR)
		fmt(text, sizeof text, "DIR");
	else if (unit)
		fmt(text, sizeof text, "%u.%02u%c", (u32)n / 100, (u32)n % 100, " KMGTPE"[unit]);
	else
		fmt(text, sizeof text, "%llu", (unsigned long long)info->size);
	print_column(call, text, 13);
}

static void print_date(struct call *call, i64 mtime)
{
	struct date d;

	date_from_seconds(mtime, &d);
	call_print(call, call->value[HUMAN] ? "%u-%02u-%02u %02u:%02u:%02u "
					     : "%04u%02u%02u%02u%02u%02u ",
		   d.year, d.month, d.day, d.hour, d.minute, d.second);
	if (call->value[HUMAN])
		print_column(call, date_weekday(d.year, d.month, d.day), 12);
}

static bool list_one(void *context, const char *name, const struct file *info)
{
	struct call *call = context;

	if (name[0] == '.' && !call->value[ALL])
		return true;
	if (call->value[LONG]) {
		print_size(call, info);
		print_date(call, info->mtime);
	}
	call_print(call, "%s%s%c", name, info->kind == FILE_DIR ? "/" : "",
		   call->value[LONG] ? '\n' : ' ');
	return true;
}

static void print_volume(struct world *w, struct volume *v)
{
	err_t err = volume_mount(v);

	w->printed = true;
	if (err && v->damage)           /* of its partition table: says more */
		err = v->damage;
	say("(%s): %s", v->name, err ? err : v->fs->driver->name);
	if (!err)
		say(", UUID %s, label \"%s\"", v->fs->uuid, v->fs->label);
	say(", %llu KiB at %llu KiB\n", (unsigned long long)v->slice.dev.sectors / 2,
	    (unsigned long long)v->slice.lba / 2);
}

void world_print_volumes(struct world *w)
{
	if (w->no_disk)
		say("%s\n", w->no_disk);
	for (struct volume *v = volume_next(NULL); v; v = volume_next(v))
		/* Asking an empty floppy drive takes seconds. */
		if (v->kind == DRIVE_FLOPPY && !v->fs && !v->why)
			say("(%s): not looked at\n", v->name);
		else
			print_volume(w, v);
}

static void list_devices(struct call *call)
{
	for (struct volume *v = volume_next(NULL); v; v = volume_next(v))
		call_print(call, "(%s) ", v->name);
	call_print(call, "\n");
}

static err_t list_path(struct call *call, const char *path)
{
	struct world *w = call_world(call);
	const char *root = world_root(w), *slash = strrchr(path, '/');
	struct volume *v;
	struct file f;

	if (path[0] == '(' && path[strlen(path) - 1] == ')') {
		TRY(file_error(path, NULL, volume_by_name(path, &v)));
		print_volume(w, v);
		return NULL;
	}
	TRY(file_stat(path, root, &f));
	if (f.kind == FILE_DIR)
		TRY(dir_list(path, root, list_one, call));
	else
		list_one(call, slash ? slash + 1 : path, &f);
	if (!call->value[LONG])
		call_print(call, "\n");
	return NULL;
}

int ls_run(struct call *call)
{
	int status = STATUS_OK;

	if (call->argc < 2 && call->value[LONG])
		world_print_volumes(call_world(call));
	else if (call->argc < 2)
		list_devices(call);
	for (int i = 1; i < call->argc; i++) {
		err_t err = list_path(call, call->argv[i]);

		if (err)
			status = call_error(call, err, STATUS_READ_ERROR);
	}
	return status;
}
