/* ansi_key.c - keys from the escape sequences of vt100, xterm and linux terminals. */
#include "common/str.h"
#include "common/text.h"
#include "term/console.h"

enum { ESC = 0x1b, LONE_ESC_MS = 55, NUMBER_MAX = 24 };

/* How far into an escape sequence we are. */
enum { TEXT, ESCAPE, CSI, CSI_REST, SS3, LINUX_F };

/* The last letter of ESC [ ... and of ESC O ... in the order of the keys; A stands for
 * those that have a number only. */
static const char letters[] = "ABDCHFAAAAPQRS";
_Static_assert(KEY_F1 - KEY_UP == 10, "P is F1");

/* The number of ESC [ number ~. */
static const u8 numbers[] = {
#define NUMBER(n, key) [n] = (key) & 0xff
	NUMBER(1, KEY_HOME), NUMBER(2, KEY_INSERT), NUMBER(3, KEY_DELETE),
	NUMBER(4, KEY_END), NUMBER(5, KEY_PAGE_UP), NUMBER(6, KEY_PAGE_DOWN),
	NUMBER(7, KEY_HOME), NUMBER(8, KEY_END),
	NUMBER(11, KEY_F1), NUMBER(12, KEY_F2), NUMBER(13, KEY_F3), NUMBER(14, KEY_F4),
	NUMBER(15, KEY_F5), NUMBER(17, KEY_F6), NUMBER(18, KEY_F7), NUMBER(19, KEY_F8),
	NUMBER(20, KEY_F9), NUMBER(21, KEY_F10), NUMBER(23, KEY_F11), NUMBER(24, KEY_F12),
	/* 0 is no key here: KEY_UP, whose low byte it is, has a letter. */
};
_Static_assert(KEY_UP == 0x100, "a hole in numbers[] reads as 0");

static int by_letter(char letter)
{
	const char *at = memchr(letters, letter, sizeof letters - 1);

	return at ? KEY_UP + (int)(at - letters) : KEY_NONE;
}

static int by_number(u8 number)
{
	u8 key = number < COUNT(numbers) ? numbers[number] : 0;

	return key ? 0x100 | key : KEY_NONE;
}

/* A byte of ESC [ ...: parameters, then one byte from @ to ~ ends it. */
static int csi_byte(struct console *c, u8 state, u8 b)
{
	if (b == '[' && state == CSI && c->number == 0) {
		c->escape = LINUX_F;            /* ESC [ [ A is F1 at Linux's console */
	} else if (b < '@') {
		c->escape = is_digit((char)b) ? state : CSI_REST;       /* ; shift and ctrl */
		if (c->escape == CSI && c->number <= NUMBER_MAX)
			c->number = (u8)(c->number * 10 + b - '0');
	} else {
		return b == '~' ? by_number(c->number) : by_letter((char)b);
	}
	return KEY_NONE;
}

/* A byte outside of escape sequences. */
static int text_byte(struct console *c, u8 b)
{
	bool after_return = c->last == '\r';

	c->last = b;
	if (b == ESC) {
		c->escape = ESCAPE;
		c->escape_since = c->platform->milliseconds();
		return KEY_NONE;
	}
	if (b == '\n')                          /* \r\n is one Enter */
		return after_return ? KEY_NONE : KEY_ENTER;
	if (b == 0x7f)
		return KEY_BACKSPACE;
	return b < 0x80 ? b : KEY_NONE;         /* no key is written in UTF-8 */
}

static __attribute__((noinline)) int feed(struct console *c, u8 b)
{
	u8 state = c->escape;

	c->escape = TEXT;
	switch (state) {
	case TEXT:
		return text_byte(c, b);
	case ESCAPE:
		c->number = 0;
		if (b == '[' || b == 'O') {
			c->escape = b == '[' ? CSI : SS3;
			return KEY_NONE;
		}
		c->pending = b;                 /* Esc, then something else: both count */
		return KEY_ESC;
	case SS3:
		return b == 'M' ? KEY_ENTER : by_letter((char)b);
	case LINUX_F:
		return b >= 'A' && b <= 'E' ? KEY_F1 + b - 'A' : KEY_NONE;
	default:
		return csi_byte(c, state, b);
	}
}

int ansi_key(struct console *c)
{
	enum { BYTES = 64 };            /* a line that never stops must not keep us */

	for (unsigned i = 0; i < BYTES; i++) {
		int b = c->pending, key;

		c->pending = 0;
		if (b == 0)
			b = c->line->get();
		if (b < 0)
			break;
		key = feed(c, (u8)b);
		if (key != KEY_NONE)
			return key;
	}
	if (c->escape != TEXT &&
	    c->platform->milliseconds() - c->escape_since > LONE_ESC_MS) {
		bool lone = c->escape == ESCAPE;

		c->escape = TEXT;
		return lone ? KEY_ESC : KEY_NONE;
	}
	return KEY_NONE;
}
