/* menu.c - the menu as a pure model: (state, key or time) to (state, action). */
#include "menu/menu.h"
#include "common/str.h"
#include "common/text.h"
#include "menu/keys.h"

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
		for (struct menu_entry *e = *name ? list->first : NULL; e; e = e->next, i++)
			if (same_name(name, e->title, &end) || same_name(name, e->id, &end))
				break;
	*rest = i < list->n && *end == '>' ? end + 1 : NULL;
	return i;
}

/* The end of the words in [start, end) without the last of them. */
static char *drop_word(const char *start, char *end)
{
	while (end > start && !is_blank(end[-1]))
		end--;
	while (end > start && is_blank(end[-1]))
		end--;
	return end;
}

unsigned menu_take_name(const struct menu_list *list, char *names, const char **rest,
			char **behind)
{
	for (char *start = names; *start; start++) {
		if (is_blank(*start) || (start > names && !is_blank(start[-1])))
			continue;
		for (char *end = start + strlen(start); end > start; end = drop_word(start, end)) {
			char after = *end;
			unsigned i;

			*end = '\0';
			i = menu_find(list, start, rest);
			if (i < list->n) {
				*behind = end + (after != '\0');
				return i;
			}
			*end = after;
		}
	}
	return list->n;
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

void menu_resize(struct menu *m, unsigned rows)
{
	m->rows = MAX(rows, 1u);
	/* No empty lines at the end while there is something above. */
	m->top = MIN(m->top, m->list->n - MIN(m->rows, m->list->n));
	select(m, m->selected);
}

void menu_init(struct menu *m, const struct menu_list *list, unsigned selected, i32 seconds)
{
	*m = (struct menu){ .list = list, .counting = seconds >= 0 };
	if (m->counting)
		m->left = (u32)MIN(seconds, (i32)NUMBER_MAX) * 1000;
	m->selected = selected < list->n ? selected : 0;
	menu_resize(m, list->n);
}

enum menu_action menu_key(struct menu *m, int key)
{
	int last = (int)m->list->n - 1, to = (int)m->selected, rows = (int)m->rows;
	unsigned hot;

	m->counting = false;
	switch (key_control(key)) {
	case 'c':
		return MENU_PROMPT;
	case 'e':
		return MENU_EDIT;
	case KEY_CTRL('L'):
		return MENU_REDRAW;
	case KEY_ESC: case KEY_CTRL('B'):
		return m->nested ? MENU_LEAVE : MENU_STAY;
	case KEY_ENTER: case KEY_CTRL('F'):
		return MENU_BOOT;
	case KEY_CTRL('P'): case '^':
		to--;
		break;
	case KEY_CTRL('N'): case 'v':
		to++;
		break;
	case KEY_CTRL('G'):
		to -= rows;
		break;
	case KEY_CTRL('C'): case KEY_CTRL('V'):
		to += rows;
		break;
	case KEY_CTRL('A'):
		to = 0;
		break;
	case KEY_CTRL('E'):
		to = last;
		break;
	default:
		hot = menu_find_hotkey(m->list, key);
		if (hot < m->list->n) {
			select(m, hot);
			return MENU_BOOT;
		}
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
