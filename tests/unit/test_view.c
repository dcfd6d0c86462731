/* test_view.c - the menu as text on a screen. */
#include "check.h"
#include "menu/view.h"
#include "term/term.h"

enum { COLUMNS = 60, LINES = 12 };

static char cells[LINES][COLUMNS];
static u8 colours[LINES][COLUMNS];
static unsigned written, clears;
static bool visible;
static struct console console;

/* --- A console in memory, and term.h over it. */

static void put(struct console *c, u32 ch)
{
	assert_true(c->x < COLUMNS && c->y < LINES);
	assert_true(ch >= ' ' && ch < 0x7f);
	cells[c->y][c->x] = (char)ch;
	colours[c->y][c->x] = c->colour_now;
	c->x++;
	written++;
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
	(void)c;
	memset(cells, ' ', sizeof cells);
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

static const char *line(unsigned y)
{
	static char text[COLUMNS + 1];
	unsigned n = COLUMNS;

	memcpy(text, cells[y], COLUMNS);
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

static void make(unsigned n, i32 seconds)
{
	static char titles[20][16];

	console = (struct console){ .ops = &ops, .columns = COLUMNS, .rows = LINES,
				    .output = true };
	memset(cells, '#', sizeof cells);
	list = (struct menu_list){ .first = entries, .n = n };
	for (unsigned i = 0; i < n; i++) {
		snprintf(titles[i], sizeof titles[i], "e%u", i);
		entries[i] = (struct menu_entry){ .title = titles[i], .is_submenu = i == 1,
						  .next = i + 1 < n ? &entries[i + 1] : NULL };
	}
	v = (struct view){ .place = "(hd0)/grub.cfg" };
	menu_init(&m, &list, view_rows(), 0, seconds);
	view_draw(&v, &m);
	written = clears = 0;
}

static void whole_screen(void **state)
{
	static const char *const want[LINES] = {
		"  Firstlight " FIRSTLIGHT_VERSION "                            (hd0)/grub.cfg",
		"", "  Choose what to start", "", "    e0",
		"    e1                                                  >", "    e2", "", "", "",
		"  Starts by itself in 7 s.  Any key stops the clock.",
		"  Up/Down move   Enter start   c command line",
	};

	(void)state;
	make(3, 7);
	for (unsigned y = 0; y < LINES; y++)
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
	view_draw(&v, &m);
	assert_int_equal(written, 0);
	menu_elapse(&m, 500);
	view_draw(&v, &m);
	assert_int_equal(written, 0);
	menu_elapse(&m, 500);
	view_draw(&v, &m);
	assert_true(written > 0 && written < COLUMNS + 10);
	assert_string_equal(line(10), "  Starts by itself in 6 s.  Any key stops the clock.");
	written = 0;
	menu_key(&m, KEY_DOWN);
	view_draw(&v, &m);
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
	view_draw(&v, &m);
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
	view_draw(&v, &m);
	assert_string_equal(line(2), "  A submenu");
	assert_string_equal(line(11), "  Up/Down move   Enter start   Esc back   c command line");
}

static void titles_are_cut_readably(void **state)
{
	char to[11];

	(void)state;
	view_fit(to, 10, "short");
	assert_string_equal(to, "short     ");
	view_fit(to, 10, "just right");
	assert_string_equal(to, "just right");
	view_fit(to, 10, "much too long");
	assert_string_equal(to, "much to...");
	view_fit(to, 3, "much");
	assert_string_equal(to, "muc");
	view_fit(to, 10, "a\033[2J\tb\177");
	assert_string_equal(to, "a?[2J?b?  ");
	view_fit(to, 0, "a");
	assert_string_equal(to, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_screen),
		cmocka_unit_test(redraws_send_the_difference),
		cmocka_unit_test(long_menus_scroll),
		cmocka_unit_test(headings_and_leaving),
		cmocka_unit_test(titles_are_cut_readably),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
