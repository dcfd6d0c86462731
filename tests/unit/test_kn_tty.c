/* test_kn_tty.c - what is typed, what is shown, what a program reads. */
#include "abi/errno.h"
#include "abi/signal.h"
#include "tty/tty.h"
#include "check.h"                      /* last: stdio.h has macros for names of fcntl.h */

static struct tty tty;
static char   screen[8192];
static size_t shown;
static int    last_signal, signals;

static void write_screen(void *device, const char *text, size_t n)
{
	(void)device;
	assert_true(n <= sizeof screen - 1 - shown);
	memcpy(screen + shown, text, n);
	screen[shown += n] = '\0';
}

static const struct tty_driver driver = { .write = write_screen };

static void take_signal(struct tty *t, int sig)
{
	assert_ptr_equal(t, &tty);
	last_signal = sig;
	signals++;
}

static void start(void)
{
	memset(&tty, 0, sizeof tty);
	tty.driver = &driver;
	tty.termios = termios_default;
	tty_signal = take_signal;
	shown = 0;
	screen[0] = '\0';
	last_signal = signals = 0;
}

static void type(const char *keys, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		n_tty_receive(&tty, keys[i]);
		assert_true(tty.head - tty.tail <= TTY_INPUT);
		assert_true(tty.line_end - tty.tail <= tty.head - tty.tail);
	}
}

/* What one read gets: its bytes, "(eof)" or "(none)". */
static const char *read_once(size_t n)
{
	static char text[TTY_INPUT + 1];
	long got = n_tty_read(&tty, text, n);

	if (got == -EAGAIN)
		return "(none)";
	assert_true(got >= 0 && (size_t)got <= n);
	text[got] = '\0';
	return got ? text : "(eof)";
}

/* ISIG and friends can be switched off for a row; keys, what is shown, up to three reads. */
static const struct row {
	const char *keys, *shown, *read[3];
	u32 iflag_off, iflag_on, lflag_off, oflag_off, oflag_on;
} rows[] = {
	{ .keys = "ls\r", "ls\r\n", { "ls\n", "(none)" } },
	{ .keys = "ls\n", "ls\r\n", { "ls\n" } },
	{ .keys = "no end", "no end", { "(none)" } },
	{ .keys = "a\rb\rc", "a\r\nb\r\nc", { "a\n", "b\n", "(none)" } },
	/* editing */
	{ .keys = "ab\177c\r", "ab\b \bc\r\n", { "ac\n" } },
	{ .keys = "\177\177a\r", "a\r\n", { "a\n" } },
	{ .keys = "a\001\177b\r", "a^A\b \b\b \bb\r\n", { "ab\n" } },
	{ .keys = "a\t\177b\r", "a\t\b \b\b \b\b \b\b \b\b \b\b \b\b \bb\r\n", { "ab\n" } },
	{ .keys = "one two\027x\r", "one two\b \b\b \b\b \bx\r\n", { "one x\n" } },
	{ .keys = "one-two  \027\027x\r", "one-two  \b \b\b \b\b \b\b \b\b \b\b \b\b \b\b \b\b \bx\r\n", { "x\n" } },
	{ .keys = "abc\025d\r", "abc\b \b\b \b\b \bd\r\n", { "d\n" } },
	{ .keys = "a\001b\022\r", "a^Ab^R\r\na^Ab\r\n", { "a\001b\n" } },
	{ .keys = "\026\003\026\177\r", "^\b^C^\b^?\r\n", { "\003\177\n" } },
	{ .keys = "\303\244\177b\r", "\303\244\b \bb\r\n", { "b\n" }, .iflag_on = IUTF8 },
	{ .keys = "ab\177\r", "ab\177\r\n", { "a\n" }, .lflag_off = ECHOE | ECHOCTL },
	{ .keys = "ab\025c\r", "ab^U\r\nc\r\n", { "c\n" }, .lflag_off = ECHOKE },
	{ .keys = "secret\r", "", { "secret\n" }, .lflag_off = ECHO },
	{ .keys = "a\027b\r", "a^Wb\r\n", { "a\027b\n" }, .lflag_off = IEXTEN },
	/* end of file */
	{ .keys = "\004", "", { "(eof)", "(none)" } },
	{ .keys = "abc\004", "abc", { "abc", "(none)" } },
	{ .keys = "a\r\004b\r", "a\r\nb\r\n", { "a\n", "(eof)", "b\n" } },
	{ .keys = "a\026\004\r", "a^\b^D\r\n", { "a\004\n" } },
	/* signals */
	{ .keys = "abc\003d\r", "abc^Cd\r\n", { "d\n" } },
	{ .keys = "a\rb\032", "a\r\nb^Z", { "(none)" } },
	{ .keys = "\003\r", "^C\r\n", { "\003\n" }, .lflag_off = ISIG },
	/* line ends */
	{ .keys = "a\rb\n", "a^Mb\r\n", { "a\rb\n" }, .iflag_off = ICRNL },
	{ .keys = "a\rb\n", "ab\r\n", { "ab\n" }, .iflag_on = IGNCR },
	{ .keys = "a\nb\r", "a^Mb\r\n", { "a\rb\n" }, .iflag_on = INLCR },
	{ .keys = "\341b\r", "ab\r\n", { "ab\n" }, .iflag_on = ISTRIP },
	{ .keys = "a\r", "a\n", { "a\n" }, .oflag_off = OPOST },
	{ .keys = "a\r", "a\n", { "a\n" }, .oflag_off = ONLCR },
	{ .keys = "a\t\r", "a       \r\n", { "a\t\n" }, .oflag_on = TAB3 },
	/* flow */
	{ .keys = "a\023b\021c\r", "abc\r\n", { "abc\n" } },
	{ .keys = "\023\r", "^S\r\n", { "\023\n" }, .iflag_off = IXON },
	/* raw */
	{ .keys = "a\r\004\003", "", { "a\r\004\003", "(none)" }, .iflag_off = ICRNL | IXON,
	  .lflag_off = ICANON | ECHO | ISIG | IEXTEN },
	{ .keys = "ab\177", "ab^?", { "ab\177" }, .lflag_off = ICANON },
};

