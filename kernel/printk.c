/* printk.c - the kernel's words, on every console at once, and in its log. */
#include "printk.h"
#include "common/linux_header.h"
#include "common/fmt.h"
#include "common/io.h"
#include "common/str.h"
#include "cpu/cpu.h"
#include "hw/serial.h"

enum {
	DEBUGCON = 0xe9,                /* QEMU's and Bochs's; nothing on other machines */
	CONSOLES = 4, PIECE = 128,
};

struct linux_screen console_screen;

static char log_text[LOG_BYTES];
static u64 log_end;                     /* bytes ever written */
static printk_console *console[CONSOLES];
static unsigned consoles;

static void serial_console(const char *text, size_t n)
{
	while (n--) {
		outb(DEBUGCON, (u8)*text);
		serial_put(*text++);
	}
}

void console_init(const struct linux_screen *screen)
{
	console_screen = *screen;
	serial_init();
	console[consoles++] = serial_console;
}

/* To one console, with the line ends that it wants. */
static void show(printk_console *write, const char *text, size_t n)
{
	size_t start = 0;

	for (size_t i = 0; i < n; i++) {
		if (text[i] != '\n')
			continue;
		if (i > start)
			write(text + start, i - start);
		write("\r\n", 2);
		start = i + 1;
	}
	if (n > start)
		write(text + start, n - start);
}

/* Names of programs stand in the kernel's words: they do not steer anybody's terminal. */
static char harmless(char c)
{
	return ((u8)c < ' ' && c != '\n' && c != '\t') || c == 0x7f ? '?' : c;
}

static void say(const char *text, size_t n)
{
	char piece[PIECE];
	u64 irqs = irq_save();

	for (size_t part; n; text += part, n -= part) {
		part = MIN(n, sizeof piece);
		for (size_t i = 0; i < part; i++)
			piece[i] = log_text[log_end++ % LOG_BYTES] = harmless(text[i]);
		for (unsigned i = 0; i < consoles; i++)
			show(console[i], piece, part);
	}
	irq_restore(irqs);
}

size_t printk_log(char *to, size_t size, u64 *from)
{
	size_t n = 0;

	if (log_end - MIN(*from, log_end) > LOG_BYTES)
		*from = log_end - LOG_BYTES;
	while (n < size && *from < log_end)
		to[n++] = log_text[(*from)++ % LOG_BYTES];
	return n;
}

void printk_add_console(printk_console *write)
{
	u64 irqs = irq_save();
	char piece[PIECE];
	u64 from = 0;
	size_t n;

	while ((n = printk_log(piece, sizeof piece, &from)))
		show(write, piece, n);
	if (consoles < CONSOLES)
		console[consoles++] = write;
	irq_restore(irqs);
}

void print_text(const char *text)
{
	say(text, strlen(text));
}

void print_urgent(const char *text)
{
	serial_console(text, strlen(text));
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
