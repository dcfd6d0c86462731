/* screen.c - the VGA's screen as a terminal's output. */
#include "tty/screen.h"
#include "cpu/cpu.h"
#include "hw/vga.h"

struct vt screen_vt;

static void show_cursor(void)
{
	static unsigned shown = ~0u;
	unsigned at = screen_vt.pen.y * screen_vt.columns + screen_vt.pen.x;

	if (screen_vt.cursor_hidden)
		at = screen_vt.rows * screen_vt.columns;
	if (at == shown)
		return;
	vga_cursor(at);
	shown = at;
}

/* Go on where the boot loader's cursor stood. */
void screen_init(const struct linux_screen *screen)
{
	struct vga vga = vga_init(screen);

	if (!vga.rows)
		return;
	vt_init(&screen_vt, vga.cells, vga.columns, vga.rows);
	vt_move(&screen_vt, (int)vga.x, (int)vga.y);
}

void screen_write(const char *text, size_t n)
{
	u64 irqs;

	if (!screen_vt.rows)
		return;
	irqs = irq_save();
	vt_write(&screen_vt, text, n);
	show_cursor();
	irq_restore(irqs);
}

void screen_print(const char *text, size_t n)
{
	u64 irqs = irq_save();
	u8 state = screen_vt.state, left = screen_vt.code_left;

	screen_vt.state = screen_vt.code_left = 0;
	screen_write(text, n);
	screen_vt.state = state;
	screen_vt.code_left = left;
	irq_restore(irqs);
}
