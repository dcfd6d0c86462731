/* entry.c - menuentry and submenu: a title, its options and a block of commands. */
#include "base/error.h"
#include "common/str.h"
#include "common/text.h"
#include "command/world.h"
#include "mem/heap.h"
#include "script/options.h"

static void entry_free(struct menu_entry *e)
{
	for (int i = 0; e->argv && i < e->argc; i++)
		heap_free(e->argv[i]);
	for (char **c = e->classes; c && *c; c++)
		heap_free(*c);
	heap_free(e->argv);
	heap_free(e->classes);
	heap_free(e->id);
	heap_free(e->users);
	heap_free(e->hotkey_name);
	heap_free(e->body);
	heap_free((void *)(size_t)e->body_source.file);
	heap_free(e);
}

void menu_list_init(struct menu_list *list)
{
	*list = (struct menu_list){ .end = &list->first };
}

void menu_list_clear(struct menu_list *list)
{
	for (struct menu_entry *e = list->first, *next; e; e = next) {
		next = e->next;
		entry_free(e);
	}
	menu_list_init(list);
}

/* The names that GRUB's manual gives for --hotkey, beside single characters. */
static int hotkey_by_name(const char *name)
{
	static const struct { const char *name; u16 key; } names[] = {
		{ "backspace", KEY_BACKSPACE }, { "tab", KEY_TAB },
		{ "delete", KEY_DELETE }, { "insert", KEY_INSERT },
	};
	const char *number = str_after(name, "f");
	u64 f;

	if (name[0] && !name[1])
		return (u8)name[0];
	for (unsigned i = 0; i < COUNT(names); i++)
		if (str_equal(name, names[i].name))
			return names[i].key;
	if (number && str_number(&number, 10, &f) && !*number && f >= 1 && f <= 12)
		return KEY_F1 + (int)f - 1;
	return KEY_NONE;
}

static bool add_class(struct menu_entry *e, const char *name)
{
	unsigned n = 0;
	char **more;

	while (e->classes && e->classes[n])
		n++;
	more = heap_realloc(e->classes, (n + 2) * sizeof *more);
	if (!more)
		return false;
	e->classes = more;
	more[n + 1] = NULL;
	return (more[n] = heap_strdup(name)) != NULL;
}

/* The last of several wins, as in GRUB. */
static bool keep(char **to, const char *value)
{
	heap_free(*to);
	return (*to = heap_strdup(value)) != NULL;
}

static const struct option options[] = {
	{ "class", 0, OPTION_VALUE }, { "users", 0, OPTION_VALUE },
	{ "hotkey", 0, OPTION_VALUE }, { "source", 0, OPTION_VALUE },
	{ "id", 0, OPTION_VALUE }, { "unrestricted", 0, OPTION_FLAG },
	{ NULL, 0, 0 },
};
enum { CLASS, USERS, HOTKEY, SOURCE, ID, UNRESTRICTED };

static int take_option(struct call *call, void *context, const struct option *option,
		       const char *value)
{
	struct menu_entry *e = context;
	bool kept = true;

	switch (option - options) {
	case CLASS:
		kept = add_class(e, value);
		break;
	case USERS:
		kept = keep(&e->users, value);
		break;
	case HOTKEY:
		kept = keep(&e->hotkey_name, value);
		e->hotkey = hotkey_by_name(value);
		break;
	case ID:
		kept = keep(&e->id, value);
		break;
	case UNRESTRICTED:
		e->unrestricted = true;
		break;
	case SOURCE:
		/* Commands as one word: what menuentry took before it took a block. */
		kept = keep(&e->body, value);
		break;
	}
	return kept ? STATUS_OK : call_error(call, ERR_NO_MEMORY, STATUS_NO_MEMORY);
}

static bool take_operands(struct menu_entry *e, struct call *call)
{
	int n = call->argc - 1;

	e->argv = heap_zalloc((size_t)(n + 1) * sizeof *e->argv);
	if (!e->argv)
		return false;
	for (; e->argc < n; e->argc++)
		if (!(e->argv[e->argc] = heap_strdup(call->argv[e->argc + 1])))
			return false;
	e->title = e->argv[0];
	return e->id || (e->id = heap_strdup(e->title));
}

static bool take_body(struct menu_entry *e, struct call *call)
{
	const struct source *from = call->block.p ? &call->block_source : &call->source;

	if (call->block.p) {
		heap_free(e->body);
		e->body_size = span_size(call->block);
		e->body = heap_strndup(call->block.p, e->body_size);
	} else {
		e->body_size = strlen(e->body);
	}
	e->body_source = (struct source){ heap_strdup(from->file), from->line };
	return e->body && e->body_source.file;
}

static int finish(struct menu_entry *e, struct call *call)
{
	struct menu_list *list = call_world(call)->menu;

	if (call->argc < 2)
		return call_fail(call, STATUS_BAD_ARGUMENT, "the title is missing");
	if (!call->block.p && !e->body)
		return call_fail(call, STATUS_BAD_ARGUMENT,
				 "the block { } is missing behind the title");
	if (!take_operands(e, call) || !take_body(e, call))
		return call_error(call, ERR_NO_MEMORY, STATUS_NO_MEMORY);
	*list->end = e;
	list->end = &e->next;
	list->n++;
	return STATUS_OK;
}

static int menuentry(struct call *call)
{
	struct menu_entry *e = heap_zalloc(sizeof *e);
	int status;

	if (!e)
		return call_error(call, ERR_NO_MEMORY, STATUS_NO_MEMORY);
	e->is_submenu = call->argv[0][0] == 's';
	status = options_parse(call, options, take_option, e);
	if (status == STATUS_OK)
		status = finish(e, call);
	if (status != STATUS_OK)
		entry_free(e);
	return status;
}

static const char usage[] = "TITLE [--class C] [--users U] [--unrestricted] [--hotkey K] "
			    "[--id ID] { COMMANDS }";

const struct command menu_commands[] = {
	{ "menuentry", 0, 255, true, menuentry, usage },
	{ "submenu",   0, 255, true, menuentry, usage },
	{ NULL, 0, 0, false, NULL, NULL },
};
