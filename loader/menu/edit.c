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
	char *at = e->text + e->at;

	if (e->length + 1 >= EDIT_MAX)
		return;
	memmove(at + 1, at, ++e->length - e->at);
	*at = c;
	e->at++;
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
	unsigned from = e->at, to = from;       /* what goes */
	unsigned before = from - (from > 0), after = MIN(from + 1, e->length);

	switch (key) {
	case KEY_ENTER: case '\n':
		return EDIT_DONE;
	case KEY_ESC: case CTRL('C'):
		return EDIT_LEAVE;
	case KEY_LEFT: case CTRL('B'):
		from = to = before;
		break;
	case KEY_RIGHT: case CTRL('F'):
		from = to = after;
		break;
	case KEY_HOME: case CTRL('A'):
		from = to = 0;
		break;
	case KEY_END: case CTRL('E'):
		from = to = e->length;
		break;
	case KEY_BACKSPACE: case 0x7f:
		from = before;
		break;
	case KEY_DELETE: case CTRL('D'):
		to = after;
		break;
	case CTRL('K'):
		to = e->length;
		break;
	case CTRL('U'):
		from = 0;
		break;
	case CTRL('W'):
		from = word_start(e);
		break;
	default:
		if (key >= ' ' && key < 0x100)
			insert(e, (char)key);
		return EDIT_STAY;
	}
	cut(e, from, to);
	return EDIT_STAY;
}
