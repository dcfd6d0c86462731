/* test_ansi.c - what a terminal gets to see, and what its keys become. */
#include "check.h"
#include "common/types.h"
#include "fake_machine.h"
#include "term/term.h"

static struct console *start(const char *input)
{
	unsigned n;
	struct console *c;

	fake_machine_reset(input);
	term_init(&fake_machine);
	c = term_consoles(&n);
	assert_int_equal(n, 2);
	assert_string_equal(c[0].name, "console");
	assert_string_equal(c[1].name, "serial");
	return &c[1];
}

static void expect_sent(const char *text)
{
	assert_string_equal(fake_sent, text);
	fake_sent_size = 0;
	fake_sent[0] = '\0';
}

static void keys(void **state)
{
	static const struct { const char *bytes; int keys[4]; } rows[] = {
		{ "a", { 'a' } }, { "\r", { KEY_ENTER } }, { "\n", { KEY_ENTER } },
		{ "\r\n", { KEY_ENTER } }, { "\n\n", { KEY_ENTER, KEY_ENTER } },
		{ "\x7f", { '\b' } }, { "\b", { '\b' } }, { "\t", { '\t' } }, { "\x03", { 3 } },
		{ "\033[A\033[B", { KEY_UP, KEY_DOWN } },
		{ "\033OC\033OD", { KEY_RIGHT, KEY_LEFT } },
		{ "\033[H\033[F", { KEY_HOME, KEY_END } },
		{ "\033OH\033OF", { KEY_HOME, KEY_END } },
		{ "\033[1~\033[4~", { KEY_HOME, KEY_END } },
		{ "\033[7~\033[8~", { KEY_HOME, KEY_END } },
		{ "\033[2~\033[3~", { KEY_INSERT, KEY_DELETE } },
		{ "\033[5~\033[6~", { KEY_PAGE_UP, KEY_PAGE_DOWN } },
		{ "\033OP\033[11~\033[[A", { KEY_F1, KEY_F1, KEY_F1 } },
		{ "\033OS\033[15~\033[[E", { KEY_F4, KEY_F5, KEY_F5 } },
		{ "\033[17~\033[21~\033[23~", { KEY_F6, KEY_F10, KEY_F11 } },
		{ "\033[24~", { KEY_F12 } },
		{ "\033[1;5Cx", { KEY_RIGHT, 'x' } },           /* ctrl-right */
		{ "\033[3;2~", { KEY_DELETE } },
		{ "\033OM", { KEY_ENTER } },
		{ "\033x", { KEY_ESC, 'x' } },
		{ "\033\033[A", { KEY_ESC, KEY_UP } },
		{ "\033[99~\033[9~\033[16~z", { 'z' } },        /* no such keys */
		{ "\033[999999999999999999~\033[257~z", { 'z' } },
		{ "\033[?1;2cz", { 'z' } },                     /* a terminal's answer */
		{ "\303\244\377z", { 'z' } },                   /* UTF-8, garbage */
		{ "\033[", { KEY_NONE } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		start(rows[i].bytes);
		for (int j = 0; j < 4; j++)
			assert_int_equal(term_key(), rows[i].keys[j]);
	}
}

static void lone_escape(void **state)
{
	(void)state;
	start("\033");
	assert_int_equal(term_key(), KEY_NONE);         /* it may be a sequence */
	fake_ms += 55;
	assert_int_equal(term_key(), KEY_NONE);
	fake_ms += 55;
	assert_int_equal(term_key(), KEY_ESC);
	assert_int_equal(term_key(), KEY_NONE);

	start("\033");
	assert_int_equal(term_wait_key(1000), KEY_ESC);
	assert_in_range(fake_idles, 1, 2);

	/* Half a sequence is dropped, what comes later counts. */
	start("\033[");
	assert_int_equal(term_wait_key(300), KEY_NONE);
	start("\033O");
	assert_int_equal(term_wait_key(300), KEY_NONE);
}

static void waiting(void **state)
{
	(void)state;
	start("");
	assert_int_equal(term_wait_key(0), KEY_NONE);
	assert_int_equal(fake_idles, 0);
	assert_int_equal(term_wait_key(1000), KEY_NONE);
	assert_int_equal(fake_idles, 19);               /* 1000 / 55, rounded up */
	fake_next_key = KEY_F1;
	assert_int_equal(term_wait_key(UINT32_MAX), KEY_F1);
	start("q");
	assert_int_equal(term_wait_key(UINT32_MAX), 'q');
}

static void drawing(void **state)
{
	struct console *c = start("");

	(void)state;
	say("one\ntwo\n");
	expect_sent("one\r\ntwo\r\n");
	c->ops->clear(c);
	expect_sent("\033[2J\033[1;1H");
	c->ops->move(c, 0, 0);
	expect_sent("");
	c->ops->move(c, 4, 2);
	expect_sent("\033[3;5H");
	c->ops->colour(c, COLOUR_NORMAL);
	expect_sent("");
	c->ops->colour(c, COLOUR_HIGHLIGHT);
	c->ops->put(c, 'x');
	c->ops->colour(c, COLOUR_HIGHLIGHT);
	c->ops->colour(c, COLOUR_NORMAL);
	expect_sent("\033[0;30;47mx\033[m");
	c->ops->colour(c, COLOUR_WHITE | COLOUR_BLUE << 4);
	expect_sent("\033[0;1;37;44m");
	c->ops->colour(c, COLOUR_NORMAL);
	expect_sent("\033[m");
	c->ops->move(c, 5, 2);                          /* where x left it */
	expect_sent("");
	c->ops->show_cursor(c, true);
	c->ops->show_cursor(c, false);
	c->ops->show_cursor(c, false);
	expect_sent("\033[?25l");
	c->ops->show_cursor(c, true);
	expect_sent("\033[?25h");
	/* What a file says must not steer the terminal. */
	c->ops->move(c, 0, 0);
	fake_sent_size = 0;
	say("\033[2Ja\tb\bc\x7f\r");
	expect_sent("?[2Ja   b\bc?\r");
}

static void moving_in_a_line(void **state)
{
	struct console *c = start("");

	(void)state;
	/* Behind a new line the column is known, the line need not be. */
	say("one\ntwo");
	fake_sent_size = 0;
	c->ops->move(c, 2, c->y);
	expect_sent("\b");
	c->ops->move(c, 0, c->y);
	expect_sent("\033[2D");
	c->ops->move(c, 40, c->y);
	expect_sent("\033[40C");
	c->ops->move(c, 40, c->y);
	expect_sent("");
	c->ops->move(c, 0, 0);
	expect_sent("\033[1;1H");
	/* In the last column a terminal may be before or behind the wrap. */
	c->ops->move(c, 79, 3);
	c->ops->put(c, 'x');
	fake_sent_size = 0;
	c->ops->move(c, 79, 3);
	expect_sent("\033[4;80H");
}

static void text_is_utf8(void **state)
{
	struct console *c = start("");

	(void)state;
	say("\xc3\xa4\xe2\x82\xac\xe4\xb8\xad\xf0\x9f\x98\x80");
	assert_int_equal(c->x, 6);
	expect_sent("\xc3\xa4\xe2\x82\xac\xe4\xb8\xad\xf0\x9f\x98\x80");
	say("\xff\xc2\x9b""a\xcc\x81");                /* garbage, CSI, a joining accent */
	expect_sent("??a");
	c->ops->move(c, 79, 2);
	fake_sent_size = 0;
	say("\xe4\xb8\xad");                            /* half of it does not fit */
	assert_true(c->x == 2 && c->y == 3);
}

static void what_was_printed_is_kept(void **state)
{
	struct term_record *r = term_recorded();

	(void)state;
	start("");
	r->size = 0;
	say("one\n");
	say("two");
	assert_int_equal(r->size, 7);
	assert_memory_equal(r->text, "one\ntwo", 7);
	for (unsigned i = 0; i < 1000; i++)
		say("more");
	assert_int_equal(r->size, sizeof r->text);
	term_clear();
	assert_int_equal(r->size, 0);
}

static void text_has_a_colour(void **state)
{
	(void)state;
	start("");
	term_colour(COLOUR_BLUE << 4 | COLOUR_YELLOW);
	expect_sent("\033[0;1;33;44m");
	term_clear();
	expect_sent("\033[2J\033[1;1H");
	for (unsigned i = 0; i < FAKE_ROWS; i++)
		say("\n");
	assert_int_equal(fake_colours[FAKE_ROWS - 1][3], COLOUR_BLUE << 4 | COLOUR_YELLOW);
	term_colour(COLOUR_NORMAL);
}

/* Keys that come close behind each other are not slept over. */
static void awake_after_a_key(void **state)
{
	(void)state;
	while (term_wait_key(5000) != KEY_NONE)
		;
	start("ab");
	assert_int_equal(term_wait_key(UINT32_MAX), 'a');
	assert_int_equal(term_wait_key(UINT32_MAX), 'b');
	assert_int_equal(fake_idles, 0);
	assert_int_equal(term_wait_key(100), KEY_NONE);
	assert_true(fake_idles > 0);                    /* but not for ever */
}

static void begun_keys(void **state)
{
	(void)state;
	start("\033");
	assert_false(term_key_begins());
	assert_int_equal(term_key(), KEY_NONE);
	assert_true(term_key_begins());
	assert_int_equal(term_wait_key(200), KEY_ESC);
	assert_false(term_key_begins());
}

static void long_lines(void **state)
{
	struct console *c = start("");
	char line[202];

	(void)state;
	c->ops->clear(c);
	memset(line, 'x', 200);
	memcpy(line + 200, "\n", 2);
	fake_sent_size = 0;
	line[200] = '\0';
	say("%s", line);
	assert_int_equal(strncmp(fake_sent, line, 200), 0);     /* in one piece */
	fake_sent_size = 0;
	c->ops->move(c, c->x, c->y);            /* the terminal's width is not known */
	assert_true(fake_sent_size > 0);
}

static void long_words(void **state)
{
	char *word = malloc(64 * KiB + 1);

	(void)state;
	start("");
	memset(word, 'w', 64 * KiB);
	word[64 * KiB] = '\0';
	say("<%s>%d", word, 7);
	assert_int_equal(fake_sent_size, 64 * KiB + 3);
	assert_int_equal(fake_sent[0], '<');
	assert_memory_equal(fake_sent + 1, word, 64 * KiB);
	assert_string_equal(fake_sent + 1 + 64 * KiB, ">7");
	free(word);
}

static void switched_off(void **state)
{
	struct console *c = start("ab");

	(void)state;
	c->output = c->input = false;
	say("x");
	term_clear();
	expect_sent("");
	assert_int_equal(term_key(), KEY_NONE);
	c->output = c->input = true;
	say("y");
	expect_sent("y");
	assert_int_equal(term_key(), 'a');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys),
		cmocka_unit_test(lone_escape),
		cmocka_unit_test(waiting),
		cmocka_unit_test(drawing),
		cmocka_unit_test(moving_in_a_line),
		cmocka_unit_test(text_is_utf8),
		cmocka_unit_test(what_was_printed_is_kept),
		cmocka_unit_test(text_has_a_colour),
		cmocka_unit_test(awake_after_a_key),
		cmocka_unit_test(begun_keys),
		cmocka_unit_test(long_lines),
		cmocka_unit_test(long_words),
		cmocka_unit_test(switched_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
