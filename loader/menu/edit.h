/* edit.h - one line of text being typed: a pure model like the menu's. */
#ifndef MENU_EDIT_H
#define MENU_EDIT_H

#include "common/types.h"

enum { EDIT_MAX = 1024 };

/* Always: at <= length < EDIT_MAX, text[length] is NUL, no other NUL before it. */
struct edit {
	unsigned length, at;            /* bytes; where the next one goes */
	char     text[EDIT_MAX];
};

enum edit_action { EDIT_STAY, EDIT_DONE, EDIT_LEAVE };

void edit_clear(struct edit *e);
enum edit_action edit_key(struct edit *e, int key);

#endif
