/* printk.c - the kernel's words, on every console at once. */
#include "printk.h"
#include "common/fmt.h"
#include "common/io.h"
#include "hw/serial.h"
#include "hw/vga.h"

enum { DEBUGCON = 0xe9 };               /* QEMU's and Bochs's; nothing on other machines */

void console_init(const struct linux_screen *screen)
{
	serial_init();
	vga_init(screen);
}

static void put(char c)
{
	serial_put(c);
	vga_put(c);
	outb(DEBUGCON, (u8)c);
}

void print_text(const char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			put('\r');
		put(*text);
	}
}

void printk(const char *format, ...)
{
	char line[PRINTK_LINE];
	va_list args;

	va_start(args, format);
	fmt_va(line, sizeof line, format, args);
	va_end(args);
	print_text(line);
}
