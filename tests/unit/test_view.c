/* test_view.c - the menu as text on a screen. */
#include "check.h"
#include "menu/view.h"
#include "host_heap.h"
#include "term/glyph.h"

enum { COLUMNS_MAX = UINT8_MAX, LINES = 60, COLUMNS = 60 };

static u8 height = 12, width = COLUMNS; /* of the console: LINES and COLUMNS_MAX at most */

static u32 cells[LINES][COLUMNS_MAX];
static u8 colours[LINES][COLUMNS_MAX];
static unsigned written, clears;
static bool visible;
static struct console console;

/* --- A console in memory, and term.h over it. */

static void put(struct console *c, u32 code)
{
	unsigned n = glyph_cells(&code);

	for (written++; n; n--, code = 0) {
		assert_true(c->x < c->columns && c->y < c->rows);
		cells[c->y][c->x] = code;
		colours[c->y][c->x++] = c->colour_now;
	}
}

static void move(struct console *c, unsigned x, unsigned y)
{
	c->x = (u8)x;
	c->y = (u8)y;
}

static void colour(struct console *c, u8 value)
{
	c->colour_now = value;
}

static void clear(struct console *c)
{
	for (unsigned y = 0; y < LINES; y++)
		for (unsigned x = 0; x < COLUMNS_MAX; x++) {
			cells[y][x] = ' ';
			colours[y][x] = c->colour_now;
		}
	clears++;
}

static void show_cursor(struct console *c, bool on)
{
	(void)c;
	visible = on;
}

static const struct console_ops ops = { put, move, colour, clear, show_cursor, NULL };

struct console *term_consoles(unsigned *n)
{
	*n = 1;
	return &console;
}

u8 term_normal = COLOUR_NORMAL;
static struct term_record record;

struct term_record *term_recorded(void)
{
	return &record;
}

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

static const char *line(unsigned y)
{
	static char text[4 * COLUMNS + 1];
	unsigned n = 0;

	for (unsigned x = 0; x < COLUMNS; x++)
		if (cells[y][x])
			n += glyph_bytes(cells[y][x], text + n);
	while (n && text[n - 1] == ' ')
		n--;
	text[n] = '\0';
	return text;
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

/* --- Lines by themselves. */

/* Send the line that was made, whatever is on the console. */
static const char *sent(unsigned columns)
{
	console.ops->clear(&console);
	row_send(&console, 1, columns, NULL);
	return line(1);
}

static void rows_go_sideways(void **state)
{
	static const struct { unsigned skip; const char *text, *want; } rows[] = {
		{ 0, "0123456789", " 0123456789" }, { 0, "01234567890", " 0123456789>" },
		{ 5, "0123456789012345", "<5678901234>" }, { 5, "012345678901234", "<5678901234" },
		{ 1, "中b", "< b" }, { 0, "012345678中", " 012345678 >" },
		{ 2, "\tx\ty", "<  x   y" }, { 0, "", "" },
		{ 20, "0123", "<" },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		row_fill(0, 13, COLOUR_NORMAL);
		row_window(1, 11, rows[i].skip, rows[i].text, NULL);
		assert_string_equal(sent(13), rows[i].want);
	}
	/* The cursor is always in the window, and moving it on moves the text seldom. */
	for (unsigned room = 2; room < 80; room++) {
		unsigned moves = 0;

		for (unsigned at = 0; at < 20 * KiB; at++) {
			unsigned skip = row_skip(at, room);

			assert_true(skip <= at && at - skip < room);
			moves += skip != row_skip(at + 1, room);
		}
		assert_true(moves <= 20 * KiB / (room / 2));
	}
}

static void only_differences_are_sent(void **state)
{
	static const struct { const char *text; unsigned written; } rows[] = {
		{ "abc中def", 7 }, { "abc中dxf", 1 }, { "abcxydxf", 2 }, { "ab中ydxf", 1 },
		{ "a中-ydxf", 2 }, { "a中-ydxf", 0 }, { "b中-yexf", 5 },
		{ "b中-yexf          z", 1 }, { "", 9 },
	};
	static u32 shown[COLUMNS];
	char want[80];

	(void)state;
	console.ops->clear(&console);
	canvas_blank(shown, COLUMNS);
	for (unsigned i = 0; i < COUNT(rows); i++) {
		row_fill(0, COLUMNS, COLOUR_NORMAL);
		row_text(3, COLUMNS, 0, rows[i].text, NULL);
		move(&console, 50, 1);
		written = 0;
		row_send(&console, 1, COLUMNS, shown);
		assert_int_equal(written, rows[i].written);
		snprintf(want, sizeof want, *rows[i].text ? "   %s" : "", rows[i].text);
		assert_string_equal(line(1), want);
	}
	written = 0;                                    /* blanks have no foreground */
	row_fill(20, 30, COLOUR_CYAN);
	row_send(&console, 1, COLUMNS, shown);
	assert_int_equal(written, 0);
}

/* The line that the cursor is in, behind what was printed. */
static void compose_abc(void *model, const struct console *c, unsigned y)
{
	(void)c, (void)y;
	row_text(5, COLUMNS, 0, model, NULL);
}

static void one_line_alone(void **state)
{
	static u32 shown[COLUMNS];
	struct canvas canvas = { .shown = shown, .one_line = true };

	(void)state;
	console.ops->clear(&console);
	move(&console, 0, 7);
	for (unsigned i = 0; i < 5; i++)
		put(&console, '>');
	canvas_blank(shown, COLUMNS);
	clears = written = 0;
	canvas_draw(&canvas, compose_abc, (void *)(size_t)"abc", 6, 0);
	assert_string_equal(line(7), ">>>>>abc");
	assert_true(console.x == 6 && console.y == 7);
	canvas_draw(&canvas, compose_abc, (void *)(size_t)"abcd", 9, 0);
	assert_string_equal(line(7), ">>>>>abcd");
	assert_int_equal(clears, 0);
	canvas_close(&canvas);
	assert_int_equal(clears, 0);
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
		cmocka_unit_test(rows_go_sideways),
		cmocka_unit_test(only_differences_are_sent),
		cmocka_unit_test(one_line_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
