/* test_menu.c - the menu's model: keys and time in, states out. */
#include "check.h"
#include "base/key.h"
#include "menu/menu.h"

enum { ENTRIES = 10, ROWS = 4 };

static struct menu_entry entries[ENTRIES];
static struct menu_list list;

static int make_list(void **state)
{
	static const struct { char *title, *id; int hotkey; } rows[ENTRIES] = {
		{ "Linux", "linux", KEY_NONE }, { "A>B", "ab", KEY_NONE },
		{ "3", "three", 'x' }, { "Other", "3>x", KEY_F1 + 4 },
		{ "", "e4", KEY_NONE }, { "e5", "e5", KEY_NONE }, { "e6", "e6", KEY_NONE },
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
		{ "", 0, NULL }, { "lin", ENTRIES, NULL }, { "linuxx", ENTRIES, NULL },
		{ ">", 4, "" }, { "e9", 9, NULL }, { "-1", ENTRIES, NULL },
		{ "2nd", ENTRIES, NULL }, { "2 ", ENTRIES, NULL },
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

static void start(struct menu *m, unsigned selected, i32 seconds)
{
	menu_init(m, &list, selected, seconds);
	menu_resize(m, ROWS);
}

static void keys_move_the_bar(void **state)
{
	static const struct { int key; unsigned selected, top; } rows[] = {
		{ KEY_UP, 0, 0 }, { KEY_DOWN, 1, 0 }, { 'N' - '@', 2, 0 }, { KEY_DOWN, 3, 0 },
		{ KEY_DOWN, 4, 1 }, { 'P' - '@', 3, 1 }, { KEY_END, 9, 6 }, { KEY_DOWN, 9, 6 },
		{ KEY_PAGE_UP, 5, 5 }, { KEY_PAGE_UP, 1, 1 }, { KEY_PAGE_UP, 0, 0 },
		{ KEY_PAGE_DOWN, 4, 1 }, { KEY_PAGE_DOWN, 8, 5 }, { KEY_PAGE_DOWN, 9, 6 },
		{ 'G' - '@', 5, 5 }, { 'V' - '@', 9, 6 }, { 'A' - '@', 0, 0 },
		{ 'E' - '@', 9, 6 }, { '^', 8, 6 }, { 'v', 9, 6 }, { 'G' - '@', 5, 5 },
		{ 'C' - '@', 9, 6 }, { KEY_HOME, 0, 0 }, { 'q', 0, 0 }, { KEY_F12, 0, 0 }, { KEY_ESC, 0, 0 },
	};
	struct menu m;

	(void)state;
	start(&m, 0, -1);
	for (unsigned i = 0; i < COUNT(rows); i++) {
		assert_int_equal(menu_key(&m, rows[i].key), MENU_STAY);
		assert_int_equal(m.selected, rows[i].selected);
		assert_int_equal(m.top, rows[i].top);
	}
}

static void keys_act(void **state)
{
	static const int keys[] = { 'q', '7', KEY_DELETE, KEY_INSERT, KEY_TAB, KEY_BACKSPACE,
				    KEY_F1, KEY_F2, KEY_F10, KEY_F12 };
	struct menu m;

	(void)state;
	start(&m, 5, -1);
	assert_int_equal(m.top, 2);
	assert_int_equal(menu_key(&m, KEY_ENTER), MENU_BOOT);
	assert_int_equal(m.selected, 5);
	assert_int_equal(menu_key(&m, 'x'), MENU_BOOT);         /* a hotkey */
	assert_int_equal(m.selected, 2);
	assert_int_equal(menu_key(&m, KEY_F5), MENU_BOOT);
	assert_int_equal(m.selected, 3);
	assert_int_equal(menu_key(&m, 'c'), MENU_PROMPT);       /* though it is a hotkey */
	assert_int_equal(menu_find_hotkey(&list, 'c'), 7);
	assert_int_equal(menu_key(&m, 'e'), MENU_EDIT);
	assert_int_equal(menu_key(&m, 'L' - '@'), MENU_REDRAW);
	assert_int_equal(menu_key(&m, 'F' - '@'), MENU_BOOT);
	assert_int_equal(menu_key(&m, KEY_RIGHT), MENU_BOOT);
	assert_int_equal(menu_key(&m, KEY_LEFT), MENU_STAY);
	for (unsigned i = 0; i < COUNT(keys); i++) {
		entries[4].hotkey = keys[i];
		assert_int_equal(menu_key(&m, keys[i]), MENU_BOOT);
		assert_int_equal(m.selected, 4);
		m.selected = 0;
	}
	m.nested = true;
	assert_int_equal(menu_key(&m, KEY_ESC), MENU_LEAVE);
}

static void the_clock(void **state)
{
	struct menu m;

	(void)state;
	start(&m, 99, 2);
	assert_int_equal(m.selected, 0);
	assert_int_equal(menu_seconds(&m), 2);
	assert_int_equal(menu_elapse(&m, 1), MENU_STAY);
	assert_int_equal(menu_seconds(&m), 2);
	assert_int_equal(menu_elapse(&m, 999), MENU_STAY);
	assert_int_equal(menu_seconds(&m), 1);
	assert_int_equal(menu_elapse(&m, UINT32_MAX), MENU_BOOT);
	start(&m, 0, 2);
	assert_int_equal(menu_key(&m, KEY_UP), MENU_STAY);
	assert_int_equal(menu_elapse(&m, UINT32_MAX), MENU_STAY);
	start(&m, 0, INT32_MAX);               /* does not wrap */
	assert_int_equal(menu_elapse(&m, 2000000000), MENU_STAY);
	start(&m, 9, -1);
	menu_resize(&m, 0);
	assert_int_equal(m.rows, 1);
	assert_int_equal(m.top, 9);
	menu_resize(&m, 4);
	assert_int_equal(m.top, 6);
	menu_resize(&m, 100);
	assert_int_equal(m.top, 0);
}

static void names_are_taken_off_a_list(void **state)
{
	static const struct { const char *names; unsigned at; const char *rest, *behind; } rows[] = {
		{ "0", 0, NULL, "" }, { "4 5", 4, NULL, "5" }, { "  e5 \t e6  ", 5, NULL, "\t e6  " },
		{ "nothing 6", 6, NULL, "" }, { "10 11 12", ENTRIES, NULL, NULL },
		{ "", ENTRIES, NULL, NULL }, { "   ", ENTRIES, NULL, NULL },
		{ "two words 7", 9, NULL, "7" }, { "x two words", 9, NULL, "" },
		{ "two  words 1", 1, NULL, "" }, { "two", ENTRIES, NULL, NULL },
		{ "1>two words linux", 1, "two words linux", "" }, { "A>>B 3", 1, NULL, "3" },
		{ "ab>c", 1, "c", "" },
	};

	(void)state;
	entries[9].title = "two words";
	for (unsigned i = 0; i < COUNT(rows); i++) {
		const char *rest;
		char names[64], *behind;

		strcpy(names, rows[i].names);
		assert_int_equal(menu_take_name(&list, names, &rest, &behind), rows[i].at);
		if (rows[i].behind)
			assert_string_equal(behind, rows[i].behind);
		if (rows[i].rest)
			assert_string_equal(rest, rows[i].rest);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(names_find_entries, make_list),
		cmocka_unit_test_setup(keys_move_the_bar, make_list),
		cmocka_unit_test_setup(keys_act, make_list),
		cmocka_unit_test_setup(the_clock, make_list),
		cmocka_unit_test_setup(names_are_taken_off_a_list, make_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
