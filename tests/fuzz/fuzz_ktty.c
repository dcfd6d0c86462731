/* fuzz_ktty.c - keys at a terminal of the kernel's, its settings changed and lines read in
 * between.
 *
 * A byte says what happens, and the next ones with what: scan codes of the keyboard, bytes
 * of a line, other settings, a read, a write. */
#include "abi/errno.h"
#include "hw/keyboard.h"
#include "tty/tty.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

enum { SCAN, TYPE, SETTINGS, READ, WRITE, FLUSH, ACTIONS, SHOWN_MAX = 1 << 20 };
#define REQUIRE(c) do { if (!(c)) abort(); } while (0)

static struct tty tty;
static struct keymap keymap;
static const u8 *at, *end;
static size_t shown;

static void show(void *device, const char *text, size_t n)
{
	(void)device, (void)text;
	shown += n;
}

static const struct tty_driver driver = { .write = show };

static u8 take(void)
{
	return at < end ? *at++ : 0;
}

static void check(void)
{
	u32 used = tty.head - tty.tail;

	REQUIRE(used <= TTY_INPUT && tty.line_end - tty.tail <= used);
	REQUIRE(n_tty_waiting(&tty) <= used && n_tty_bytes(&tty) <= n_tty_waiting(&tty));
}

static void type(char c)
{
	size_t before = shown;

	n_tty_receive(&tty, c);
	/* No key shows more than a line of input, each byte as six at most. */
	REQUIRE(shown - before <= 16 * TTY_INPUT);
	check();
}

static void scan(u8 code)
{
	char bytes[KEY_BYTES];
	bool reboot;
	size_t n = keymap_feed(&keymap, code, bytes, &reboot);

	REQUIRE(n <= KEY_BYTES);
	for (size_t i = 0; i < n; i++)
		type(bytes[i]);
}

static void settings(void)
{
	struct termios_k t = termios_default;

	t.iflag = (u32)take() << 8 | take();
	t.oflag = take();
	t.lflag = (u32)take() << 8 | take();
	for (u8 n = take() % 8; n; n--) {
		u8 which = take() % sizeof t.cc;

		t.cc[which] = take();
	}
	n_tty_set_termios(&tty, &t);
	keymap.application_keys = t.iflag & 1;
}

static void read_some(void)
{
	size_t room = take() * 32u, waiting = n_tty_waiting(&tty);
	char *to = malloc(room);
	long got = n_tty_read(&tty, to, room);

	REQUIRE(got == -EAGAIN || (got >= 0 && (size_t)got <= MIN(room, waiting)));
	REQUIRE(!room || waiting || got == -EAGAIN);
	REQUIRE(!got || got == -EAGAIN || n_tty_waiting(&tty) < waiting);
	free(to);
}

static void act(void)
{
	u8 what = take(), n = what / ACTIONS;
	char text[256 / ACTIONS + 1];

	switch (what % ACTIONS) {
	case SCAN:
		while (n--)
			scan(take());
		break;
	case TYPE:
		while (n--)
			type((char)take());
		break;
	case SETTINGS:
		settings();
		break;
	case READ:
		read_some();
		break;
	case WRITE:
		for (u8 i = 0; i < n; i++)
			text[i] = (char)take();
		n_tty_write(&tty, text, n);
		break;
	case FLUSH:
		n_tty_flush(&tty);
		REQUIRE(!n_tty_waiting(&tty));
	}
	check();
}

static void signalled(struct tty *t, int sig)
{
	REQUIRE(t == &tty && sig > 0);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	memset(&tty, 0, sizeof tty);
	memset(&keymap, 0, sizeof keymap);
	tty.driver = &driver;
	tty.termios = termios_default;
	tty_signal = signalled;
	shown = 0;
	at = data;
	end = data + size;
	while (at < end && shown < SHOWN_MAX)
		act();
	return 0;
}
