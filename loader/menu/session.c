/* session.c - the menu at work: shows it, waits, starts what was chosen. */
#include "menu/session.h"
#include "command/auth.h"
#include "common/str.h"
#include "common/text.h"
#include "mem/heap.h"
#include "menu/editor.h"
#include "menu/prompt.h"
#include "menu/start.h"
#include "menu/view.h"
#include "term/term.h"

enum {
	TICK_MS     = 100,              /* how often to look at the clock */
	MESSAGE_MS  = 10000,            /* how long a message stays without a key */
	FALLBACK_MS = 5000,             /* ... when something else will be started then */
};

enum outcome {
	CAME_BACK,                      /* it only set something, or was left */
	FAILED,                         /* why was said */
	STOPPED,                        /* the person wants the menu */
};

struct session {
	struct world *world;
	struct menu   menu;
	struct view   view;
	bool          seen;             /* the menu was, before this start */
	char         *fallback;         /* $fallback as it was when a key cleared it; heap */
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

/* Somebody is there: nothing starts by itself any more, which the variables tell to the
 * commands.  What is chosen by hand still has its fallbacks. */
static void stop_clock(struct session *s)
{
	struct script *script = s->world->script;

	s->menu.counting = false;
	s->fallback = heap_strdup(get(s->world, "fallback"));
	script_unset(script, "fallback");
	script_unset(script, "timeout");
	script_unset(script, "timeout_style");
}

static void draw(struct session *s)
{
	bool first = !s->view.canvas.open;

	view_refresh(&s->view, s->world->script);
	view_draw(&s->view);
	if (first)
		milestone(s->world->platform, MILESTONE_DRAWN);
}

/* The countdown is no message that the menu should show. */
static void print_countdown(const struct menu *m)
{
	struct term_record *record = term_recorded();
	size_t before = record->size;

	say("\r%u ", menu_seconds(m));
	record->size = before;
}

/* Draw all of it again, with what stands below the menu. */
static void redraw(struct session *s)
{
	struct term_record *record = term_recorded();
	size_t before = record->size;

	view_leave(&s->view);
	record->size = before;
}

/* A key while the menu is out of sight: MENU_BOOT for a hotkey, MENU_REDRAW if it brings the
 * menu up. */
static enum menu_action unseen_key(struct session *s, int key)
{
	unsigned hot = menu_find_hotkey(s->menu.list, key);

	if (hot >= s->menu.list->n)
		return reveals(key) ? MENU_REDRAW : MENU_STAY;
	s->menu.selected = hot;
	return MENU_BOOT;
}

/* Show the menu until something is to be done.  With timeout_style hidden or countdown, or
 * no time at all, it stays out of sight until somebody asks. */
static enum menu_action choose(struct session *s)
{
	const struct platform *p = s->world->platform;
	struct menu *m = &s->menu;
	char style = *get(s->world, "timeout_style");
	bool unseen = m->counting && (!m->left || style == 'h' || style == 'c');
	bool changed = true;
	u32 since = p->milliseconds();

	for (;;) {
		enum menu_action action = MENU_STAY;
		unsigned seconds = menu_seconds(m);
		int key = unseen && (p->shift_keys() & SHIFT_HELD) ? KEY_ESC : term_key();

		/* Keys may come faster than a slow line shows what they do. */
		if (key == KEY_NONE) {
			if (changed && !unseen)
				draw(s);
			else if (changed && style == 'c')
				print_countdown(m);
			/* An Esc on a serial line is one when nothing follows it for a while. */
			if (m->counting && !m->left && !term_key_begins()) {
				say(unseen && style == 'c' ? "\r  \r" : "");
				return MENU_BOOT;
			}
			key = term_wait_key(m->counting ? TICK_MS : UINT32_MAX);
		}
		menu_elapse(m, p->milliseconds() - since);
		since = p->milliseconds();
		changed = key != KEY_NONE || menu_seconds(m) != seconds;
		if (key == KEY_NONE)
			continue;
		if (unseen)
			action = unseen_key(s, key);
		if (!unseen || action != MENU_STAY) {
			if (m->counting)
				stop_clock(s);
			if (!unseen)
				action = menu_key(m, key);
			unseen = false;
		}
		if (action == MENU_REDRAW)
			redraw(s);
		else if (action != MENU_STAY)
			return action;
	}
}

/* A message stays readable, but a machine without a person goes on. */
static void wait_for_reader(void)
{
	say("\nPress any key to go on.\n");
	term_wait_key(MESSAGE_MS);
}

/* Run an entry and boot what it loaded; coming back is failure, or an entry that only
 * sets or prints something. */
static err_t run_entry(struct world *w, struct menu_entry *e)
{
	struct boot_plan *plan = &w->plan;

	w->printed = false;
	entry_run(w, e);
	if (plan->protocol == PLAN_NONE && !plan->failed &&
	    (!w->printed || script_status(w->script) == STATUS_OK)) {
		if (w->printed)
			wait_for_reader();
		return NULL;
	}
	TRY(plan_problem(plan));
	return w->boot(w);
}

static enum outcome run(struct world *w, const char *heading, bool automatic);

/* A menu in the menu: a submenu's, or the one that the config at `path` makes.  The error
 * is why there is none. */
static err_t nest(struct world *w, const struct menu_entry *e, const char *path,
		  const char *default_entry, bool automatic, enum outcome *outcome)
{
	struct inner in;
	err_t err = NULL;

	term_recorded()->size = 0;
	TRY(inner_enter(w, &in, e, path, default_entry));
	if (in.list.n)
		*outcome = run(w, e ? e->title : path, automatic);
	else
		err = "this menu has no entries";
	inner_leave(w, &in);
	return err;
}

/* `default_entry`: where to go on in a submenu. */
static enum outcome start(struct session *s, struct menu_entry *e, const char *default_entry,
			  bool automatic)
{
	enum outcome outcome = CAME_BACK;
	struct world *w = s->world;
	err_t err;

	if (!e->unrestricted && !auth_ask(w, e->users))
		return STOPPED;
	/* Who saw no menu is told nothing. */
	if (s->seen && !e->is_submenu)
		say("Starting \"%s\"\n", e->title);
	err = e->is_submenu ? nest(w, e, NULL, default_entry, automatic, &outcome)
			    : run_entry(w, e);
	/* What was to start by itself did not, whatever else it did. */
	if (!err && outcome == CAME_BACK && automatic)
		err = "it came back";
	if (!err)
		return outcome;
	say("\"%s\" was not started: %s\n", e->title, err);
	return FAILED;
}

/* Take the first entry off the list that $fallback is, or was; NULL: there is none.
 * *names: on the heap, holds what *rest points to. */
static struct menu_entry *take_fallback(struct session *s, char **names, const char **rest)
{
	struct world *w = s->world;
	const char *list = get(w, "fallback");
	unsigned i = w->menu->n;
	char *behind;

