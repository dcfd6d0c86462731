/* edit.c - one line of text being typed: a pure model like the menu's. */
#include "menu/edit.h"
#include "base/key.h"
#include "common/str.h"

#define CTRL(letter) ((letter) - '@')

void edit_clear(struct edit *e)
{
	e->length = e->at = 0;
	e->text[0] = '\0';
}

/* Take the bytes [from, to) out; the place to type is then `from`. */
static void cut(struct edit *e, unsigned from, unsigned to)
{
	memmove(e->text + from, e->text + to, e->length - to + 1);
	e->length -= to - from;
	e->at = from;
}

static void insert(struct edit *e, char c)
{
	if (e->length + 1 >= EDIT_MAX)
		return;
	memmove(e->text + e->at + 1, e->text + e->at, e->length - e->at + 1);
	e->text[e->at++] = c;
	e->length++;
}

static unsigned word_start(const struct edit *e)
{
	unsigned at = e->at;

	while (at && e->text[at - 1] == ' ')
		at--;
	while (at && e->text[at - 1] != ' ')
		at--;
	return at;
}

enum edit_action edit_key(struct edit *e, int key)
{
	switch (key) {
	case KEY_ENTER: case '\n':
		return EDIT_DONE;
	case KEY_ESC: case CTRL('C'):
		return EDIT_LEAVE;
	case KEY_LEFT: case CTRL('B'):
		e->at -= e->at > 0;
		break;
	case KEY_RIGHT: case CTRL('F'):
		e->at += e->at < e->length;
		break;
	case KEY_HOME: case CTRL('A'):
		e->at = 0;
		break;
	case KEY_END: case CTRL('E'):
		e->at = e->length;
		break;
	case KEY_BACKSPACE: case 0x7f:
		if (e->at)
			cut(e, e->at - 1, e->at);
		break;
	case KEY_DELETE: case CTRL('D'):
		if (e->at < e->length)
			cut(e, e->at, e->at + 1);
		break;
	case CTRL('K'):
		cut(e, e->at, e->length);
		break;
	case CTRL('U'):
		cut(e, 0, e->at);
		break;
	case CTRL('W'):
		cut(e, word_start(e), e->at);
		break;
	default:
		if (key >= ' ' && key < 0x100)
			insert(e, (char)key);
	}
	return EDIT_STAY;
}
