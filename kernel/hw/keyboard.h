/* keyboard.h - a PS/2 keyboard: what is typed on it, as bytes of a terminal. */
#ifndef HW_KEYBOARD_H
#define HW_KEYBOARD_H

#include "common/types.h"

/* keymap.c: pure, tested on the host. */
struct keymap {
	bool shift[2], ctrl[2], alt[2]; /* left, right: held down */
	bool caps, num;                 /* locks */
	bool extended;                  /* the last byte was e0h */
	u8   skip;                      /* bytes to come of the Pause key */
	bool application_keys;          /* set from outside: arrows are ESC O x */
};
enum { KEY_BYTES = 8 };
/* Feed a byte of scan code set 1; how many bytes of to[] it makes (0: none).
 * *reboot: Ctrl-Alt-Del was pressed. */
size_t keymap_feed(struct keymap *keys, u8 scan, char to[KEY_BYTES], bool *reboot);

/* Call receive(scan code) for each, interrupts off. */
void keyboard_listen(void (*receive)(u8 scan));

#endif
