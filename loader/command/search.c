/* search.c - find a volume by UUID, label or a file on it. */
#include "command/device.h"
#include "command/world.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/file.h"
#include "script/options.h"

struct search {
	const char *const *given;       /* call->value */
	const char        *what;
	bool               only_hard;
};

enum { BY_LABEL, BY_UUID, BY_FILE, NO_FLOPPY, SET };
/* --hint-bios=hd0, --hint-efi=hd0: the names other firmware gives the same disk, and ones
 * that are not invented yet, are harmless to try. */
const char search_options[] =
	"-l, --label\n"
	"-u, --fs-uuid\n"
	"-f, --file\n"
	"-n, --no-floppy\n"
	"-s, --set[=VARIABLE]\n"
	"--efidisk-only\n"
	"-h, --hint...=DEVICE\n";

static bool matches(const struct search *s, struct volume *v)
{
	struct file f;

	/* Not what would have to spin up for it. */
	if (s->only_hard && v->kind != DRIVE_HARD && !v->fs)
		return false;
	if ((s->given[NO_FLOPPY] && v->kind == DRIVE_FLOPPY) || volume_mount(v))
		return false;
	if (s->given[BY_LABEL])
		return str_equal(v->fs->label, s->what);
	if (s->given[BY_UUID])
		return str_equal_nocase(v->fs->uuid, s->what);
	return !file_stat(s->what, v->name, &f);
}

/* A hint that ends in a comma means the disk and all of its partitions; the walk over
 * every volume that follows finds those. */
static struct volume *search_hints(const struct search *s, char **hint)
{
	struct volume *v;

	for (; *hint; hint++)
		if (!volume_by_name(*hint, &v) && matches(s, v))
			return v;
	return NULL;
}

/* The next match behind `v`. */
static struct volume *search_all(const struct search *s, struct volume *v)
{
	while ((v = volume_next(v)) && !matches(s, v))
		;
	return v;
}

/* UUIDs and labels are meant to be there once.  When they are not, somebody may have
 * plugged in a disk that calls itself ours: the disk we were booted from comes before any
 * hint, and it is said, once. */
static struct volume *search_one(struct call *call, struct search *s)
{
	struct volume *hinted = search_hints(s, call->list), *first = hinted, *other;
	bool unique = s->given[BY_LABEL] || s->given[BY_UUID];

	if (!hinted || unique)
		first = search_all(s, NULL);
	if (!first || !unique)
		return first;
	if (hinted && first->slice.under != volume_next(NULL)->slice.under)
		first = hinted;
	s->only_hard = true;
	other = search_all(s, NULL);
	if (other == first)
		other = search_all(s, other);
	if (other && !first->named_twice) {
		first->named_twice = true;
		call_fail(call, 0, "warning: %s is (%s) and (%s); the first is taken", s->what,
			  first->name, other->name);
	}
	return first;
}

static int search(struct call *call, struct search *s, const char *variable)
{
	struct volume *v = NULL;
	bool any = false;

	if (variable) {
		v = search_one(call, s);
		if (v)
			return call_error(call, script_set(call->script, variable, v->name),
					  STATUS_NO_MEMORY);
	} else {
		for (; (v = search_all(s, v)); any = true)
			call_print(call, " %s", v->name);
	}
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
	const char *short_form = strchr(call->argv[0], '.'), **given = call->value;
	struct search s = { given, call->argv[1] };
	const char *variable = given[SET];

	if (short_form) {
		/* search.file, .fs_uuid or .fs_label WHAT [VARIABLE [HINT...]] */
		given[short_form[4] == 'l' ? BY_LABEL : short_form[4] == 'u' ? BY_UUID : BY_FILE] = "";
		variable = call->argv[2];
		call->list = call->argv + MIN(call->argc, 3);
	} else if (!s.what) {           /* -s WHAT: that is no variable's name */
		s.what = variable;
		variable = "root";
	} else if (variable && !*variable) {
		variable = "root";
	}
	if (!s.what || !(given[BY_LABEL] || given[BY_UUID] || given[BY_FILE]))
		return call_error(call, "say --file, --label or --fs-uuid, and which",
				  s.what ? STATUS_INVALID_COMMAND : STATUS_BAD_ARGUMENT);
	return search(call, &s, variable);
}