static void table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];
		struct termios_k t = termios_default;

		start();
		t.iflag = (t.iflag | r->iflag_on) & ~r->iflag_off;
		t.oflag = (t.oflag | r->oflag_on) & ~r->oflag_off;
		t.lflag &= ~r->lflag_off;
		n_tty_set_termios(&tty, &t);
		type(r->keys, strlen(r->keys));
		if (strcmp(screen, r->shown))
			print_error("row %zu\n", i);
		assert_string_equal(screen, r->shown);
		for (size_t k = 0; k < 3 && r->read[k]; k++) {
			const char *got = read_once(100);

			if (strcmp(got, r->read[k]))
				print_error("row %zu read %zu\n", i, k);
			assert_string_equal(got, r->read[k]);
		}
	}
}

static void short_reads(void **state)
{
	(void)state;
	start();
	type("hello\rx\004", 8);
	assert_int_equal(n_tty_waiting(&tty), 8);
	assert_string_equal(read_once(3), "hel");
	assert_string_equal(read_once(3), "lo\n");
	assert_string_equal(read_once(1), "x");         /* takes the end of file with it */
	assert_string_equal(read_once(1), "(none)");
	type("ab\004\004", 4);
	assert_string_equal(read_once(2), "ab");
	assert_string_equal(read_once(2), "(eof)");
	assert_int_equal(n_tty_read(&tty, NULL, 0), 0);
}

static void signals_and_flush(void **state)
{
	struct termios_k t = termios_default;

	(void)state;
	start();
	type("a\rb\003", 4);
	assert_int_equal(last_signal, SIGINT);
	assert_string_equal(read_once(9), "(none)");    /* ^C forgets whole lines, too */
	type("\034", 1);
	assert_int_equal(last_signal, SIGQUIT);
	type("\032", 1);
	assert_int_equal(last_signal, SIGTSTP);
	assert_int_equal(signals, 3);
	t.lflag |= NOFLSH;
	n_tty_set_termios(&tty, &t);
	type("a\rb\003c\r", 6);
	assert_int_equal(signals, 4);
	assert_string_equal(read_once(9), "a\n");
	assert_string_equal(read_once(9), "bc\n");
	/* a signal key starts a stopped terminal */
	type("\023", 1);
	assert_true(tty.stopped);
	type("\003", 1);
	assert_false(tty.stopped);
	/* a key that is switched off is a byte; NUL never is a key */
	t.cc[VINTR] = 0;
	n_tty_set_termios(&tty, &t);
	type("\003\0\r", 3);
	assert_int_equal(signals, 5);
	assert_int_equal(n_tty_waiting(&tty), 3);
}

