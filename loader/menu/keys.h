/* keys.h - keys that mean the same. */
#ifndef MENU_KEYS_H
#define MENU_KEYS_H

#include "base/key.h"

/* The control character that means what a key without a character does, as Emacs and GRUB
 * have them: Up is Ctrl-P, Home Ctrl-A, Page Up Ctrl-G.  Other keys stay as they are. */
int key_control(int key);

#endif
