/* start.c - run what an entry or a config says: the steps behind the menu. */
#include "menu/start.h"
#include "common/str.h"
#include "mem/heap.h"
#include "menu/menu.h"
#include "term/term.h"

void milestone(const struct platform *p, enum milestone which)
{
	if (p->timeline)
		p->timeline->tsc[which] = put64(p->tsc());
}

const char *default_name(struct world *w)
{
	const char *name = script_get(w->script, "default"), *rest;

	if (name && str_equal(name, "saved") && menu_find(w->menu, name, &rest) >= w->menu->n)
		name = script_get(w->script, "saved_entry");
	return name ? name : "";
}

/* Run the entry's commands with $chosen set to "menu's path>id", a '>' of the id doubled.
 * That path, on the heap; out of memory it is NULL, which loses a convenience only. */
static char *run_body(struct world *w, const struct menu_entry *e)
{
	const char *menu = w->menu_path ? w->menu_path : "", *id = e->id;
	size_t n = strlen(menu);
	char *path = heap_zalloc(n + 2 * strlen(id) + 2), *to = path;

	if (path) {
		memcpy(to, menu, n);
		to += n;
		if (n)
			*to++ = '>';
		for (; *id; *to++ = *id++)
			if (*id == '>')
				*to++ = '>';
		set_exported(w->script, "chosen", path);
	}
	script_run_with(w->script, (struct span){ e->body, e->body + e->body_size },
			e->body_source, e->argc, e->argv);
	return path;
}

void entry_run(struct world *w, struct menu_entry *e)
{
	plan_clear(&w->plan);
	heap_free(run_body(w, e));
}

/* Polled in loops only: what a person types during one is lost, but it can be ended.  Not
 * so the first config, which may be about to set $superusers.  A loop may wait for a
 * password, so what was loaded before it is not booted. */
bool start_interrupted(void *world)
{
	struct world *w = world;
	int key = w->config_ran ? term_key() : KEY_NONE;

	if (key != KEY_ESC && key != KEY_CTRL('C'))
		return false;
	plan_clear(&w->plan);
	return true;
}

err_t inner_enter(struct world *w, struct inner *in, const struct menu_entry *entry,
		  const char *path, const char *default_entry)
{
	err_t err;

	if (w->nesting >= WORLD_NESTING)
		return "more than 16 menus in each other";
	TRY(world_enter_context(w));
	w->nesting++;
	in->outer = w->menu;
	in->outer_path = w->menu_path;
	w->menu = &in->list;
	menu_list_init(&in->list);
	err = script_set(w->script, "default", default_entry ? default_entry : "");
	if (!err && entry)
		w->menu_path = run_body(w, entry);
	else if (!err)
		err = world_source(w, path);
	if (err)
		inner_leave(w, in);
	return err;
}

void inner_leave(struct world *w, struct inner *in)
{
	script_leave_context(w->script);
	menu_list_clear(&in->list);
	w->menu = in->outer;
	if (w->menu_path != in->outer_path)
		heap_free(w->menu_path);
	w->menu_path = in->outer_path;
	w->nesting--;
}
