/* menu.c - the menu as a pure model: (state, key or time) to (state, action). */
#include "menu/menu.h"
#include "common/str.h"
#include "common/text.h"

enum { CTRL_N = 'N' - '@', CTRL_P = 'P' - '@' };

struct menu_entry *menu_entry_at(const struct menu_list *list, unsigned index)
{
	struct menu_entry *e = list->first;

	while (index--)
		e = e->next;
	return e;
}

/* Is `name`, up to its '>', this word?  *end: where it stopped. */
static bool same_name(const char *name, const char *word, const char **end)
{
	for (; *name; name++, word++) {
		if (*name == '>') {
			if (name[1] != '>')
				break;
			name++;
		}
		if (*name != *word)
			return false;
	}
	*end = name;
	return *word == '\0';
}

unsigned menu_find(const struct menu_list *list, const char *name, const char **rest)
{
	const char *end = name;
	unsigned i = 0;
	u64 number;

	if (str_number(&end, 0, &number) && (!*end || (*end == '>' && end[1] != '>')))
		i = (unsigned)MIN(number, (u64)list->n);
	else
		for (struct menu_entry *e = list->first; e; e = e->next, i++)
			if (same_name(name, e->title, &end) || same_name(name, e->id, &end))
				break;
	*rest = i < list->n && *end == '>' ? end + 1 : NULL;
	return i;
}

unsigned menu_find_hotkey(const struct menu_list *list, int key)
{
	unsigned i = 0;

	for (struct menu_entry *e = list->first; e; e = e->next, i++)
		if (e->hotkey != KEY_NONE && e->hotkey == key)
			break;
	return i;
}

/* Put the bar at `to` and the window around it. */
static void select(struct menu *m, unsigned to)
{
	m->selected = to;
	if (m->top > to)
		m->top = to;
	if (to - m->top >= m->rows)
		m->top = to - m->rows + 1;
}

void menu_init(struct menu *m, const struct menu_list *list, unsigned rows,
	       unsigned selected, i32 seconds)
{
	*m = (struct menu){ .list = list, .rows = MAX(rows, 1u), .counting = seconds >= 0 };
	if (m->counting)
		m->left = (u32)MIN(seconds, (i32)NUMBER_MAX) * 1000;
	select(m, selected < list->n ? selected : 0);
}

enum menu_action menu_key(struct menu *m, int key)
{
	int last = (int)m->list->n - 1, to = (int)m->selected, rows = (int)m->rows;
	unsigned hot = menu_find_hotkey(m->list, key);

	m->counting = false;
	if (hot < m->list->n) {
		select(m, hot);
		return MENU_BOOT;
	}
	switch (key) {
	case 'c':
		return MENU_PROMPT;
	case KEY_ESC: case KEY_LEFT:
		return m->nested ? MENU_LEAVE : MENU_STAY;
	case KEY_ENTER: case '\n': case KEY_RIGHT:
		return MENU_BOOT;
	case KEY_UP: case CTRL_P:
		to--;
		break;
	case KEY_DOWN: case CTRL_N:
		to++;
		break;
	case KEY_PAGE_UP:
		to -= rows;
		break;
	case KEY_PAGE_DOWN:
		to += rows;
		break;
	case KEY_HOME:
		to = 0;
		break;
	case KEY_END:
		to = last;
	}
	select(m, (unsigned)MAX(MIN(to, last), 0));
	return MENU_STAY;
}

enum menu_action menu_elapse(struct menu *m, u32 ms)
{
	if (!m->counting)
		return MENU_STAY;
	m->left -= MIN(ms, m->left);
	return m->left ? MENU_STAY : MENU_BOOT;
}

unsigned menu_seconds(const struct menu *m)
{
	return (m->left + 999) / 1000;
}
