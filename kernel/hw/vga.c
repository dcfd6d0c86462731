/* vga.c - the VGA's text screen: characters, line ends, scrolling. */
#include "hw/vga.h"
#include "common/io.h"
#include "common/layout.h"
#include "cpu/memory.h"

enum {
	WHITE_ON_BLACK = 0x0700,
	CRTC           = 0x3d4,
	CURSOR_HIGH    = 0x0e,
	CURSOR_LOW     = 0x0f,
};

/* Always: x < columns and y < rows, or rows == 0 and nothing is drawn. */
static struct {
	volatile u16 *cells;
	unsigned columns, rows, x, y;
} vga;

void vga_init(const struct linux_screen *screen)
{
	if (screen->is_vga != 1 || !screen->columns || !screen->lines ||
	    screen->columns * screen->lines * 2u > VGA_TEXT_SIZE)
		return;
	vga.cells = (volatile u16 *)(VGA_TEXT_START + DIRECT_MAP);
	vga.columns = screen->columns;
	vga.rows = screen->lines;
	vga.x = MIN(screen->x, vga.columns - 1);
	vga.y = MIN(screen->y, vga.rows - 1);
}

static void scroll(void)
{
	unsigned last = vga.columns * (vga.rows - 1), i;

	for (i = 0; i < last; i++)
		vga.cells[i] = vga.cells[i + vga.columns];
	for (; i < last + vga.columns; i++)
		vga.cells[i] = WHITE_ON_BLACK | ' ';
}

static void next_line(void)
{
	vga.x = 0;
	if (++vga.y == vga.rows) {
		scroll();
		vga.y--;
	}
}

static void show_cursor(void)
{
	unsigned at = vga.y * vga.columns + vga.x;

	outb(CRTC, CURSOR_HIGH);
	outb(CRTC + 1, (u8)(at >> 8));
	outb(CRTC, CURSOR_LOW);
	outb(CRTC + 1, (u8)at);
}

void vga_put(char c)
{
	if (!vga.rows)
		return;
	if (c == '\r') {
		vga.x = 0;
	} else if (c == '\n') {
		next_line();
	} else {
		vga.cells[vga.y * vga.columns + vga.x] = (u16)(WHITE_ON_BLACK | (u8)c);
		if (++vga.x == vga.columns)
			next_line();
	}
	show_cursor();
}
