/* history.c - the lines that were typed at the prompt: a pure model. */
#include "menu/history.h"
#include "common/str.h"

/* Where the line before `at` starts; `at` > 0. */
static unsigned before(const struct history *h, unsigned at)
{
	for (at--; at && h->text[at - 1]; at--)
		;
	return at;
}

/* Make room for `n` bytes behind the lines: the oldest lines go. */
static bool make_room(struct history *h, unsigned n)
{
	unsigned gone = 0;

	if (n > HISTORY_SIZE)
		return false;
	while (h->size - gone + n > HISTORY_SIZE)
		gone += (unsigned)strlen(h->text + gone) + 1;
	memmove(h->text, h->text + gone, h->size - gone);
	h->size -= gone;
	h->at = h->size;
	return true;
}

void history_add(struct history *h, const char *line, unsigned length)
{
	h->at = h->size;
	if (!length || (h->size && str_equal(h->text + before(h, h->size), line)))
		return;
	if (!make_room(h, length + 1))
		return;
	memcpy(h->text + h->size, line, length + 1);
	h->size += length + 1;
	h->at = h->size;
}

void history_step(struct history *h, struct edit *e, bool older)
{
	if (older ? !h->at : h->at == h->size)
		return;
	if (h->at == h->size) {         /* what was typed comes back at the end */
		if (!make_room(h, e->length + 1) || !h->size)
			return;
		memcpy(h->text + h->size, e->text, e->length + 1);
	}
	h->at = older ? before(h, h->at) : h->at + (unsigned)strlen(h->text + h->at) + 1;
	edit_clear(e);
	edit_insert(e, h->text + h->at, strlen(h->text + h->at));
}
