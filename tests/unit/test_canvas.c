/* test_canvas.c - lines of a screen, and what is sent of them. */
#include "fake_console.h"

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
		cmocka_unit_test(rows_go_sideways),
		cmocka_unit_test(only_differences_are_sent),
		cmocka_unit_test(one_line_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
