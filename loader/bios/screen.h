/* screen.h - the VGA text screen. */
#ifndef BIOS_SCREEN_H
#define BIOS_SCREEN_H

#include "base/platform.h"

/* Make sure of a text mode, and learn its size.  NULL: there is no such screen. */
const struct screen *screen_init(void);

/* Set the mode of a vga= argument: 0xffff normal, 0xfffe 50 lines, 0xf00-0xf03 Linux's
 * 25, 50, 43 and 28 lines, 0x100-0x17f a BIOS mode; others change nothing. */
void screen_mode(u16 vga);

/* Fill screen_info of Linux's boot_params (Linux x86/zero-page, offset 0). */
void screen_info(void *boot_params);

#endif
