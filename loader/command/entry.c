/* entry.c - menuentry and submenu: a title, its options and a block of commands. */
#include "base/error.h"
#include "base/key.h"
#include "command/world.h"
#include "common/str.h"
#include "common/text.h"
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
		heap_free(e->words);
		heap_free(e);
	}
	menu_list_init(list);
}

/* The names that GRUB's manual gives for --hotkey, beside single characters. */
static int hotkey_by_name(const char *name)
{
	static const u16 keys[] = { KEY_BACKSPACE, KEY_TAB, KEY_DELETE, KEY_INSERT };
	int i = str_index("backspace|tab|delete|insert", name, strlen(name));
	i32 f;

	if (!name[0] || !name[1])
		return (u8)name[0];
	if (i >= 0)
		return keys[i];
	f = text_number(name + 1);
	return name[0] == 'f' && f >= 1 && f <= 12 ? KEY_F1 + f - 1 : KEY_NONE;
}

static const char options[] =
	"--class CLASS\n"
	"--users=USERS\n"
	"--hotkey=KEY\n"
	"--source=COMMANDS\n"
	"--id=ID\n"
	"--unrestricted\n";
enum { CLASS, USERS, HOTKEY, SOURCE, ID, UNRESTRICTED };

/* The entry keeps the call's words; its block and the file's name are copied. */
static int menuentry(struct call *call)
{
	struct menu_list *list = call_world(call)->menu;
	struct source from = call->block_source;
	struct span body = call->block;
	struct menu_entry *e;
	size_t file;

	if (!body.p) {
		/* Commands as one word: what menuentry took before it took a block. */
		from = call->source;
		body.p = call->value[SOURCE];
		if (!body.p)
			return call_usage(call);
		body.end = body.p + strlen(body.p);
	}
	file = strlen(from.file) + 1;
	e = heap_zalloc(sizeof *e + file + span_size(body) + 1);
	if (!e)
		return call_error(call, ERR_NO_MEMORY, 0);
	e->words = call->words;
	call->words = NULL;
	e->is_submenu = call->argv[0][0] == 's';
	e->argc = call->argc - 1;
	e->argv = call->argv + 1;
	e->title = e->argv[0];
	e->classes = (const char **)call->list;
	e->users = call->value[USERS];
	e->hotkey_name = call->value[HOTKEY];
	if (e->hotkey_name)
		e->hotkey = hotkey_by_name(e->hotkey_name);
	e->id = call->value[ID] ? call->value[ID] : e->title;
	e->unrestricted = call->value[UNRESTRICTED];
	e->body_source.line = from.line;
	e->body_source.file = memcpy(e + 1, from.file, file);
	e->body_size = span_size(body);
	e->body = memcpy((char *)(e + 1) + file, body.p, e->body_size);
	*list->end = e;
	list->end = &e->next;
	list->n++;
	return STATUS_OK;
}

const struct command menu_commands[] = {
	{ "menuentry|submenu TITLE [OPTION...] { COMMANDS }", 1, 255, TAKES_BLOCK, menuentry, options },
	{ NULL },
};
