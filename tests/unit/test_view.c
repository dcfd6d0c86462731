/* test_view.c - the menu as text on a screen. */
#include "fake_console.h"
#include "host_heap.h"
#include "menu/view.h"

static u8 height = 12, width = COLUMNS; /* of the console: LINES and COLUMNS_MAX at most */

const char *script_get(struct script *s, const char *name)
{
	(void)s, (void)name;
	return NULL;
}

struct colours colours_now(struct script *s)
{
	(void)s;
	return (struct colours){ 0 };
}

static void printed(const char *text)
{
	record.size = MIN(strlen(text), sizeof record.text);
	memcpy(record.text, text, record.size);
}

/* --- A menu of `n` entries; the second is a submenu. */

static struct menu_entry entries[20];
static struct menu_list list;
static struct menu m;
static struct view v;
static const struct colours colours_of_test = {
	COLOUR_NORMAL, COLOUR_CYAN << 4, COLOUR_BLUE << 4 | COLOUR_WHITE, COLOUR_WHITE, COLOUR_CYAN,
	COLOUR_YELLOW,
};

static void make(unsigned n, i32 seconds)
{
	static char titles[20][16];

	console = (struct console){ .ops = &ops, .columns = width, .rows = height,
				    .output = true };
	cells[0][0] = '#';              /* to be cleared */
	list = (struct menu_list){ .first = entries, .n = n };
	for (unsigned i = 0; i < n; i++) {
		snprintf(titles[i], sizeof titles[i], "e%u", i);
		entries[i] = (struct menu_entry){ .title = titles[i], .is_submenu = i == 1,
						  .next = i + 1 < n ? &entries[i + 1] : NULL };
	}
	view_leave(&v);
	v = (struct view){ .place = "(hd0)/grub.cfg", .heading = "Choose what to start",
			   .menu = &m, .colours = colours_of_test };
	menu_init(&m, &list, 0, seconds);
	view_draw(&v);
	written = clears = 0;
}

static void whole_screen(void **state)
{
	static const char *const want[] = {
		"  Firstlight " FIRSTLIGHT_VERSION "                            (hd0)/grub.cfg",
		"", "  Choose what to start", "", "    e0",
		"    e1                                                  >", "    e2", "", "", "",
		"  Any key stops the clock.  Starts by itself in 7 s.",
		"  Enter start   e edit   c command line   Up/Down move",
	};

	(void)state;
	make(3, 7);
	for (unsigned y = 0; y < height; y++)
		assert_string_equal(line(y), want[y]);
	for (unsigned x = 2; x < COLUMNS - 2; x++) {            /* the bar is one piece */
		assert_int_equal(colours[4][x], colours[4][2]);
		assert_int_equal(colours[4][x] >> 4, COLOUR_CYAN);
	}
	assert_int_equal(colours[5][4], COLOUR_NORMAL);
	assert_false(visible);
}

static void redraws_send_the_difference(void **state)
{
	(void)state;
	make(3, 7);
	view_draw(&v);
	assert_int_equal(written, 0);
	menu_elapse(&m, 500);
	view_draw(&v);
	assert_int_equal(written, 0);
	menu_elapse(&m, 500);
	view_draw(&v);
	assert_int_equal(written, 1);
	assert_string_equal(line(10), "  Any key stops the clock.  Starts by itself in 6 s.");
	written = 0;
	menu_key(&m, KEY_DOWN);
	view_draw(&v);
	assert_true(written < 3 * COLUMNS + 10);
	assert_string_equal(line(10), "");
	assert_int_equal(colours[4][4], COLOUR_NORMAL);
	assert_int_equal(colours[5][4] >> 4, COLOUR_CYAN);
	assert_int_equal(clears, 0);
}

static void long_menus_scroll(void **state)
{
	(void)state;
	make(20, -1);
	assert_int_equal(m.rows, 4);
	assert_string_equal(line(3), "");
	assert_string_equal(line(8), "    (16 more below)");
	menu_key(&m, KEY_END);
	view_draw(&v);
	assert_string_equal(line(3), "    (16 more above)");
	assert_string_equal(line(4), "    e16");
	assert_string_equal(line(7), "    e19");
	assert_string_equal(line(8), "");
}

static void headings_and_leaving(void **state)
{
	(void)state;
	make(2, -1);
	v.heading = "A submenu";
	m.nested = true;
	view_leave(&v);
	assert_true(visible);
	assert_string_equal(line(4), "");
	view_draw(&v);
	assert_string_equal(line(2), "  A submenu");
	assert_string_equal(line(11), "  Enter start   e edit   c command line   Esc back   Up...");
}

static void the_clock_changes_little(void **state)
{
	(void)state;
	make(3, 11);
	menu_elapse(&m, 1000);
	view_draw(&v);
	assert_int_equal(written, 1);
	menu_elapse(&m, 1000);
	view_draw(&v);
	assert_string_equal(line(10), "  Any key stops the clock.  Starts by itself in 9 s.");
	assert_int_equal(written, 1 + 5);
}