	*names = heap_strdup(*list || !s->fallback ? list : s->fallback);
	heap_free(s->fallback);
	s->fallback = NULL;
	script_unset(w->script, "fallback");
	if (*names)
		i = menu_take_name(w->menu, *names, rest, &behind);
	if (i < w->menu->n && !script_set(w->script, "fallback", behind))
		return menu_entry_at(w->menu, i);
	heap_free(*names);
	return NULL;
}

/* Start an entry, then what it falls back to. */
static enum outcome start_any(struct session *s, struct menu_entry *e, bool automatic)
{
	struct world *w = s->world;
	char *names = heap_strdup(default_name(w));
	const char *rest = NULL;
	enum outcome outcome;

	if (names && menu_find(w->menu, names, &rest) != s->menu.selected)
		rest = NULL;
	outcome = start(s, e, rest, automatic);
	heap_free(names);
	while (outcome == FAILED && (e = take_fallback(s, &names, &rest))) {
		say("\nStarting \"%s\" instead.  Any key leads to the menu.\n", e->title);
		outcome = STOPPED;
		if (term_wait_key(FALLBACK_MS) == KEY_NONE)
			outcome = start(s, e, rest, true);
		heap_free(names);
	}
	return outcome;
}

/* The entry's commands, on a screen: they are edited and started from there. */
static void edit(struct session *s, const struct menu_entry *e)
{
	struct menu_entry edited = *e;
	struct editor *ed;
	enum edit_action action;

	if (!auth_ask(s->world, NULL))
		return;
	ed = editor_open(s->world, e);
	while (ed && (action = editor_run(ed)) != EDIT_LEAVE) {
		edited.body = ed->text.text;
		edited.body_size = ed->text.length;
		if (action == EDIT_PROMPT)
			prompt_run(s->world);
		else if (start(s, &edited, NULL, false) == FAILED)
			wait_for_reader();
	}
	heap_free(ed);
}

/* The outcome of what was started by itself, in a menu that nobody chose; else MENU_LEAVE
 * makes an end. */
static enum outcome run(struct world *w, const char *heading, bool automatic)
{
	struct session s = { .world = w };
	enum outcome outcome = CAME_BACK;
	enum menu_action action;
	const char *rest;

	menu_init(&s.menu, w->menu, menu_find(w->menu, default_name(w), &rest),
		  automatic ? 0 : timeout_seconds(get(w, "timeout")));
	w->config_ran = true;
	s.menu.nested = heading != NULL;
	s.view.menu = &s.menu;
	s.view.heading = heading ? heading : "Choose what to start";
	while ((action = choose(&s)) != MENU_LEAVE) {
		struct menu_entry *e = menu_entry_at(w->menu, s.menu.selected);
		bool by_itself = s.menu.counting;

		s.menu.counting = false;
		s.seen = s.view.canvas.open;
		if (s.seen)
			view_leave(&s.view);
		if (action == MENU_BOOT) {
			milestone(w->platform, MILESTONE_CHOSEN);
			script_unset(w->script, "timeout");
			outcome = start_any(&s, e, by_itself);
			if (by_itself && automatic)
				break;
			if (outcome == FAILED)
				wait_for_reader();
		} else if (action == MENU_EDIT) {
			edit(&s, e);
		} else if (action == MENU_PROMPT) {
			prompt_run(w);
		}
		/* What was printed was read. */
		term_recorded()->size = 0;
		outcome = automatic ? STOPPED : CAME_BACK;
	}
	view_leave(&s.view);
	heap_free(s.fallback);
	return outcome;
}

void session_run(struct world *w)
{
	run(w, NULL, false);
}

err_t session_config(struct world *w, const char *path)
{
	enum outcome outcome;
	err_t err = nest(w, NULL, path, NULL, false, &outcome);

	w->printed = false;             /* that was seen in its menu */
	return err;
}
