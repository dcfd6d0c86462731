/* test_edit.c - the text editor's model and the history: keys in, texts out. */
#include "check.h"
#include "menu/edit.h"
#include "menu/history.h"
#include "menu/keys.h"

enum { SIZE = 1024 };

static struct edit e;
static char text[SIZE];

static void start(unsigned page)
{
	edit_start(&e, text, SIZE, page);
}

static void check(void)
{
	assert_true(e.at <= e.length && e.length < e.size);
	assert_int_equal(strlen(e.text), e.length);
}

/* Type keys; ^X in the text is Ctrl-X, < and > are the arrows, { and } Home and End,
 * # is Delete, ! is Backspace, + and - are Up and Down, [ and ] Page Up and Page Down. */
static void type(const char *keys)
{
	for (; *keys; keys++) {
		static const char names[] = "<>{}#!+-[]";
		static const int codes[] = { KEY_LEFT, KEY_RIGHT, KEY_HOME, KEY_END,
					     KEY_DELETE, KEY_BACKSPACE, KEY_UP, KEY_DOWN,
					     KEY_PAGE_UP, KEY_PAGE_DOWN };
		const char *special = strchr(names, *keys);
		int key = special ? codes[special - names] : *keys;

		if (*keys == '^')
			key = *++keys - '@';
		assert_int_equal(edit_key(&e, key), EDIT_STAY);
		check();
	}
}

static void lines_are_edited(void **state)
{
	static const struct { const char *keys, *text; unsigned at; } rows[] = {
		{ "abc", "abc", 3 }, { "abc<<x", "axbc", 2 }, { "abc{x}y", "xabcy", 5 },
		{ "!!a!!", "", 0 }, { "<<>>a>>", "a", 1 }, { "abc<<#", "ac", 1 },
		{ "abc#", "abc", 3 }, { "abc^Ax^Ey", "xabcy", 5 }, { "abc<^K", "ab", 2 },
		{ "abc<^U", "c", 0 }, { "ab cd  ^W", "ab ", 3 }, { "^W^K^U^D", "", 0 },
		{ "ab^Bx^Fy", "axby", 4 }, { "a^Gb^Z", "ab", 2 }, { "abc^H^H", "a", 1 },
		{ "abc<<^D", "ac", 1 }, { "abc<^K{^Y", "cab", 1 }, { "ab^U^Y^Y", "abab", 4 },
		{ "a b^W^Y^Yc", "a bbc", 5 }, { "ab^Oc", "abc", 3 },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		start(0);
		type(rows[i].keys);
		assert_string_equal(e.text, rows[i].text);
		assert_int_equal(e.at, rows[i].at);
	}
}

static void texts_are_edited(void **state)
{
	static const struct { const char *keys, *text; unsigned at; } rows[] = {
		{ "ab^Mcd", "ab\ncd", 5 }, { "abc^Mdef+x", "abcx\ndef", 4 },
		{ "abc^Md<^P-x", "abc\nxd", 5 }, { "a^Mbcd+x", "ax\nbcd", 2 },
		/* The column is remembered over a short line. */
		{ "abcd^Me^Mfghi<++x", "abcxd\ne\nfghi", 4 },
		{ "abcd^Me^Mfghi<+-x", "abcd\ne\nfghxi", 11 },
		{ "abcd^Me^Mfghi<++>x", "abcdx\ne\nfghi", 5 },
		{ "+-", "", 0 }, { "a^M+x", "xa\n", 1 }, { "a^M+-x", "a\nx", 3 },
		{ "ab^Mcd{^Kx", "ab\nx", 4 }, { "ab^Mcd+}^Kx", "abxcd", 3 },
		{ "ab^Mcd+}^K^Y^Y", "ab\n\ncd", 4 }, { "ab^Mcd{!", "abcd", 2 },
		{ "ab^Mcd+}#", "abcd", 2 }, { "ab<^Oc", "ac\nb", 2 },
		{ "ab^Mcd ef^Ux", "ab\nx", 4 }, { "ab^Mcd^W^W", "ab\n", 3 },
		{ "1^M2^M3^M4^M5[x", "1x\n2\n3\n4\n5", 2 }, { "1^M2^M3^M4^M5[]x", "1\n2\n3\n4\n5x", 10 },
		{ "1^M2^M3^M4^M5^M6^M7[x", "1\n2\n3x\n4\n5\n6\n7", 6 },
		{ "1^M2^M3^M4^M5^M6^M7^P^G^V^Vx", "1\n2\n3\n4\n5\n6\n7x", 14 },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		start(4);
		type(rows[i].keys);
		assert_string_equal(e.text, rows[i].text);
		assert_int_equal(e.at, rows[i].at);
	}
}

