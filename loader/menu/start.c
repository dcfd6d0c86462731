/* start.c - run what an entry or a config says: the steps behind the menu. */
#include "menu/start.h"
#include "base/error.h"
#include "common/str.h"
#include "mem/heap.h"

void milestone(const struct platform *p, enum milestone which)
{
	if (p->timeline)
		p->timeline->tsc[which] = put64(p->tsc());
}

/* Set a variable, or unset it for NULL.  Out of memory loses a convenience only. */
static void set(struct world *w, const char *name, const char *value)
{
	if (!value)
		script_unset(w->script, name);
	else if (script_set(w->script, name, value))
		return;
	else if (script_export(w->script, name))
		return;
}

/* Make $chosen "outer>id", a '>' of the id doubled; its value before, on the heap. */
static char *chosen_enter(struct world *w, const char *id)
{
	const char *outer = script_get(w->script, "chosen");
	char *before = outer ? heap_strdup(outer) : NULL, *path, *to;
	size_t n = outer ? strlen(outer) : 0;

	path = to = heap_alloc(n + 2 * strlen(id) + 2);
	if (!path)
		return before;
	if (n) {
		memcpy(to, outer, n);
		to[n] = '>';
		to += n + 1;
	}
	for (; *id; id++) {
		if (*id == '>')
			*to++ = '>';
		*to++ = *id;
	}
	*to = '\0';
	set(w, "chosen", path);
	heap_free(path);
	return before;
}

static void chosen_leave(struct world *w, char *before)
{
	set(w, "chosen", before);
	heap_free(before);
}

static void run_body(struct world *w, struct menu_entry *e)
{
	script_run_with(w->script, (struct span){ e->body, e->body + e->body_size },
			e->body_source, e->argc, e->argv);
}

void entry_run(struct world *w, struct menu_entry *e)
{
	char *before = chosen_enter(w, e->id);

	plan_clear(&w->plan);
	run_body(w, e);
	chosen_leave(w, before);
}

err_t plan_problem(const struct boot_plan *plan)
{
	if (plan->failed)
		return plan->why ? plan->why : ERR_NO_MEMORY;
	return plan->protocol == PLAN_NONE ? "it loads no kernel" : NULL;
}

err_t inner_enter(struct world *w, struct inner *in, struct menu_entry *entry,
		  const char *path, const char *default_entry)
{
	err_t err = NULL;
	int status;

	if (w->nesting >= WORLD_NESTING)
		return errf("more than %u menus in each other", WORLD_NESTING);
	TRY(script_enter_context(w->script));
	w->nesting++;
	in->outer = w->menu;
	in->chosen = NULL;
	menu_list_init(&in->list);
	w->menu = &in->list;
	if (default_entry)
		err = script_set(w->script, "default", default_entry);
	else
		script_unset(w->script, "default");
	if (entry) {
		in->chosen = chosen_enter(w, entry->id);
		run_body(w, entry);
	} else if (!err) {
		err = world_source(w, path, &status);
	}
	if (err)
		inner_leave(w, in);
	return err;
}

void inner_leave(struct world *w, struct inner *in)
{
	script_leave_context(w->script);
	if (in->chosen || script_get(w->script, "chosen"))
		chosen_leave(w, in->chosen);
	menu_list_clear(&in->list);
	w->menu = in->outer;
	w->nesting--;
}
