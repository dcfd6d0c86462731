/* edit.c - text being typed, a line or many: a pure model like the menu's. */
#include "menu/edit.h"
#include "common/str.h"
#include "menu/keys.h"

/* What Ctrl-K, Ctrl-U and Ctrl-W took out last, in whatever text: a longer piece loses its
 * end. */
static struct {
	unsigned size;
	char     text[16 * KiB];
} killed;

void edit_start(struct edit *e, char *text, unsigned size, unsigned page)
{
	*e = (struct edit){ .text = text, .size = size, .page = page };
	text[0] = '\0';
}

/* Take the bytes [from, to) out; the place to type is then `from`. */
static void cut(struct edit *e, unsigned from, unsigned to)
{
	memmove(e->text + from, e->text + to, e->length - to + 1);
	e->length -= to - from;
	e->at = from;
}

void edit_clear(struct edit *e)
{
	cut(e, 0, e->length);
}

void edit_insert(struct edit *e, const char *bytes, size_t n)
{
	char *at = e->text + e->at;

	if (n >= e->size - e->length)
		return;
	memmove(at + n, at, e->length - e->at + 1);
	memcpy(at, bytes, n);
	e->length += (unsigned)n;
	e->at += (unsigned)n;
	e->aims = false;
}

/* Is the byte inside of a character? */
static bool inside(const struct edit *e, unsigned at)
{
	return (e->text[at] & 0xc0) == 0x80;
}

static unsigned before(const struct edit *e, unsigned at)
{
	while (at && inside(e, --at))
		;
	return at;
}

static unsigned after(const struct edit *e, unsigned at)
{
	while (at < e->length && inside(e, ++at))
		;
	return at;
}

unsigned edit_line_start(const struct edit *e, unsigned at)
{
	while (at && e->text[at - 1] != '\n')
		at--;
	return at;
}

unsigned edit_line_end(const struct edit *e, unsigned at)
{
	while (at < e->length && e->text[at] != '\n')
		at++;
	return at;
}

static unsigned word_start(const struct edit *e)
{
	unsigned at = e->at;

	while (at && e->text[at - 1] == ' ')
		at--;
	while (at && e->text[at - 1] != ' ' && e->text[at - 1] != '\n')
		at--;
	return at;
}

/* Go up or down, to the column that the cursor had when it last moved sideways. */
static void change_line(struct edit *e, bool down, unsigned lines)
{
	unsigned column = 0, start, end;

	for (unsigned at = edit_line_start(e, e->at); at < e->at; at = after(e, at))
		column++;
	if (!e->aims)
		e->column = column;
	for (;;) {
		start = edit_line_start(e, e->at);
		end = edit_line_end(e, e->at);
		if (!lines-- || (down ? end == e->length : start == 0))
			break;
		e->at = down ? end + 1 : start - 1;
	}
	e->at = start;
	for (column = e->column; column && e->at < end; column--)
		e->at = after(e, e->at);
	e->aims = true;
}

/* Where a key goes to, or how far from the cursor it takes text out. */
static unsigned target(const struct edit *e, int key)
{
	unsigned end = edit_line_end(e, e->at);

	switch (key) {
	case KEY_CTRL('A'): case KEY_CTRL('U'):
		return edit_line_start(e, e->at);
	case KEY_CTRL('B'): case KEY_BACKSPACE:
		return before(e, e->at);
	case KEY_CTRL('W'):
		return word_start(e);
	case KEY_CTRL('F'): case KEY_CTRL('D'):
		return after(e, e->at);
	case KEY_CTRL('K'):                 /* at the line's end: that end */
		return e->at < end ? end : after(e, end);
	default:
		return end;
	}
}

static void take_out(struct edit *e, unsigned to, bool kept)
{
	unsigned from = MIN(e->at, to), n = MAX(e->at, to) - from;

	if (n && kept) {
		killed.size = MIN(n, (unsigned)sizeof killed.text);
		memcpy(killed.text, e->text + from, killed.size);
	}
	cut(e, from, from + n);
	e->aims = false;
}

/* The keys that change the text or go sideways. */
static void text_key(struct edit *e, int key)
{
	char typed = key == KEY_ENTER ? '\n' : (char)key;

	switch (key) {
	case KEY_CTRL('A'): case KEY_CTRL('B'): case KEY_CTRL('E'): case KEY_CTRL('F'):
		e->at = target(e, key);
		e->aims = false;
		break;
	case KEY_BACKSPACE: case KEY_CTRL('D'):
		take_out(e, target(e, key), false);
		break;
	case KEY_CTRL('K'): case KEY_CTRL('U'): case KEY_CTRL('W'):
		take_out(e, target(e, key), true);
		break;
	case KEY_CTRL('Y'):
		edit_insert(e, killed.text, killed.size);
		break;
	case KEY_CTRL('O'):
		if (e->page && e->length + 1 < e->size) {
			edit_insert(e, "\n", 1);
			e->at--;
		}
		break;
	default:
		if (key == KEY_ENTER || (key >= ' ' && key < 0x7f))
			edit_insert(e, &typed, 1);
	}
}

enum edit_action edit_key(struct edit *e, int key)
{
	bool lines = e->page != 0;

	key = key_control(key);
	switch (key) {
	case KEY_TAB:
		return EDIT_COMPLETE;
	case KEY_CTRL('L'):
		return EDIT_REDRAW;
	case KEY_ESC:
		return EDIT_LEAVE;
	case KEY_CTRL('C'): case KEY_F2:
		return lines ? EDIT_PROMPT : EDIT_LEAVE;
	case KEY_CTRL('X'): case KEY_F10:
		return lines ? EDIT_BOOT : EDIT_STAY;
	case KEY_CTRL('P'): case KEY_CTRL('N'):
		if (!lines)
			return key == KEY_CTRL('P') ? EDIT_OLDER : EDIT_NEWER;
		change_line(e, key == KEY_CTRL('N'), 1);
		break;
	case KEY_CTRL('G'): case KEY_CTRL('V'):
		change_line(e, key == KEY_CTRL('V'), e->page);
		break;
	case KEY_ENTER:
		if (!lines)
			return EDIT_DONE;
		/* fall through */
	default:
		text_key(e, key);
	}
	return EDIT_STAY;
}