static void characters_are_whole(void **state)
{
	(void)state;
	start(0);
	edit_insert(&e, "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80z", 11);
	type("<<x");
	assert_string_equal(text, "a\xc3\xa4\xe2\x82\xacx\xf0\x9f\x98\x80z");
	type("!!#<#");
	assert_string_equal(text, "az");
	/* What is no UTF-8 does not stop anybody. */
	start(0);
	edit_insert(&e, "\x80\x80\xff\x80", 4);
	type("<<<<<x>>>>>!!!!!");
	assert_string_equal(text, "");
	start(4);
	edit_insert(&e, "\xc3\xa4\xc3\xa4\nab", 7);
	type("+x");                                     /* columns are characters */
	assert_string_equal(text, "\xc3\xa4\xc3\xa4x\nab");
}

static void keys_act(void **state)
{
	static const struct { int key; enum edit_action line, lines; } rows[] = {
		{ KEY_ENTER, EDIT_DONE, EDIT_STAY }, { '\n', EDIT_DONE, EDIT_STAY },
		{ KEY_ESC, EDIT_LEAVE, EDIT_LEAVE }, { KEY_CTRL('C'), EDIT_LEAVE, EDIT_PROMPT },
		{ KEY_F2, EDIT_LEAVE, EDIT_PROMPT }, { KEY_CTRL('X'), EDIT_STAY, EDIT_BOOT },
		{ KEY_F10, EDIT_STAY, EDIT_BOOT }, { KEY_TAB, EDIT_COMPLETE, EDIT_COMPLETE },
		{ KEY_CTRL('L'), EDIT_REDRAW, EDIT_REDRAW }, { KEY_UP, EDIT_OLDER, EDIT_STAY },
		{ KEY_CTRL('P'), EDIT_OLDER, EDIT_STAY }, { KEY_DOWN, EDIT_NEWER, EDIT_STAY },
		{ KEY_CTRL('N'), EDIT_NEWER, EDIT_STAY },
	};
	static const int nothing[] = { KEY_F1, KEY_F12, KEY_INSERT, KEY_PAGE_UP, 0x80, 0xff, 0x17f };

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		start(0);
		assert_int_equal(edit_key(&e, rows[i].key), rows[i].line);
		start(5);
		assert_int_equal(edit_key(&e, rows[i].key), rows[i].lines);
	}
	for (unsigned i = 0; i < COUNT(nothing); i++) {
		start(5);
		assert_int_equal(edit_key(&e, nothing[i]), EDIT_STAY);
		assert_string_equal(text, "");
	}
}

