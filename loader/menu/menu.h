/* menu.h - the menu as a pure model: (state, key or time) to (state, action). */
#ifndef MENU_MENU_H
#define MENU_MENU_H

#include "command/world.h"

enum menu_action { MENU_STAY, MENU_BOOT, MENU_LEAVE, MENU_EDIT, MENU_PROMPT, MENU_REDRAW };

/* Always, when list->n > 0: selected < list->n, top <= selected < top + rows. */
struct menu {
	const struct menu_list *list;
	unsigned selected;              /* the bar: index into the list */
	unsigned top, rows;             /* first entry on the screen; how many fit, >= 1 */
	bool     nested;                /* Esc leads somewhere */
	bool     counting;              /* the clock runs */
	u32      left;                  /* milliseconds of it */
};

/* Start with `selected` under the bar and `seconds` on the clock; negative: no clock. */
void menu_init(struct menu *m, const struct menu_list *list, unsigned selected, i32 seconds);

/* There is room for `rows` entries (0 counts as 1). */
void menu_resize(struct menu *m, unsigned rows);

/* A key was pressed: it stops the clock, then does what it does.  What GRUB's menu has
 * keys for is not a hotkey. */
enum menu_action menu_key(struct menu *m, int key);

/* `ms` milliseconds went by without a key. */
enum menu_action menu_elapse(struct menu *m, u32 ms);

/* Whole seconds to show: 5.0 s down to 4.001 s are 5. */
unsigned menu_seconds(const struct menu *m);

/* The entry at `index`, which is < n. */
struct menu_entry *menu_entry_at(const struct menu_list *list, unsigned index);

/* Which entry `name` means: a number, an id or a title, up to a single '>' ('>>' is a '>'
 * of the name).  No name: the first, not one without a title, which is a gap.  *rest: what
 * follows that '>', or NULL.  list->n when there is none. */
unsigned menu_find(const struct menu_list *list, const char *name, const char **rest);

/* names[] is names between blanks, and a name may have blanks in it: find the first word at
 * which one starts that means an entry, and there the longest that does.  It is ended with a
 * NUL in place; *rest as above; *behind: the names behind it.  list->n when there is none. */
unsigned menu_take_name(const struct menu_list *list, char *names, const char **rest,
			char **behind);

/* The entry with that hotkey, or list->n. */
unsigned menu_find_hotkey(const struct menu_list *list, int key);

#endif
