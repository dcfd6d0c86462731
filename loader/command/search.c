/* search.c - find a volume by UUID, label or a file on it. */
#include "base/error.h"
#include "command/device.h"
#include "command/world.h"
#include "common/fmt.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/file.h"
#include "script/options.h"

enum { HINTS = 16, SEARCH_PATH = 512 };

struct search {
	char        by;                 /* 'u', 'l', 'f', or 0: not said */
	bool        no_floppy, set;
	const char *variable, *what;
	const char *hint[HINTS];
	unsigned    hints;
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
		s->set = true;
		s->variable = value ? value : "root";
		break;
	case 'n':
		s->no_floppy = true;
		break;
	case 'h': case 0:
		if (s->hints < HINTS)
			s->hint[s->hints++] = value;
		break;
	default:
		s->by = option->letter;
	}
	return STATUS_OK;
}

static bool matches(const struct search *s, struct volume *v)
{
	char path[SEARCH_PATH];
	struct file f;

	if ((s->no_floppy && v->disk->drive.kind == DRIVE_FLOPPY) || volume_mount(v))
		return false;
	switch (s->by) {
	case 'u':
		return str_equal_nocase(v->fs->uuid, s->what);
	case 'l':
		return str_equal(v->fs->label, s->what);
	}
	fmt(path, sizeof path, "(%s)%s", v->name, s->what);
	if (file_stat(path, NULL, &f))
		return false;
	file_close(&f);
	return true;
}

static int found(struct call *call, const struct search *s, const struct volume *v)
{
	err_t err = script_set(call->script, s->variable, v->name);

	return err ? call_error(call, err, STATUS_NO_MEMORY) : STATUS_OK;
}

/* A hint that ends in a comma means the disk and all of its partitions; the walk over
 * every volume that follows finds those. */
static struct volume *search_hints(const struct search *s)
{
	struct volume *v;

	for (unsigned i = 0; i < s->hints; i++)
		if (!volume_by_name(s->hint[i], &v) && matches(s, v))
			return v;
	return NULL;
}

static int not_found(struct call *call, const struct search *s)
{
	const char *kind = s->by == 'u' ? "UUID" : s->by == 'l' ? "label" : "file";
	int status = call_fail(call, STATUS_FILE_NOT_FOUND,
			       "no such device: %s %s; there are:", kind, s->what);

	for (struct volume *v = volume_next(NULL); v; v = volume_next(v))
		volume_print(call, v);
	return status;
}

static int search(struct call *call, const struct search *s)
{
	struct volume *v = search_hints(s);
	bool any = false;

	if (v && s->set)
		return found(call, s, v);
	for (v = volume_next(NULL); v; v = volume_next(v)) {
		if (!matches(s, v))
			continue;
		if (s->set)
			return found(call, s, v);
		call_print(call, " %s", v->name);
		any = true;
	}
	if (!any)
		return not_found(call, s);
	call_print(call, "\n");
	return STATUS_OK;
}

int search_run(struct call *call)
{
	const char *short_form = strchr(call->argv[0], '.');
	struct search s = { .by = 0 };
	int status;

	if (short_form) {
		/* search.file, .fs_uuid or .fs_label WHAT [VARIABLE [HINT...]] */
		s.by = str_equal(short_form, ".file") ? 'f' : short_form[4];
		if (call->argc > 2) {
			s.set = true;
			s.variable = call->argv[2];
		}
		for (int i = 3; i < call->argc && s.hints < HINTS; i++)
			s.hint[s.hints++] = call->argv[i];
	} else {
		status = options_parse(call, options, take_option, &s);
		if (status != STATUS_OK)
			return status;
		if (!s.by)
			return call_fail(call, STATUS_BAD_ARGUMENT,
					 "say --file, --label or --fs-uuid");
	}
	if (call->argc < 2)
		return call_fail(call, STATUS_BAD_ARGUMENT, "what to look for is missing");
	s.what = call->argv[1];
	return search(call, &s);
}
