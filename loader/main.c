/* main.c - the itinerary: probe, load the config, show the menu, boot. */
#include "main.h"
#include "menu/config.h"
#include "menu/prompt.h"
#include "menu/session.h"
#include "menu/start.h"
#include "term/term.h"
#include "wiring.h"

enum { LAST_WORDS_MS = 60000 };

static NORETURN void stop(const struct platform *p, err_t why)
{
	say("Firstlight stops: %s\n", why);
	term_wait_key(LAST_WORDS_MS);           /* halting may switch the screen off */
	p->halt();
}

/* Run the config there is; without one, say so and where it was looked for. */
static void load_config(struct world *w)
{
	const char *path = config_find(w->script);
	err_t err;

	if (!path) {
		config_say_where(w);
		return;
	}
	err = world_source(w, path);
	if (err)
		say("%s\n", err);
	else if (!w->menu->n)           /* the config may have set config_file */
		say("%s has no menu entries\n", script_get(w->script, "config_file"));
}

void loader_main(const struct platform *p)
{
	static struct world w;
	err_t err = world_start(&w, p);         /* consoles, memory, disks, commands */

	if (err)
		stop(p, err);
	milestone(p, MILESTONE_PROBED);
	load_config(&w);                        /* grub.cfg */
	milestone(p, MILESTONE_CONFIG);
	if (w.menu->n)
		session_run(&w);                /* person or clock; boots */
	for (;;)
		prompt_run(&w);
}