static void a_full_text_takes_no_more(void **state)
{
	static char big[20 * KiB];

	(void)state;
	start(0);
	for (unsigned i = 0; i < 2 * SIZE; i++)
		assert_int_equal(edit_key(&e, 'a'), EDIT_STAY);
	assert_int_equal(e.length, SIZE - 1);
	check();
	for (unsigned i = 0; i < 3 * SIZE; i++)                 /* a backspace storm */
		assert_int_equal(edit_key(&e, KEY_BACKSPACE), EDIT_STAY);
	assert_int_equal(e.length, 0);
	type("0123456789^U");
	for (unsigned i = 0; i < 1000; i++)                     /* and one of ^Y */
		edit_key(&e, KEY_CTRL('Y'));
	check();
	assert_int_equal(e.length, 1020);                       /* whole pieces only */
	for (unsigned i = 0; i < SIZE; i++)
		edit_key(&e, KEY_CTRL('O'));
	check();
	start(3);
	for (unsigned i = 0; i < 2 * SIZE; i++)
		edit_key(&e, i & 1 ? KEY_CTRL('O') : KEY_ENTER);
	check();
	/* A line longer than what is kept of killed ones. */
	edit_start(&e, big, sizeof big, 0);
	for (unsigned i = 0; i < 18 * KiB; i++)
		edit_key(&e, 'b');
	edit_key(&e, KEY_CTRL('U'));
	edit_key(&e, KEY_CTRL('Y'));
	assert_int_equal(e.length, 16 * KiB);
	edit_key(&e, KEY_CTRL('Y'));
	assert_int_equal(e.length, 16 * KiB);
	check();
}

static struct history h;

static void add(const char *line)
{
	history_add(&h, line, (unsigned)strlen(line));
}

static void step(bool older, const char *want)
{
	history_step(&h, &e, older);
	check();
	assert_string_equal(text, want);
	assert_int_equal(e.at, e.length);
}

static void history_goes_back_and_forth(void **state)
{
	(void)state;
	memset(&h, 0, sizeof h);
	start(0);
	step(true, "");
	step(false, "");
	add("one");
	add("");
	add("two");
	add("two");
	type("typed");
	step(false, "typed");
	step(true, "two");
	step(true, "one");
	step(true, "one");
	type("x");                                      /* is not kept */
	step(false, "two");
	step(false, "typed");
	step(false, "typed");
	step(true, "two");
	add("three");
	start(0);
	step(true, "three");
	step(true, "two");
	step(false, "three");
	step(false, "");
}

static void history_is_bounded(void **state)
{
	static char line[2 * HISTORY_SIZE], room[2 * HISTORY_SIZE];

	(void)state;
	memset(&h, 0, sizeof h);
	edit_start(&e, room, sizeof room, 0);
	for (unsigned i = 0; i < 5000; i++) {
		snprintf(line, sizeof line, "line %u", i);
		add(line);
		assert_true(h.size <= HISTORY_SIZE && h.at == h.size);
	}
	history_step(&h, &e, true);
	assert_string_equal(room, "line 4999");
	for (unsigned i = 0; i < 5000; i++)
		history_step(&h, &e, true);
	assert_int_equal(strncmp(room, "line 4", 6), 0);
	/* As long as there is room, and longer. */
	memset(line, 'x', sizeof line - 1);
	line[HISTORY_SIZE - 1] = '\0';
	add(line);
	assert_int_equal(h.size, HISTORY_SIZE);
	edit_clear(&e);
	edit_insert(&e, "draft", 5);
	history_step(&h, &e, true);                     /* the draft pushes it out */
	assert_string_equal(room, "draft");
	line[HISTORY_SIZE - 1] = 'x';
	add(line);
	assert_int_equal(h.size, 0);
	add("short");
	edit_clear(&e);
	for (unsigned i = 0; i < HISTORY_SIZE + 10; i++)        /* a draft too long to keep */
		edit_key(&e, 'y');
	history_step(&h, &e, true);
	assert_int_equal(e.length, HISTORY_SIZE + 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_edited),
		cmocka_unit_test(texts_are_edited),
		cmocka_unit_test(characters_are_whole),
		cmocka_unit_test(keys_act),
		cmocka_unit_test(a_full_text_takes_no_more),
		cmocka_unit_test(history_goes_back_and_forth),
		cmocka_unit_test(history_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
