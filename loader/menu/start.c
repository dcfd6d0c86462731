/* start.c - run what an entry or a config says: the steps behind the menu. */
#include "menu/start.h"
#include "common/str.h"
#include "mem/heap.h"

void milestone(const struct platform *p, enum milestone which)
{
	if (p->timeline)
		p->timeline->tsc[which] = put64(p->tsc());
}

/* Out of memory loses a convenience only. */
static void set_chosen(struct world *w, const char *value)
{
	err_t lost = script_set(w->script, "chosen", value);

	if (!lost)
		lost = script_export(w->script, "chosen");
	(void)lost;
}

/* Make $chosen "outer>id", a '>' of the id doubled. */
static void add_chosen(struct world *w, const char *outer, const char *id)
{
	size_t n = strlen(outer);
	char *path = heap_zalloc(n + 2 * strlen(id) + 2), *to = path;

	if (!path)
		return;
	if (n) {
		to = (char *)memcpy(to, outer, n) + n;
		*to++ = '>';
	}
	for (; *id; id++) {
		if (*id == '>')
			*to++ = '>';
		*to++ = *id;
	}
	set_chosen(w, path);
	heap_free(path);
}

static void run_body(struct world *w, const struct menu_entry *e)
{
	const char *outer = script_get(w->script, "chosen");

	add_chosen(w, outer ? outer : "", e->id);
	script_run_with(w->script, (struct span){ e->body, e->body + e->body_size },
			e->body_source, e->argc, e->argv);
}

void entry_run(struct world *w, struct menu_entry *e)
{
	const char *chosen = script_get(w->script, "chosen");
	char *before = heap_strdup(chosen ? chosen : "");

	plan_clear(&w->plan);
	run_body(w, e);
	set_chosen(w, before ? before : "");
	heap_free(before);
}

err_t inner_enter(struct world *w, struct inner *in, const struct menu_entry *entry,
		  const char *path, const char *default_entry)
{
	err_t err;

	if (w->nesting >= WORLD_NESTING)
		return "more than 16 menus in each other";
	TRY(script_enter_context(w->script));
	w->nesting++;
	in->outer = w->menu;
	w->menu = &in->list;
	menu_list_init(&in->list);
	err = script_set(w->script, "default", default_entry ? default_entry : "");
	if (!err && entry)
		run_body(w, entry);
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
	w->nesting--;
}
