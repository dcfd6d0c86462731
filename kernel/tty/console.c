/* console.c - the terminals there are: COM1, and the screen with the keyboard. */
#include "common/str.h"
#include "common/text.h"
#include "hw/keyboard.h"
#include "hw/power.h"
#include "hw/serial.h"
#include "printk.h"
#include "tty/screen.h"
#include "tty/tty.h"

enum { MAJOR = 4, MINOR_TTY1 = 1, MINOR_TTYS0 = 64 };

/* --- ttyS0 --- */

static void write_serial(void *device, const char *text, size_t n)
{
	(void)device;
	serial_queue(text, n);
}

static size_t queued_serial(void *device)
{
	(void)device;
	return serial_queued();
}

static void discard_serial(void *device)
{
	(void)device;
	serial_discard();
}

static void resume_serial(void *device)
{
	(void)device;
	serial_resume();
}

static const struct tty_driver serial_driver = {
	.write = write_serial, .resume = resume_serial, .queued = queued_serial,
	.discard = discard_serial, .capacity = SERIAL_QUEUE,
};

static struct tty tty_s0;

static bool from_serial(const char *bytes, size_t n)
{
	tty_receive(&tty_s0, bytes, n);
	return !tty_crowded(&tty_s0);
}

static void serial_sent(void)
{
	tty_sent(&tty_s0);
}

/* --- tty1 --- */

static void write_screen(void *device, const char *text, size_t n)
{
	(void)device;
	screen_write(text, n);
}

static const struct tty_driver screen_driver = {
	.write = write_screen, .virtual_terminal = true,
};

static struct tty tty_1;

static struct keymap keymap;
bool tty_ctrl_alt_del = true;

static void from_keyboard(u8 scan)
{
	char bytes[KEY_BYTES];
	bool reboot;
	size_t n;

	keymap.application_keys = screen_vt.application_keys;
	n = keymap_feed(&keymap, scan, bytes, &reboot);
	if (reboot && tty_ctrl_alt_del)
		restart();
	if (reboot)
		send_signal(task_by_pid(1), SIGINT, NULL, false);
	if (n)
		tty_receive(&tty_1, bytes, n);
}

/* The screen answers a question of its program.  The answer's echo is no question, even if a
 * terminal's strange settings make it look like one: that would never end. */
static void from_screen(void *tty, const char *text, size_t n)
{
	static bool answering;

	if (answering)
		return;
	answering = true;
	tty_receive(tty, text, n);
	answering = false;
}

/* --- Which of them is /dev/console --- */

/* console=NAME[,settings] */
static void add_named(const char *name)
{
	struct { const char *name; struct tty *tty; } known[] = {
		{ "ttyS0", &tty_s0 }, { "tty0", &tty_1 }, { "tty1", &tty_1 },
			{ "tty", &tty_1 },
	};

	for (unsigned i = 0; i < COUNT(known); i++) {
		const char *rest = str_after(name, known[i].name);

		if (rest && (!*rest || *rest == ',' || is_blank(*rest))) {
			tty_console_is(known[i].tty);
			return;
		}
	}
}

/* The last console= that we have counts.  Without any: what a person sees is the screen, if
 * there is one.  What the kernel itself says, all consoles show. */
static void choose_consoles(const char *cmdline)
{
	tty_console_is(screen_vt.rows ? &tty_1 : &tty_s0);
	for (const char *p = cmdline; *p; ) {
		const char *value = str_after(p, "console=");

		if (value)
			add_named(value);
		while (*p && !is_blank(*p))
			p++;
		while (is_blank(*p))
			p++;
	}
}

/* Not by initialisers: with them their 5 KiB each would stand in the kernel's file. */
static void add_terminal(struct tty *tty, const char *name, u32 minor,
			 const struct tty_driver *driver)
{
	tty->name = name;
	tty->rdev = makedev(MAJOR, minor);
	tty->driver = driver;
	tty_register(tty);
}

void tty_init(const char *cmdline)
{
	screen_init(&console_screen);
	printk_add_console(screen_print);
	tty_s0.termios = tty_1.termios = termios_default;
	tty_s0.termios.cflag = B115200 | CS8 | CREAD | HUPCL | CLOCAL;
	tty_1.termios.iflag |= IUTF8;
	tty_1.winsize.rows = screen_vt.rows;
	tty_1.winsize.columns = screen_vt.columns;
	tty_1.column = screen_vt.pen.x;
	screen_vt.reply = from_screen;
	screen_vt.reply_arg = &tty_1;
	add_terminal(&tty_1, "tty1", MINOR_TTY1, &screen_driver);
	add_terminal(&tty_s0, "ttyS0", MINOR_TTYS0, &serial_driver);
	choose_consoles(cmdline);
	serial_listen(from_serial, serial_sent);
	keyboard_listen(from_keyboard);
}
