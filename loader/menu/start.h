/* start.h - run what an entry or a config says: the steps behind the menu. */
#ifndef MENU_START_H
#define MENU_START_H

#include "command/world.h"

/* Write the CPU's clock into the boot timeline. */
void milestone(const struct platform *p, enum milestone which);

/* What $default says; GRUB 1's "saved" is $saved_entry, if no entry is called so. */
const char *default_name(struct world *w);

/* Run the entry's commands, $chosen set to its path.  w->plan says what they asked for
 * and whether it can be booted. */
void entry_run(struct world *w, struct menu_entry *e);

/* A script_host's: did a person press a key that ends what runs?  Nothing boots then. */
bool start_interrupted(void *world);

/* A menu inside the menu: its own list of entries, its own context of variables. */
struct inner {
	struct menu_list list, *outer;
	char            *outer_path;
};

/* Open one by running a submenu's body, or the config at `path` (entry NULL).
 * `default_entry` becomes $default (NULL: "").  On an error nothing is open. */
err_t inner_enter(struct world *w, struct inner *in, const struct menu_entry *entry,
		  const char *path, const char *default_entry) MUST_CHECK;
void  inner_leave(struct world *w, struct inner *in);

#endif
