/* test_screen.c - text on a screen of 20x5 cells. */
#include "check.h"
#include "common/types.h"
#include "fake_machine.h"
#include "term/term.h"

static struct console *start(void)
{
	unsigned n;

	fake_machine_reset("");
	term_init(&fake_machine);
	return term_consoles(&n);
}

static void expect_row(unsigned y, const char *text)
{
	char row[FAKE_COLUMNS + 1];

	memcpy(row, fake_cells[y], FAKE_COLUMNS);
	for (size_t n = FAKE_COLUMNS; n-- > 0 && row[n] == ' '; )
		row[n] = '\0';
	row[FAKE_COLUMNS] = '\0';
	assert_string_equal(row, text);
}

static void lines_and_scrolling(void **state)
{
	(void)state;
	start();
	say("a\n");
	expect_row(0, "");
	expect_row(1, "a");                     /* below what was there */
	assert_int_equal(fake_y, 2);
	say("b\nc\n");
	assert_int_equal(fake_scrolls, 0);
	say("d\n");
	assert_int_equal(fake_scrolls, 1);
	expect_row(0, "a");
	expect_row(3, "d");
	expect_row(4, "");
}

static void wrapping(void **state)
{
	struct console *c = start();

	(void)state;
	c->ops->clear(c);
	fake_scrolls = 0;
	say("01234567890123456789\n");          /* just full: one line */
	say("01234567890123456789x\n");
	expect_row(0, "01234567890123456789");
	expect_row(1, "01234567890123456789");
	expect_row(2, "x");
	expect_row(3, "");
	c->ops->move(c, 99, 99);
	c->ops->put(c, 'z');
	assert_int_equal(fake_cells[4][19], 'z');
	assert_int_equal(fake_scrolls, 0);
	c->ops->show_cursor(c, true);           /* behind the last cell: stays on it */
	assert_int_equal(fake_x, 19);
	c->ops->put(c, 'y');
	assert_int_equal(fake_scrolls, 1);
	expect_row(4, "y");
}

static void controls(void **state)
{
	struct console *c = start();

	(void)state;
	c->ops->clear(c);
	say("\b12\b3\r4\tx\ty\tz");
	expect_row(0, "4       x       y");     /* tabs are spaces, as on a line */
	expect_row(1, "        z");
}

static void the_pc_has_its_own_characters(void **state)
{
	struct console *c = start();

	(void)state;
	c->ops->clear(c);
	say("f\xc3\xbcr \xe4\xb8\xad|\xc5\x82\xd0\x96\xcc\x88.");
	expect_row(0, "f\x81r ??|l?.");               /* as wide as on a terminal */
}

static void colours_and_cursor(void **state)
{
	struct console *c = start();

	(void)state;
	c->ops->move(c, 3, 2);
	c->ops->colour(c, COLOUR_HIGHLIGHT);
	c->ops->put(c, 'h');
	c->ops->colour(c, COLOUR_NORMAL);
	c->ops->put(c, 'n');
	assert_int_equal(fake_colours[2][3], COLOUR_HIGHLIGHT);
	assert_int_equal(fake_colours[2][4], COLOUR_NORMAL);
	/* The hardware's cursor follows when somebody waits for a key. */
	assert_int_equal(term_key(), KEY_NONE);
	assert_true(fake_x == 5 && fake_y == 2 && fake_visible);
	c->ops->show_cursor(c, false);
	assert_false(fake_visible);
	assert_int_equal(term_key(), KEY_NONE);
	assert_false(fake_visible);
	c->ops->clear(c);
	expect_row(2, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_and_scrolling),
		cmocka_unit_test(wrapping),
		cmocka_unit_test(controls),
		cmocka_unit_test(the_pc_has_its_own_characters),
		cmocka_unit_test(colours_and_cursor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
