/* test_menu.c - the menu's model and the line editor: keys and time in, states out. */
#include "check.h"
#include "base/key.h"
#include "menu/edit.h"
#include "menu/menu.h"

enum { ENTRIES = 10, ROWS = 4 };

static struct menu_entry entries[ENTRIES];
static struct menu_list list;

static int make_list(void **state)
{
	static const struct { char *title, *id; int hotkey; } rows[ENTRIES] = {
		{ "Linux", "linux", KEY_NONE }, { "A>B", "ab", KEY_NONE },
		{ "3", "three", 'x' }, { "Other", "3>x", KEY_F1 + 4 },
		{ "e4", "e4", KEY_NONE }, { "e5", "e5", KEY_NONE }, { "e6", "e6", KEY_NONE },
		{ "e7", "e7", 'c' }, { "e8", "e8", KEY_NONE }, { "e9", "linux", KEY_NONE },
	};

	(void)state;
	list = (struct menu_list){ .first = entries, .n = ENTRIES };
	for (unsigned i = 0; i < ENTRIES; i++)
		entries[i] = (struct menu_entry){
			.title = rows[i].title, .id = rows[i].id, .hotkey = rows[i].hotkey,
			.next = i + 1 < ENTRIES ? &entries[i + 1] : NULL,
		};
	return 0;
}

static void names_find_entries(void **state)
{
	static const struct { const char *name; unsigned at; const char *rest; } rows[] = {
		{ "0", 0, NULL }, { "9", 9, NULL }, { "10", ENTRIES, NULL },
		{ "99999999999999999999", ENTRIES, NULL }, { "1>2", 1, "2" }, { "1>", 1, "" },
		{ "linux", 0, NULL }, { "Linux", 0, NULL }, { "linux>a>b", 0, "a>b" },
		{ "A>>B", 1, NULL }, { "A>>B>c", 1, "c" }, { "A>B", ENTRIES, NULL },
		{ "three", 2, NULL }, { "3", 3, NULL }, { "3>>x", 3, NULL },
		{ "", ENTRIES, NULL }, { "lin", ENTRIES, NULL }, { "linuxx", ENTRIES, NULL },
		{ ">", ENTRIES, NULL }, { "e9", 9, NULL }, { "-1", ENTRIES, NULL },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		const char *rest;

		assert_int_equal(menu_find(&list, rows[i].name, &rest), rows[i].at);
		if (rows[i].rest)
			assert_string_equal(rest, rows[i].rest);
		else
			assert_null(rest);
	}
}

static void keys_move_the_bar(void **state)
{
	static const struct { int key; unsigned selected, top; } rows[] = {
		{ KEY_UP, 0, 0 }, { KEY_DOWN, 1, 0 }, { 'N' - '@', 2, 0 }, { KEY_DOWN, 3, 0 },
		{ KEY_DOWN, 4, 1 }, { 'P' - '@', 3, 1 }, { KEY_END, 9, 6 }, { KEY_DOWN, 9, 6 },
		{ KEY_PAGE_UP, 5, 5 }, { KEY_PAGE_UP, 1, 1 }, { KEY_PAGE_UP, 0, 0 },
		{ KEY_PAGE_DOWN, 4, 1 }, { KEY_PAGE_DOWN, 8, 5 }, { KEY_PAGE_DOWN, 9, 6 },
		{ KEY_HOME, 0, 0 }, { 'q', 0, 0 }, { KEY_F12, 0, 0 }, { KEY_ESC, 0, 0 },
	};
	struct menu m;

	(void)state;
	menu_init(&m, &list, ROWS, 0, -1);
	for (unsigned i = 0; i < COUNT(rows); i++) {
		assert_int_equal(menu_key(&m, rows[i].key), MENU_STAY);
		assert_int_equal(m.selected, rows[i].selected);
		assert_int_equal(m.top, rows[i].top);
	}
}

static void keys_act(void **state)
{
	struct menu m;

	(void)state;
	menu_init(&m, &list, ROWS, 5, -1);
	assert_int_equal(m.top, 2);
	assert_int_equal(menu_key(&m, KEY_ENTER), MENU_BOOT);
	assert_int_equal(m.selected, 5);
	assert_int_equal(menu_key(&m, 'x'), MENU_BOOT);         /* a hotkey */
	assert_int_equal(m.selected, 2);
	assert_int_equal(menu_key(&m, KEY_F5), MENU_BOOT);
	assert_int_equal(m.selected, 3);
	assert_int_equal(menu_key(&m, 'c'), MENU_BOOT);         /* before the prompt's key */
	entries[7].hotkey = KEY_NONE;
	assert_int_equal(menu_key(&m, 'c'), MENU_PROMPT);
	m.nested = true;
	assert_int_equal(menu_key(&m, KEY_ESC), MENU_LEAVE);
}

