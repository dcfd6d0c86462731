/* search.c - find a volume by UUID, label or a file on it. */
#include "command/device.h"
#include "command/world.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/file.h"
#include "script/options.h"

enum { HINTS = 16 };

struct search {
	bool               label, uuid, file;   /* by what; the first that is true */
	bool               no_floppy, only_hard;
	const char        *variable;    /* NULL: print what is found */
	const char        *set;         /* the option's value */
	const char        *what;
	const char *const *hint;        /* ends with NULL */
	unsigned           hints;       /* options only: how many of room[] are in use */
	const char        *room[HINTS + 1];
};

static const struct option options[] = {
	{ "file", 'f', OPTION_FLAG }, { "label", 'l', OPTION_FLAG },
	{ "fs-uuid", 'u', OPTION_FLAG }, { "set", 's', OPTION_OPTIONAL },
	{ "no-floppy", 'n', OPTION_FLAG }, { "efidisk-only", 0, OPTION_FLAG },
	{ "hint", 'h', OPTION_VALUE }, { NULL, 0, 0 },
};

static int take_option(struct call *call, void *context, const struct option *option,
		       const char *value)
{
	struct search *s = context;

	(void)call;
	switch (option->letter) {
	case 's':
		s->set = value;
		s->variable = value ? value : "root";
		break;
	case 'h':
		if (s->hints < HINTS)
			s->room[s->hints++] = value;
		break;
	case 'l':
		s->label = true;
		break;
	case 'u':
		s->uuid = true;
		break;
	case 'f':
		s->file = true;
		break;
	case 'n':
		s->no_floppy = true;
	}
	return STATUS_OK;
}

/* --hint-bios=hd0, --hint-efi=hd0: the names other firmware gives the same disk, and ones
 * that are not invented yet, are harmless to try.  So all of them are --hint. */
static void join_hints(struct call *call)
{
	for (int i = 1; i < call->argc; i++) {
		char *rest = (char *)(size_t)str_after(call->argv[i], "--hint"), *end = rest;

		if (!rest || *rest != '-')
			continue;
		while (*end && *end != '=')
			end++;
		memmove(rest, end, strlen(end) + 1);
	}
}

static bool matches(const struct search *s, struct volume *v)
{
	struct file f;

	/* Not what would have to spin up for it. */
	if (s->only_hard && v->kind != DRIVE_HARD && !v->fs)
		return false;
	if ((s->no_floppy && v->kind == DRIVE_FLOPPY) || volume_mount(v))
		return false;
	if (s->label)
		return str_equal(v->fs->label, s->what);
	if (s->uuid)
		return str_equal_nocase(v->fs->uuid, s->what);
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
	struct volume *hinted = search_hints(s), *first, *other;

	if (s->file && !s->label && !s->uuid)
		return hinted ? hinted : search_all(s, NULL);
	first = search_all(s, NULL);
	if (!first)
		return NULL;
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

static int search(struct call *call, struct search *s)
{
	struct volume *v;
	bool any = false;

	if (s->variable) {
		v = search_one(call, s);
		if (v)
			return call_error(call, script_set(call->script, s->variable, v->name),
					  STATUS_NO_MEMORY);
	} else {
		for (v = NULL; (v = search_all(s, v)); any = true)
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
	const char *short_form = strchr(call->argv[0], '.');
	struct search s = { .hint = s.room };
	int status = STATUS_OK;

	if (short_form) {
		/* search.file, .fs_uuid or .fs_label WHAT [VARIABLE [HINT...]] */
		s.label = short_form[4] == 'l';
		s.uuid = short_form[4] == 'u';
		s.file = true;
		s.variable = call->argv[2];
		if (s.variable)
			s.hint = (const char *const *)call->argv + 3;
	} else {
		join_hints(call);
		status = options_parse(call, options, take_option, &s);
	}
	if (status != STATUS_OK)
		return status;
	s.what = call->argv[1];
	if (!s.what) {                  /* -s WHAT: the value is no variable's name */
		s.what = s.set;
		s.variable = "root";
	}
	if (!s.what || !(s.label | s.uuid | s.file))
		return call_error(call, "say --file, --label or --fs-uuid, and which",
				  s.what ? STATUS_INVALID_COMMAND : STATUS_BAD_ARGUMENT);
	return search(call, &s);
}