static void titles_are_cut_readably(void **state)
{
	static char titles[][80] = {
		"a\033[2J\tb\177\xc2\x9b",
		"01234567890123456789012345678901234567890123456789",
		"012345678901234567890123456789012345678901234567890",
		"ä\xcc\x88ßя中文", "0123456789012345678901234567890123456789012345中文中",
		"012345678901234567890123456789012345678901234中文中",
	};
	static const char *const want[] = {
		"    a?[2J   b??",
		"    01234567890123456789012345678901234567890123456789",
		"    01234567890123456789012345678901234567890123456...",
		"    äßя中文", "    0123456789012345678901234567890123456789012345 ...",
		"    012345678901234567890123456789012345678901234中...",
	};

	(void)state;
	make(3, -1);
	for (unsigned i = 0; i < COUNT(titles); i++) {
		entries[1].is_submenu = false;
		entries[1].title = titles[i];
		view_draw(&v);
		assert_string_equal(line(5), want[i]);
	}
	menu_key(&m, KEY_DOWN);
	view_draw(&v);
	assert_string_equal(line(5), want[COUNT(want) - 1]);
}

static void what_was_printed_stays(void **state)
{
	(void)state;
	view_leave(&v);
	height = 14;
	printed("\ngrub.cfg:2: search: not here\n\nsecond\tline\n");
	make(20, 5);
	assert_int_equal(m.rows, 4);
	assert_string_equal(line(6), "    e2");
	assert_string_equal(line(8), "    (16 more below)");
	assert_string_equal(line(9), "");
	assert_string_equal(line(10), "  grub.cfg:2: search: not here");
	assert_string_equal(line(11), "  second  line");
	assert_int_equal(colours[10][2], COLOUR_YELLOW);
	menu_key(&m, KEY_END);
	view_draw(&v);
	assert_string_equal(line(11), "  second  line");
	view_leave(&v);                                 /* others print: it was seen */
	assert_int_equal(record.size, 0);
	view_draw(&v);
	assert_int_equal(m.rows, 6);
	assert_string_equal(line(11), "");
	height = 12;
}

static void much_that_was_printed_is_cut(void **state)
{
	static char text[600];

	(void)state;
	memset(text, 'x', sizeof text - 1);
	view_leave(&v);
	printed(text);
	make(3, 5);
	assert_int_equal(m.rows, 3);                    /* 12 lines are few */
	assert_string_equal(line(9), "  xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	view_leave(&v);
	printed("1\n2\n3\n4\n5\n6\n");
	make(3, 5);
	assert_string_equal(line(9), "  1");
	printed("");
}

static void colours_are_the_configs(void **state)
{
	(void)state;
	make(3, 5);
	v.colours.menu = COLOUR_BLUE << 4 | COLOUR_CYAN;
	v.colours.bar = COLOUR_BLUE << 4 | COLOUR_WHITE;
	view_draw(&v);
	for (unsigned y = 3; y <= 8; y++)
		for (unsigned x = 0; x < COLUMNS; x++)
			assert_int_equal(colours[y][x] >> 4 == COLOUR_BLUE, x >= 2 && x < COLUMNS - 2);
	assert_int_equal(colours[4][4], v.colours.bar);
	assert_int_equal(colours[5][4], v.colours.menu);
	term_normal = COLOUR_RED << 4 | COLOUR_WHITE;
	view_leave(&v);
	assert_int_equal(colours[0][0], term_normal);
	view_draw(&v);
	assert_int_equal(colours[1][0], term_normal);
	term_normal = COLOUR_NORMAL;
	view_leave(&v);
}

/* Narrow, wide, low and high: nothing is written outside, the bar is to be seen. */
static void consoles_of_all_sizes(void **state)
{
	static const u8 widths[] = { 20, 25, 40, 64, 80, 132, 255 };

	(void)state;
	for (unsigned i = 0; i < COUNT(widths); i++)
		for (height = 12; height <= LINES; height += 6) {
			width = widths[i];
			make(20, 100);
			for (unsigned k = 0; k < 20; k++, menu_key(&m, KEY_DOWN), view_draw(&v))
				assert_int_equal(colours[4 + k - m.top][3] >> 4, COLOUR_CYAN);
			assert_true(m.rows == height - 8u);
		}
	height = 12;
	width = COLUMNS;
}

/* Without memory for what is on the screen, all is sent. */
static void no_memory(void **state)
{
	(void)state;
	host_heap_left = 0;
	make(3, 5);
	assert_string_equal(line(4), "    e0");
	menu_key(&m, KEY_DOWN);
	view_draw(&v);
	assert_int_equal(written, COLUMNS * height);
	assert_int_equal(colours[5][4] >> 4, COLOUR_CYAN);
	host_heap_left = SIZE_MAX;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_screen),
		cmocka_unit_test(redraws_send_the_difference),
		cmocka_unit_test(long_menus_scroll),
		cmocka_unit_test(headings_and_leaving),
		cmocka_unit_test(the_clock_changes_little),
		cmocka_unit_test(titles_are_cut_readably),
		cmocka_unit_test(what_was_printed_stays),
		cmocka_unit_test(much_that_was_printed_is_cut),
		cmocka_unit_test(colours_are_the_configs),
		cmocka_unit_test(consoles_of_all_sizes),
		cmocka_unit_test(no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
