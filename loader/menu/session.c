/* session.c - the menu at work: shows it, waits, starts what was chosen. */
#include "menu/session.h"
#include "base/error.h"
#include "common/str.h"
#include "common/text.h"
#include "mem/heap.h"
#include "menu/menu.h"
#include "menu/prompt.h"
#include "menu/start.h"
#include "menu/view.h"
#include "term/term.h"

enum { MESSAGE_MS = 10000 };            /* how long a message stays without a key */

/* A message stays readable, but a machine without a person goes on. */
static void wait_for_reader(void)
{
	say("\nPress any key to go on.\n");
	term_wait_key(MESSAGE_MS);
}

/* $timeout: seconds, -1 when it is not a number. */
static i32 timeout_of(const struct world *w)
{
	const char *text = script_get(w->script, "timeout");
	u64 seconds;

	if (!text || !str_number(&text, 10, &seconds) || *text)
		return -1;
	return (i32)MIN(seconds, (u64)INT32_MAX);
}

/* Wait for a key for as long as the clock runs, at most until its number changes.
 * KEY_NONE: time went by, *action says whether it is over. */
static int tick(const struct platform *p, struct menu *m, enum menu_action *action)
{
	u32 start = p->milliseconds();
	int key = term_wait_key(m->counting ? (m->left - 1) % 1000 + 1 : UINT32_MAX);

	if (key == KEY_NONE)
		*action = menu_elapse(m, p->milliseconds() - start);
	return key;
}

static enum menu_action choose(struct world *w, struct menu *m, struct view *v)
{
	enum menu_action action = MENU_STAY;

	while (action == MENU_STAY) {
		int key;

		view_draw(v, m);
		key = tick(w->platform, m, &action);
		if (key != KEY_NONE)
			action = menu_key(m, key);
	}
	return action;
}

/* The keys that bring a hidden menu up, as GRUB has them. */
static bool reveals(int key)
{
	return key == KEY_ESC || key == KEY_F4 || key == KEY_F8;
}

/* timeout_style hidden or countdown: the menu stays out of sight until somebody asks.
 * MENU_STAY: somebody did. */
static enum menu_action choose_unseen(struct world *w, struct menu *m, bool show_clock)
{
	const struct platform *p = w->platform;
	enum menu_action action = MENU_STAY;
	bool held = p->shift_keys && (p->shift_keys() & SHIFT_HELD);
	unsigned shown = 0;
	int key = held ? KEY_ESC : term_key();

	if (!m->left)
		action = MENU_BOOT;
	while (action == MENU_STAY || key != KEY_NONE) {
		if (reveals(key)) {
			m->counting = false;
			return MENU_STAY;
		}
		if (menu_find_hotkey(m->list, key) < m->list->n)
			return menu_key(m, key);
		if (show_clock && menu_seconds(m) != shown)
			say("\r%u ", shown = menu_seconds(m));
		key = action == MENU_STAY ? tick(p, m, &action) : KEY_NONE;
	}
	return action;
}

static void open_inner(struct world *w, struct menu_entry *e, const char *rest,
		       bool unattended)
{
	struct inner in;
	err_t err = inner_enter(w, &in, e, NULL, rest);

	if (!err && in.list.n)
		session_run(w, e->title, true, unattended);
	else
		say("\"%s\": %s\n", e->title, err ? err : "this menu has no entries");
	if (err || !in.list.n)
		wait_for_reader();
	if (!err)
		inner_leave(w, &in);
}

/* Run an entry and boot what it loaded; coming back is failure, or an entry that only
 * sets something. */
static void start(struct world *w, struct menu_entry *e)
{
	err_t err;

	w->printed = false;
	entry_run(w, e);
	err = plan_problem(&w->plan);
	if (!err)
		err = w->boot(w);
	if (w->plan.protocol == PLAN_NONE && !w->plan.failed && !w->printed)
		return;
	say("\"%s\" was not started: %s\n", e->title, err);
	wait_for_reader();
}

/* What the first look at the menu says: go on with it, or start the default unseen. */
static enum menu_action first_look(struct world *w, struct menu *m)
{
	const char *style = script_get(w->script, "timeout_style");
	bool clock = style && str_equal(style, "countdown");

	if (m->counting && (clock || (style && str_equal(style, "hidden"))))
		return choose_unseen(w, m, clock);
	return m->counting && !m->left ? MENU_BOOT : MENU_STAY;
}

static void act(struct world *w, struct menu *m, struct view *v, enum menu_action action,
		const char *rest)
{
	struct menu_entry *e = menu_entry_at(m->list, m->selected);
	bool unattended = m->counting, seen = v->drawn;

	m->counting = false;
	if (seen)
		view_leave(v);
	if (action == MENU_PROMPT) {
		prompt_run(w);
		return;
	}
	milestone(w->platform, MILESTONE_CHOSEN);
	if (e->is_submenu) {
		open_inner(w, e, unattended ? rest : NULL, unattended);
		return;
	}
	/* Who saw no menu is told nothing. */
	if (seen)
		say("Starting \"%s\"\n", e->title);
	start(w, e);
}

void session_run(struct world *w, const char *heading, bool nested, bool unattended)
{
	const char *wanted = script_get(w->script, "default"), *rest = NULL;
	const char *place = script_get(w->script, "config_file");
	char *copy = wanted ? heap_strdup(wanted) : NULL;
	struct view view = { .heading = heading, .place = place ? place : "" };
	enum menu_action action;
	struct menu m;

	menu_init(&m, w->menu, view_rows(), copy ? menu_find(w->menu, copy, &rest) : 0,
		  unattended ? 0 : timeout_of(w));
	m.nested = nested;
	action = first_look(w, &m);
	do {
		if (action == MENU_STAY)
			action = choose(w, &m, &view);
		if (action == MENU_LEAVE)
			break;
		act(w, &m, &view, action, rest);
		action = MENU_STAY;
	} while (true);
	if (view.drawn)
		view_leave(&view);
	heap_free(copy);
}

err_t session_config(struct world *w, const char *path)
{
	struct inner in;

	bool empty;

	TRY(inner_enter(w, &in, NULL, path, NULL));
	empty = in.list.n == 0;
	if (!empty)
		session_run(w, path, true, false);
	inner_leave(w, &in);
	return empty ? errf("%s has no menu entries", path) : NULL;
}
