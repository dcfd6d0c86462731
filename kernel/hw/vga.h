/* vga.h - the VGA's text screen. */
#ifndef HW_VGA_H
#define HW_VGA_H

#include "common/linux_header.h"

/* Go on where the boot loader's cursor stood.  A screen that is not in text mode gets
 * nothing. */
void vga_init(const struct linux_screen *screen);
void vga_put(char c);

#endif