static void a_line_that_is_too_long(void **state)
{
	(void)state;
	start();
	for (int i = 0; i < TTY_INPUT * 2; i++) {
		n_tty_receive(&tty, 'x');
		shown = 0;
	}
	type("\r", 1);                                  /* its end still fits */
	assert_int_equal(n_tty_waiting(&tty), TTY_INPUT);
	assert_int_equal(strlen(read_once(TTY_INPUT)), TTY_INPUT);
	type("a\r", 2);
	assert_string_equal(read_once(9), "a\n");
}

/* Whole lines that nobody reads fill the ring; then nothing more comes in. */
static void a_full_ring(void **state)
{
	size_t lines = 0;

	(void)state;
	start();
	for (int i = 0; i < TTY_INPUT; i++) {
		type("a\r", 2);
		shown = 0;
	}
	while (!strcmp(read_once(9), "a\n"))
		lines++;
	assert_int_equal(lines, TTY_INPUT / 2);
}

static void modes_change_with_input_waiting(void **state)
{
	struct termios_k raw = termios_default;

	(void)state;
	start();
	raw.lflag &= ~(u32)ICANON;
	type("ab", 2);
	assert_false(n_tty_readable(&tty));
	n_tty_set_termios(&tty, &raw);
	assert_true(n_tty_readable(&tty));
	assert_string_equal(read_once(1), "a");
	n_tty_set_termios(&tty, &termios_default);
	assert_string_equal(read_once(9), "b");
	type("c\r", 2);
	assert_string_equal(read_once(9), "c\n");
	raw.cc[VMIN] = 3;
	n_tty_set_termios(&tty, &raw);
	type("12", 2);
	assert_false(n_tty_readable(&tty));
	type("3", 1);
	assert_true(n_tty_readable(&tty));
}

static void output(void **state)
{
	struct termios_k t = termios_default;

	(void)state;
	start();
	n_tty_write(&tty, "a\tb\nc", 5);
	assert_string_equal(screen, "a\tb\r\nc");
	assert_int_equal(tty.column, 1);
	t.oflag |= TAB3 | OCRNL | OLCUC;
	n_tty_set_termios(&tty, &t);
	n_tty_write(&tty, "x\ty\r", 4);
	assert_string_equal(screen, "a\tb\r\ncX      Y\n");
	start();
	t.oflag = OPOST | ONOCR | ONLRET;
	n_tty_set_termios(&tty, &t);
	n_tty_write(&tty, "\ra\r\n\r", 5);
	assert_string_equal(screen, "a\r\n");
}

/* Any bytes in any mode: the ring's order of indices holds (type() looks), and reads stay
 * inside it. */
static void random_use(void **state)
{
	u32 seed = 1;

	(void)state;
	start();
	for (int i = 0; i < 200000; i++) {
		seed = seed * 1664525 + 1013904223;
		char c = (char)(seed >> 24);

		shown = 0;
		if ((seed >> 8 & 1023) == 0) {
			struct termios_k t = termios_default;

			t.lflag ^= seed >> 18 & 0xffff;
			t.iflag ^= (seed >> 10 & 0x3fff);
			t.oflag ^= (seed >> 14 & 0xff);
			n_tty_set_termios(&tty, &t);
		} else if ((seed >> 8 & 255) == 1) {
			read_once(seed >> 20);
		} else {
			type(&c, 1);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(short_reads),
		cmocka_unit_test(signals_and_flush),
		cmocka_unit_test(a_line_that_is_too_long),
		cmocka_unit_test(a_full_ring),
		cmocka_unit_test(modes_change_with_input_waiting),
		cmocka_unit_test(output),
		cmocka_unit_test(random_use),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
