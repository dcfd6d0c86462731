/* vga.c - the VGA's text screen: its cells and its cursor. */
#include "hw/vga.h"
#include "common/io.h"
#include "common/layout.h"
#include "cpu/memory.h"

enum { CRTC = 0x3d4, CURSOR_HIGH = 0x0e, CURSOR_LOW = 0x0f };

struct vga vga_init(const struct linux_screen *screen)
{
	struct vga vga = { 0 };

	if (screen->is_vga != 1 || !screen->columns || !screen->lines ||
	    screen->columns * screen->lines * 2u > VGA_TEXT_SIZE)
		return vga;
	vga.cells = (u16 *)(VGA_TEXT_START + DIRECT_MAP);
	vga.columns = screen->columns;
	vga.rows = screen->lines;
	vga.x = MIN(screen->x, vga.columns - 1);
	vga.y = MIN(screen->y, vga.rows - 1);
	return vga;
}

void vga_cursor(unsigned at)
{
	outb(CRTC, CURSOR_HIGH);
	outb(CRTC + 1, (u8)(at >> 8));
	outb(CRTC, CURSOR_LOW);
	outb(CRTC + 1, (u8)at);
}
