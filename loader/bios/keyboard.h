/* keyboard.h - the keyboard through the BIOS. */
#ifndef BIOS_KEYBOARD_H
#define BIOS_KEYBOARD_H

/* The next key (base/key.h) or KEY_NONE; never waits. */
int keyboard_key(void);

#endif
