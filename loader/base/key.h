/* key.h - what a person pressed, the same from a keyboard and from a terminal. */
#ifndef BASE_KEY_H
#define BASE_KEY_H

/* A key is an ASCII character (Enter is '\r', Tab '\t', Esc 0x1b, Backspace '\b',
 * Ctrl-A..Ctrl-Z 1..26) or one of these. */
enum {
	KEY_NONE = 0,                   /* nothing was pressed */
	KEY_UP = 0x100, KEY_DOWN, KEY_LEFT, KEY_RIGHT,
	KEY_HOME, KEY_END, KEY_PAGE_UP, KEY_PAGE_DOWN, KEY_INSERT, KEY_DELETE,
	KEY_F1, KEY_F2, KEY_F3, KEY_F4, KEY_F5, KEY_F6,
	KEY_F7, KEY_F8, KEY_F9, KEY_F10, KEY_F11, KEY_F12,
	KEY_ENTER = '\r', KEY_ESC = 0x1b, KEY_TAB = '\t', KEY_BACKSPACE = '\b',
};

#define KEY_CTRL(letter) ((letter) - '@')

enum { SHIFT_HELD = 1, CTRL_HELD = 2, ALT_HELD = 4 };

#endif
