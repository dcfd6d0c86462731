/* entry.c - menuentry and submenu: a title, its options and a block of commands. */
#include "base/error.h"
#include "base/key.h"
#include "command/world.h"
#include "common/str.h"
#include "mem/heap.h"
#include "script/options.h"

void menu_list_init(struct menu_list *list)
{
	*list = (struct menu_list){ .end = &list->first };
}

void menu_list_clear(struct menu_list *list)
{
	for (struct menu_entry *e = list->first, *next; e; e = next) {
		next = e->next;
		heap_free(e);
	}
	menu_list_init(list);
}

/* The names that GRUB's manual gives for --hotkey, beside single characters. */
static int hotkey_by_name(const char *name)
{
	static const struct { char name[10]; u16 key; } names[] = {
		{ "backspace", KEY_BACKSPACE }, { "tab", KEY_TAB },
		{ "delete", KEY_DELETE }, { "insert", KEY_INSERT },
	};
	i32 f;

	if (!name[0] || !name[1])
		return (u8)name[0];
	for (unsigned i = 0; i < COUNT(names); i++)
		if (str_equal(name, names[i].name))
			return names[i].key;
	f = text_number(name + 1);
	return name[0] == 'f' && f >= 1 && f <= 12 ? KEY_F1 + f - 1 : KEY_NONE;
}

static const struct option options[] = {
	{ "class", 0, OPTION_VALUE }, { "users", 0, OPTION_VALUE },
	{ "hotkey", 0, OPTION_VALUE }, { "source", 0, OPTION_VALUE },
	{ "id", 0, OPTION_VALUE }, { "unrestricted", 0, OPTION_FLAG },
	{ NULL, 0, 0 },
};
enum { CLASS, USERS, HOTKEY, SOURCE, ID, UNRESTRICTED };

/* The last of several wins, as in GRUB; the classes gather. */
static int take_option(struct call *call, void *context, const struct option *option,
		       const char *value)
{
	struct menu_entry *e = context;
	const char **class = e->classes;

	(void)call;
	switch (option - options) {
	case CLASS:
		while (*class)
			class++;
		*class = value;
		break;
	case USERS:
		e->users = value;
		break;
	case HOTKEY:
		e->hotkey_name = value;
		e->hotkey = hotkey_by_name(value);
		break;
	case ID:
		e->id = value;
		break;
	case SOURCE:
		/* Commands as one word: what menuentry took before it took a block. */
		if (!e->body)
			e->body = value;
		break;
	default:
		e->unrestricted = true;
	}
	return STATUS_OK;
}

/* The call's words, block and source as an entry.  The call goes on with the words in the
 * entry, so that what options take of them stays; behind them is room for the classes. */
static struct menu_entry *new_entry(struct call *call)
{
	const struct source *from = call->block.p ? &call->block_source : &call->source;
	const char *first = call->argv[0], *last = call->argv[call->argc - 1];
	size_t n = (size_t)call->argc + 1, words = (size_t)(last - first) + strlen(last) + 1;
	size_t file = strlen(from->file) + 1, body = span_size(call->block);
	struct menu_entry *e;
	char *to;

	e = heap_zalloc(sizeof *e + 2 * n * sizeof(char *) + words + file + body + 1);
	if (!e)
		return NULL;
	e->argv = (char **)(e + 1);
	e->classes = (const char **)e->argv + n;
	to = memcpy(e->classes + n, first, words);
	for (int i = 0; i < call->argc; i++)
		e->argv[i] = to + (call->argv[i] - first);
	e->body_source.line = from->line;
	e->body_source.file = memcpy(to + words, from->file, file);
	e->body_size = body;
	if (call->block.p)
		e->body = memcpy(to + words + file, call->block.p, body);
	call->argv = e->argv;
	e->argv++;
	return e;
}

static err_t finish(struct call *call, struct menu_entry *e)
{
	struct menu_list *list = call_world(call)->menu;

	e->is_submenu = call->argv[0][0] == 's';
	e->argc = call->argc - 1;
	e->title = e->argv[0];
	if (!e->title)
		return "the title is missing";
	if (!e->body)
		return "the block { } is missing";
	if (!call->block.p)
		e->body_size = strlen(e->body);
	if (!e->id)
		e->id = e->title;
	*list->end = e;
	list->end = &e->next;
	list->n++;
	return NULL;
}

static int menuentry(struct call *call)
{
	struct menu_entry *e = new_entry(call);
	int status;

	if (!e)
		return call_error(call, ERR_NO_MEMORY, STATUS_NO_MEMORY);
	status = options_parse(call, options, take_option, e);
	if (status == STATUS_OK)
		status = call_error(call, finish(call, e), STATUS_BAD_ARGUMENT);
	if (status != STATUS_OK)
		heap_free(e);
	return status;
}

const struct command menu_commands[] = {
	{ "menuentry TITLE [OPTION...] { COMMANDS }", 0, 255, true, menuentry },
	{ "submenu TITLE [OPTION...] { COMMANDS }", 0, 255, true, menuentry },
	{ NULL, 0, 0, false, NULL },
};
