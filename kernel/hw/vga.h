/* vga.h - the VGA's text screen: its cells and its cursor. */
#ifndef HW_VGA_H
#define HW_VGA_H

#include "common/linux_header.h"

struct vga {
	u16     *cells;                 /* glyph in the low byte, colours in the high one */
	unsigned columns, rows;         /* rows 0: a screen that is not in text mode */
	unsigned x, y;                  /* where the boot loader left the cursor */
};
struct vga vga_init(const struct linux_screen *screen);

/* To cell number `at`; a number behind the screen hides it. */
void vga_cursor(unsigned at);

#endif