static void the_clock(void **state)
{
	struct menu m;

	(void)state;
	menu_init(&m, &list, ROWS, 99, 2);
	assert_int_equal(m.selected, 0);
	assert_int_equal(menu_seconds(&m), 2);
	assert_int_equal(menu_elapse(&m, 1), MENU_STAY);
	assert_int_equal(menu_seconds(&m), 2);
	assert_int_equal(menu_elapse(&m, 999), MENU_STAY);
	assert_int_equal(menu_seconds(&m), 1);
	assert_int_equal(menu_elapse(&m, UINT32_MAX), MENU_BOOT);
	menu_init(&m, &list, ROWS, 0, 2);
	assert_int_equal(menu_key(&m, KEY_UP), MENU_STAY);
	assert_int_equal(menu_elapse(&m, UINT32_MAX), MENU_STAY);
	menu_init(&m, &list, ROWS, 0, INT32_MAX);               /* does not wrap */
	assert_int_equal(menu_elapse(&m, 2000000000), MENU_STAY);
	menu_init(&m, &list, 0, 9, -1);
	assert_int_equal(m.rows, 1);
	assert_int_equal(m.top, 9);
}

/* Type keys; ^X in the text is Ctrl-X, < and > are the arrows, { and } Home and End,
 * # is Delete, ! is Backspace. */
static void type(struct edit *e, const char *keys)
{
	for (; *keys; keys++) {
		static const char names[] = "<>{}#!";
		static const int codes[] = { KEY_LEFT, KEY_RIGHT, KEY_HOME, KEY_END,
					     KEY_DELETE, KEY_BACKSPACE };
		const char *special = strchr(names, *keys);
		int key = special ? codes[special - names] : *keys;

		if (*keys == '^')
			key = *++keys - '@';
		assert_int_equal(edit_key(e, key), EDIT_STAY);
	}
}

static void lines_are_edited(void **state)
{
	static const struct { const char *keys, *text; unsigned at; } rows[] = {
		{ "abc", "abc", 3 }, { "abc<<x", "axbc", 2 }, { "abc{x}y", "xabcy", 5 },
		{ "!!a!!", "", 0 }, { "<<>>a>>", "a", 1 }, { "abc<<#", "ac", 1 },
		{ "abc#", "abc", 3 }, { "abc^Ax^Ey", "xabcy", 5 }, { "abc<^K", "ab", 2 },
		{ "abc<^U", "c", 0 }, { "ab cd  ^W", "ab ", 3 }, { "^W^K^U^D", "", 0 },
		{ "ab^Bx^Fy", "axby", 4 }, { "a^Gb^Z", "ab", 2 },
	};
	struct edit e;

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		edit_clear(&e);
		type(&e, rows[i].keys);
		assert_string_equal(e.text, rows[i].text);
		assert_int_equal(e.at, rows[i].at);
		assert_int_equal(e.length, strlen(rows[i].text));
	}
	assert_int_equal(edit_key(&e, KEY_ENTER), EDIT_DONE);
	assert_int_equal(edit_key(&e, KEY_ESC), EDIT_LEAVE);
	assert_int_equal(edit_key(&e, 3), EDIT_LEAVE);
}

static void a_full_line_takes_no_more(void **state)
{
	struct edit e;

	(void)state;
	edit_clear(&e);
	for (unsigned i = 0; i < 2 * EDIT_MAX; i++)
		assert_int_equal(edit_key(&e, 'a'), EDIT_STAY);
	assert_int_equal(e.length, EDIT_MAX - 1);
	assert_int_equal(strlen(e.text), EDIT_MAX - 1);
	for (unsigned i = 0; i < 3 * EDIT_MAX; i++)             /* a backspace storm */
		assert_int_equal(edit_key(&e, KEY_BACKSPACE), EDIT_STAY);
	assert_int_equal(e.length, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(names_find_entries, make_list),
		cmocka_unit_test_setup(keys_move_the_bar, make_list),
		cmocka_unit_test_setup(keys_act, make_list),
		cmocka_unit_test_setup(the_clock, make_list),
		cmocka_unit_test(lines_are_edited),
		cmocka_unit_test(a_full_line_takes_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
