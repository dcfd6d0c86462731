/* emu_json.c - a loader's menu and boot plan as JSON. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include "menu/menu.h"
#include "menu/session.h"
#include "menu/start.h"
#include "tools/emu_json.h"

/* A string; bytes that are no UTF-8 are taken for Latin-1.  NULL is "". */
static json_t *text(const char *s)
{
	json_t *j = json_string(s ? s : "");
	char *utf8, *to;

	if (j)
		return j;
	utf8 = to = malloc(2 * strlen(s) + 1);
	for (; *s; s++) {
		if ((u8)*s >= 0x80) {
			*to++ = (char)(0xc0 | (u8)*s >> 6);
			*to++ = (char)(0x80 | ((u8)*s & 0x3f));
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
	j = json_string(utf8);
	free(utf8);
	return j;
}

static json_t *words(const char *const *list)
{
	json_t *j = json_array();

	for (; list && *list; list++)
		json_array_append_new(j, text(*list));
	return j;
}

static json_t *entries(struct world *w, const struct menu_list *list);

static json_t *submenu(struct world *w, struct menu_entry *e)
{
	struct inner in;
	json_t *j;

	if (!e->is_submenu || inner_enter(w, &in, e, NULL, NULL))
		return json_array();
	j = entries(w, &in.list);
	inner_leave(w, &in);
	return j;
}

static json_t *entries(struct world *w, const struct menu_list *list)
{
	json_t *j = json_array();

	for (struct menu_entry *e = list->first; e; e = e->next)
		json_array_append_new(j, json_pack("{so so so so so sb so so}",
			"title", text(e->title), "id", text(e->id),
			"class", words(e->classes), "hotkey", text(e->hotkey_name),
			"users", e->users ? text(e->users) : json_null(),
			"unrestricted", e->unrestricted, "commands", text(e->body),
			"submenu", submenu(w, e)));
	return j;
}

/* The entry that `name` means as "1>0", as deep as the name goes: into to[size]. */
static void default_path(struct world *w, const char *name, char *to, size_t size)
{
	const char *rest = NULL;
	unsigned i = name ? menu_find(w->menu, name, &rest) : 0;
	struct menu_entry *e;
	struct inner in;
	int n;

	if (i >= w->menu->n)
		i = 0;
	n = snprintf(to, size, "%u", i);
	if (!w->menu->n || !rest || (size_t)n + 2 >= size)
		return;
	e = menu_entry_at(w->menu, i);
	if (!e->is_submenu || inner_enter(w, &in, e, NULL, NULL))
		return;
	if (in.list.n) {
		to[n] = '>';
		default_path(w, rest, to + n + 1, size - (size_t)n - 1);
	}
	inner_leave(w, &in);
}

/* A file of an initrd, as the command had it. */
static json_t *initrd_file(const struct plan_file *f)
{
	char *both;
	json_t *j;

	if (!f->newc)
		return text(f->path);
	if (asprintf(&both, "newc:%s:%s", f->newc, f->path) < 0)
		abort();
	j = text(both);
	free(both);
	return j;
}

static void print(json_t *j)
{
	json_dumpf(j, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(j);
}

void emu_print_list(struct world *w)
{
	const char *timeout = script_get(w->script, "timeout");
	const char *style = script_get(w->script, "timeout_style");
	char path[64], *copy = strdup(default_name(w));

	default_path(w, copy, path, sizeof path);
	free(copy);
	print(json_pack("{si so so so so}", "timeout", timeout_seconds(timeout ? timeout : ""),
			"timeout_style", text(style && *style ? style : "menu"),
			"default", text(path),
			"fallback", text(script_get(w->script, "fallback")),
			"entries", entries(w, w->menu)));
}

static json_t *lines(const char *messages)
{
	json_t *j = json_array();
	char *copy = strdup(messages), *save, *line;

	for (line = strtok_r(copy, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		json_array_append_new(j, text(line));
	free(copy);
	return j;
}

void emu_print_plan(const struct world *w, int status, const char *messages)
{
	static const char *const names[] = {
		[PLAN_LINUX16] = "linux16", [PLAN_LINUX] = "linux",
	};
	const struct boot_plan *plan = &w->plan;
	const char *protocol = names[plan->protocol];
	json_t *initrd = json_array();

	for (unsigned i = 1; i < plan->files; i++)
		json_array_append_new(initrd, initrd_file(&plan->file[i]));
	print(json_pack("{so so so so s[] si so}",
			"protocol", protocol ? text(protocol) : json_null(),
			"kernel", plan->files ? text(plan->file[0].path) : json_null(),
			"cmdline", plan->cmdline ? text(plan->cmdline) : json_null(),
			"initrd", initrd, "modules", "status", status,
			"messages", lines(messages)));
}
