/* search.c - find a volume by UUID, label or a file on it. */
#include "command/device.h"
#include "command/world.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/file.h"
#include "script/options.h"

enum { HINTS = 16 };

struct search {
	u8                 given;       /* bit N: the option in row N, or what stands for it */
	bool               only_hard;
	const char        *variable;    /* NULL: print what is found */
	const char        *what;
	const char *const *hint;        /* ends with NULL */
	unsigned           hints;       /* options only: how many of room[] are in use */
	const char        *room[HINTS + 1];
};

enum { BY_LABEL = 1, BY_UUID = 2, BY_FILE = 4, NO_FLOPPY = 8 };
const struct option search_options[] = {
	{ "label", 'l', OPTION_FLAG }, { "fs-uuid", 'u', OPTION_FLAG },
	{ "file", 'f', OPTION_FLAG }, { "no-floppy", 'n', OPTION_FLAG },
	{ "efidisk-only", 0, OPTION_FLAG }, { "set", 's', OPTION_OPTIONAL },
	{ "hint", 'h', OPTION_VALUE }, { NULL },
};

static int take_option(struct call *call, void *context, const struct option *option,
		       const char *value)
{
	struct search *s = context;

	(void)call;
	s->given |= (u8)(1 << (option - search_options));
	if (option->letter == 's')
		s->variable = value ? value : "root";
	else if (value && s->hints < HINTS)
		s->room[s->hints++] = value;
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
	if (((s->given & NO_FLOPPY) && v->kind == DRIVE_FLOPPY) || volume_mount(v))
		return false;
	if (s->given & BY_LABEL)
		return str_equal(v->fs->label, s->what);
	if (s->given & BY_UUID)
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
	struct volume *hinted = search_hints(s), *first = hinted, *other;
	bool unique = s->given & (BY_LABEL | BY_UUID);

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

static int search(struct call *call, struct search *s)
{
	struct volume *v = NULL;
	bool any = false;

	if (s->variable) {
		v = search_one(call, s);
		if (v)
			return call_error(call, script_set(call->script, s->variable, v->name),
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
	const char *short_form = strchr(call->argv[0], '.');
	struct search s = { .hint = s.room };
	int status = STATUS_OK;

	if (short_form) {
		/* search.file, .fs_uuid or .fs_label WHAT [VARIABLE [HINT...]] */
		s.given = short_form[4] == 'l' ? BY_LABEL : short_form[4] == 'u' ? BY_UUID : BY_FILE;
		s.variable = call->argv[2];
		if (s.variable)
			s.hint = (const char *const *)call->argv + 3;
	} else {
		join_hints(call);
		status = options_parse(call, search_options, take_option, &s);
	}
	if (status != STATUS_OK)
		return status;
	s.what = call->argv[1];
	if (!s.what) {                  /* -s WHAT: that is no variable's name */
		s.what = s.variable;
		s.variable = "root";
	}
	if (!s.what || !(s.given & (BY_LABEL | BY_UUID | BY_FILE)))
		return call_error(call, "say --file, --label or --fs-uuid, and which",
				  s.what ? STATUS_INVALID_COMMAND : STATUS_BAD_ARGUMENT);
	return search(call, &s);
}
