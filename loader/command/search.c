/* search.c - find a volume by UUID, label or a file on it. */
#include "command/device.h"
#include "command/world.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/file.h"
#include "script/options.h"

enum { HINTS = 16 };

struct search {
	char               by;          /* 'u', 'l', another: a file; 0: not said */
	bool               no_floppy;
	const char        *variable;    /* NULL: print what is found */
	const char        *what;
	const char *const *hint;        /* ends with NULL */
	unsigned           hints;       /* options only: how many of room[] are in use */
	const char        *room[HINTS + 1];
};

static const struct option options[] = {
	{ "file", 'f', OPTION_FLAG }, { "label", 'l', OPTION_FLAG },
	{ "fs-uuid", 'u', OPTION_FLAG }, { "set", 's', OPTION_OPTIONAL },
	{ "no-floppy", 'n', OPTION_FLAG }, { "hint", 'h', OPTION_VALUE },
	/* The names other firmware gives the same disk: harmless to try. */
	{ "hint-bios", 0, OPTION_VALUE }, { "hint-baremetal", 0, OPTION_VALUE },
	{ "hint-efi", 0, OPTION_VALUE }, { "hint-ieee1275", 0, OPTION_VALUE },
	{ "hint-arc", 0, OPTION_VALUE }, { NULL, 0, 0 },
};

static int take_option(struct call *call, void *context, const struct option *option,
		       const char *value)
{
	struct search *s = context;

	(void)call;
	switch (option->letter) {
	case 's':
		s->variable = value ? value : "root";
		break;
	case 'n':
		s->no_floppy = true;
		break;
	case 'h': case 0:
		if (s->hints < HINTS)
			s->room[s->hints++] = value;
		break;
	default:
		s->by = option->letter;
	}
	return STATUS_OK;
}

static bool matches(const struct search *s, struct volume *v)
{
	struct file f;

	if ((s->no_floppy && v->kind == DRIVE_FLOPPY) || volume_mount(v))
		return false;
	if (s->by == 'u')
		return str_equal_nocase(v->fs->uuid, s->what);
	if (s->by == 'l')
		return str_equal(v->fs->label, s->what);
	return !file_stat(s->what, v->name, &f);
}

/* A hint that ends in a comma means the disk and all of its partitions; the walk over
 * every volume that follows finds those. */
static struct volume *search_hints(const struct search *s)
{
	struct volume *v;

	for (const char *const *hint = s->hint; *hint; hint++)
		if (!volume_by_name(*hint, &v) && matches(s, v))
			return v;
	return NULL;
}

static int search(struct call *call, const struct search *s)
{
	struct volume *v = s->variable ? search_hints(s) : NULL;
	bool any = false;

	if (!v)
		for (v = volume_next(NULL); v; v = volume_next(v)) {
			if (!matches(s, v))
				continue;
			if (s->variable)
				break;
			call_print(call, " %s", v->name);
			any = true;
		}
	if (v)
		return call_error(call, script_set(call->script, s->variable, v->name),
				  STATUS_NO_MEMORY);
	if (any) {
		call_print(call, "\n");
		return STATUS_OK;
	}
	call_fail(call, 0, "no such device: %s; there are:", s->what);
	world_print_volumes(call_world(call));
	return STATUS_FILE_NOT_FOUND;
}

int search_run(struct call *call)
{
	const char *short_form = strchr(call->argv[0], '.');
	struct search s = { .hint = s.room };
	int status = STATUS_OK;

	if (short_form) {
		/* search.file, .fs_uuid or .fs_label WHAT [VARIABLE [HINT...]] */
		s.by = short_form[4];
		s.variable = call->argv[2];
		if (s.variable)
			s.hint = (const char *const *)call->argv + 3;
	} else {
		status = options_parse(call, options, take_option, &s);
	}
	if (status != STATUS_OK)
		return status;
	s.what = call->argv[1];
	if (!s.by || !s.what)
		return call_error(call, "say --file, --label or --fs-uuid, and which",
				  STATUS_BAD_ARGUMENT);
	return search(call, &s);
}
