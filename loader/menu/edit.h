/* edit.h - text being typed, a line or many: a pure model like the menu's. */
#ifndef MENU_EDIT_H
#define MENU_EDIT_H

#include "common/types.h"

/* Always: at <= length < size, text[length] is NUL, no other NUL before it; `at` and the
 * text's ends are not inside of a character of UTF-8 that was whole when it came in. */
struct edit {
	char    *text;
	unsigned size;                  /* bytes of text[] */
	unsigned length, at;            /* bytes; where the next one goes */
	unsigned column;                /* characters: what Up and Down aim for, ... */
	bool     aims;                  /* ... if the last key was one of them */
	unsigned page;                  /* lines of Page Up and Page Down; 0: one line only */
};

enum edit_action {
	EDIT_STAY,
	EDIT_DONE,                      /* Enter, in a line of its own */
	EDIT_LEAVE, EDIT_BOOT, EDIT_PROMPT, EDIT_COMPLETE, EDIT_REDRAW,
	EDIT_OLDER, EDIT_NEWER,         /* Up and Down, in a line of its own */
};

/* Start with nothing in text[size]. */
void edit_start(struct edit *e, char *text, unsigned size, unsigned page);

/* Take a key (base/key.h); what the caller is to do because of it. */
enum edit_action edit_key(struct edit *e, int key);

/* Put bytes in at the cursor, which goes behind them; all of them, or none when there is
 * no room. */
void edit_insert(struct edit *e, const char *bytes, size_t n);

/* Take out everything. */
void edit_clear(struct edit *e);

/* The place where the line around `at` starts or ends. */
unsigned edit_line_start(const struct edit *e, unsigned at);
unsigned edit_line_end(const struct edit *e, unsigned at);

#endif
