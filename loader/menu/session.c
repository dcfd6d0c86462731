/* session.c - the menu at work: shows it, waits, starts what was chosen. */
#include "menu/session.h"
#include "common/str.h"
#include "menu/menu.h"
#include "menu/prompt.h"
#include "menu/start.h"
#include "menu/view.h"
#include "term/term.h"

enum {
	TICK_MS    = 100,               /* how often to look at the clock */
	MESSAGE_MS = 10000,             /* how long a message stays without a key */
};

static const char *get(struct world *w, const char *name)
{
	const char *value = script_get(w->script, name);

	return value ? value : "";
}

/* The keys that bring a hidden menu up, as GRUB has them. */
static bool reveals(int key)
{
	return key == KEY_ESC || key == KEY_F4 || key == KEY_F8;
}

static void draw(const struct platform *p, struct view *v, const struct menu *m)
{
	bool first = !v->drawn;

	view_draw(v, m);
	if (first)
		milestone(p, MILESTONE_DRAWN);
}

/* timeout_style hidden or countdown: the menu stays out of sight until somebody asks. */
static enum menu_action choose(struct world *w, struct menu *m, struct view *v)
{
	const struct platform *p = w->platform;
	char style = *get(w, "timeout_style");
	bool unseen = m->counting && (style == 'h' || style == 'c');
	u32 since = p->milliseconds();
	int key = KEY_NONE;

	if (unseen)
		key = p->shift_keys() & SHIFT_HELD ? KEY_ESC : term_key();
	for (;;) {
		enum menu_action action = MENU_STAY;

		if (key == KEY_NONE)
			action = menu_elapse(m, p->milliseconds() - since);
		else if (!unseen || menu_find_hotkey(m->list, key) < m->list->n)
			action = menu_key(m, key);
		else if (reveals(key))
			unseen = m->counting = false;
		if (action != MENU_STAY)
			return action;
		v->place = get(w, "config_file");
		if (!unseen)
			draw(p, v, m);
		else if (style == 'c')
			say("\r%u ", menu_seconds(m));
		since = p->milliseconds();
		key = term_wait_key(m->counting ? TICK_MS : UINT32_MAX);
	}
}

/* Run an entry and boot what it loaded; coming back is failure, or an entry that only
 * sets something. */
static err_t start(struct world *w, struct menu_entry *e)
{
	struct boot_plan *plan = &w->plan;

	w->printed = false;
	entry_run(w, e);
	if (plan->protocol == PLAN_NONE && !plan->failed && !w->printed)
		return NULL;
	TRY(plan_problem(plan));
	return w->boot(w);
}

/* A menu in the menu: a submenu's, or the one that the config at `path` makes. */
static err_t nest(struct world *w, const struct menu_entry *e, const char *path,
		  const char *default_entry, bool unattended)
{
	struct inner in;
	err_t err = inner_enter(w, &in, e, path, default_entry);

	if (err)
		return err;
	if (in.list.n)
		session_run(w, e ? e->title : path, unattended);
	else
		err = "this menu has no entries";
	inner_leave(w, &in);
	return err;
}

static void act(struct world *w, struct menu *m, struct view *v)
{
	struct menu_entry *e = menu_entry_at(m->list, m->selected);
	bool unattended = m->counting, seen = v->drawn;
	const char *rest = NULL;
	err_t err;

	m->counting = false;
	milestone(w->platform, MILESTONE_CHOSEN);
	view_leave(v);
	if (e->is_submenu) {
		if (unattended)         /* what else $default says */
			menu_find(m->list, get(w, "default"), &rest);
		err = nest(w, e, NULL, rest, unattended);
	} else {
		/* Who saw no menu is told nothing. */
		if (seen)
			say("Starting \"%s\"\n", e->title);
		err = start(w, e);
	}
	if (!err)
		return;
	/* A message stays readable, but a machine without a person goes on. */
	say("\"%s\" was not started: %s\n\nPress any key to go on.\n", e->title, err);
	term_wait_key(MESSAGE_MS);
}

void session_run(struct world *w, const char *heading, bool unattended)
{
	struct view view = { .heading = heading };
	enum menu_action action;
	const char *rest;
	struct menu m;

	menu_init(&m, w->menu, view_rows(), menu_find(w->menu, get(w, "default"), &rest),
		  unattended ? 0 : text_number(get(w, "timeout")));
	m.nested = heading != NULL;
	while ((action = choose(w, &m, &view)) != MENU_LEAVE) {
		if (action == MENU_BOOT) {
			act(w, &m, &view);
			continue;
		}
		view_leave(&view);
		prompt_run(w);
	}
	view_leave(&view);
}

err_t session_config(struct world *w, const char *path)
{
	return nest(w, NULL, path, NULL, false);
}
