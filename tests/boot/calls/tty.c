/* tty.c - a terminal's line discipline, fed by TIOCSTI: canonical mode and raw. */
#include "calls.h"
#include <termios.h>

#define TERMINAL "/dev/tty1"

static int tty;
static struct termios normal;
static volatile sig_atomic_t caught[65];

static void on_signal(int sig)
{
	caught[sig]++;
}

static void type(const char *keys, size_t n)
{
	for (size_t i = 0; i < n; i++)
		MUST(ioctl(tty, TIOCSTI, keys + i));
}

static void show_bytes(const char *what, long n, const char *bytes)
{
	if (n < 0) {
		printf("%s: %s\n", what, strerrorname_np(errno));
		return;
	}
	printf("%s: %ld [", what, n);
	for (long i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c >= ' ' && c < 0x7f && c != '\\')
			printf("%c", c);
		else
			printf("\\%02x", c);
	}
	printf("]\n");
}

static void take(const char *what, size_t n)
{
	char buf[8192];
	long got = read(tty, buf, n);

	show_bytes(what, got, buf);
}

static long waiting(void)
{
	int n = -1;

	return ioctl(tty, FIONREAD, &n) ? -1 : n;
}

static void set(const struct termios *t)
{
	MUST(tcsetattr(tty, TCSANOW, t));
	MUST(tcflush(tty, TCIFLUSH));
}

/* Keys in canonical mode: what one read, or two, get. */
static void canonical(void)
{
	static const struct { const char *what, *keys; size_t n; } rows[] = {
#define ROW(what, keys) { what, keys, sizeof keys - 1 }
		ROW("a line", "hello\n"), ROW("two lines", "one\ntwo\n"),
		ROW("carriage return", "cr\r"), ROW("erase", "abc\x7f\x7fX\n"),
		ROW("erase nothing", "\x7f\x7fok\n"), ROW("erase over a line", "a\n\x7f\x7f" "b\n"),
		ROW("kill", "all of it\x15new\n"), ROW("kill nothing", "\x15new\n"),
		ROW("word", "one two\x17three\n"), ROW("word and blanks", "one two   \x17three\n"),
		ROW("word with dots", "a.b/c_d-e\x17X\n"), ROW("words", "a b c\x17\x17X\n"),
		ROW("literal", "a\x16\x7f" "b\n"), ROW("literal newline", "a\x16\nb\n"),
		ROW("literal ^D", "a\x16\x04" "b\n"), ROW("literal ^C", "a\x16\x03" "b\n"),
		ROW("literal literal", "\x16\x16\n"), ROW("erase a literal", "a\x16\x03\x7f" "b\n"),
		ROW("reprint", "ab\x12" "c\n"), ROW("end of file in a line", "half\x04"),
		ROW("end of file", "\x04"), ROW("line, then end of file", "line\n\x04"),
		ROW("half, half", "ab\x04" "cd\n"), ROW("two ends", "\x04\x04"),
		ROW("erase after ^D", "ab\x04\x7f" "cd\n"), ROW("tab", "a\tb\n"),
		ROW("control", "a\x01\x02" "b\n"), ROW("8 bits", "\xc3\xa4\xff\n"),
		ROW("erase UTF-8", "x\xc3\xa4\x7fy\n"), ROW("NUL", "a\0b\n"),
		ROW("stop and start", "a\x13" "b\x11" "c\n"), ROW("discard key", "a\x0f" "b\n"),
		ROW("VEOL", "abc;def\n"), ROW("VEOL2", "abc,def\n"),
	};
	struct termios t = normal;

	t.c_cc[VEOL] = ';';
	t.c_cc[VEOL2] = ',';
	for (unsigned i = 0; i < COUNT(rows); i++) {
		set(&t);
		type(rows[i].keys, rows[i].n);
		printf("%s: %ld wait\n", rows[i].what, waiting());
		for (int k = 0; k < 3; k++)
			take("  read", 100);
	}
	set(&t);
	type("abcdef\n", 7);
	take("2 of a line", 2);
	take("the rest", 100);
	type("abc\x04", 4);
	take("all but the end", 3);
	take("then", 100);
	type("abc\n", 4);
	take("exactly", 4);
	take("then", 100);
	t.c_iflag &= ~(tcflag_t)IUTF8;
	set(&t);
	type("x\xc3\xa4\x7fy\n", 6);
	take("erase a byte", 100);
}

/* Flags of input, one by one. */
static void input_flags(void)
{
	static const struct { const char *what; tcflag_t on, off, local_on, local_off; } rows[] = {
		{ "as it was", 0, 0, 0, 0 }, { "no ICRNL", 0, ICRNL, 0, 0 }, { "IGNCR", IGNCR, 0, 0, 0 },
		{ "INLCR", INLCR, ICRNL, 0, 0 }, { "ISTRIP", ISTRIP, 0, 0, 0 },
		{ "IUCLC", IUCLC, 0, 0, 0 }, { "IUCLC no IEXTEN", IUCLC, 0, 0, IEXTEN },
		{ "no IXON", 0, IXON, 0, 0 }, { "no ISIG", 0, 0, 0, ISIG },
		{ "no IEXTEN", 0, 0, 0, IEXTEN }, { "no ECHO", 0, 0, 0, ECHO },
		{ "raw input", 0, ICRNL | IXON, 0, ICANON | ISIG | IEXTEN | ECHO },
		{ "raw with ICRNL", 0, 0, 0, ICANON }, { "PARMRK", PARMRK, 0, 0, 0 },
	};
	static const char keys[] = "Ab\rC\xe9\xff\x7f\x15Xy z\x17w\x16\x03q\x13r\x11s\n";

	for (unsigned i = 0; i < COUNT(rows); i++) {
		struct termios t = normal;

		t.c_iflag = (t.c_iflag | rows[i].on) & ~rows[i].off;
		t.c_lflag = (t.c_lflag | rows[i].local_on) & ~rows[i].local_off;
		t.c_cc[VMIN] = 0;
		set(&t);
		type(keys, sizeof keys - 1);
		printf("%s\n", rows[i].what);
		for (int k = 0; k < 3; k++)
			take("  read", 100);
	}
}

static void signals(void)
{
	static const struct { int sig; char key; } rows[] = {
		{ SIGINT, 3 }, { SIGQUIT, 28 }, { SIGTSTP, 26 },
	};
	struct termios t = normal;

	for (unsigned i = 0; i < COUNT(rows); i++) {
		struct sigaction a = { .sa_handler = on_signal };

		sigaction(rows[i].sig, &a, NULL);
		t = normal;
		set(&t);
		type("lost", 4);
		type(&rows[i].key, 1);
		printf("signal %d: %d times\n", rows[i].sig, (int)caught[rows[i].sig]);
		type("kept\n", 5);
		take("  read", 100);
		t.c_lflag |= NOFLSH;
		set(&t);
		type("not lost", 8);
		type(&rows[i].key, 1);
		type("\n", 1);
		printf("signal %d: %d times\n", rows[i].sig, (int)caught[rows[i].sig]);
		take("  read", 100);
		t.c_cc[rows[i].sig == SIGINT ? VINTR : rows[i].sig == SIGQUIT ? VQUIT : VSUSP] = 0;
		set(&t);
		type(&rows[i].key, 1);
		type("\n", 1);
		take("  no such key", 100);
		printf("signal %d: %d times\n", rows[i].sig, (int)caught[rows[i].sig]);
	}
	/* The foreground group gets it. */
	pid_t kid = child();

	if (!kid) {
		setpgid(0, 0);
		nap(100000);
		_exit(caught[SIGINT]);
	}
	setpgid(kid, kid);
	signal(SIGTTOU, SIG_IGN);
	set(&normal);
	tcsetpgrp(tty, kid);
	caught[SIGINT] = 0;
	await_state(kid, "S");
	type("\x03", 1);
	tcsetpgrp(tty, getpgrp());
	reap("kid", kid);
	printf("not us: %d\n", (int)caught[SIGINT]);
}

static void sizes(void)
{
	struct sigaction a = { .sa_handler = on_signal };
	struct winsize w = { 0 }, old = { 0 };

	/* A serial line: a screen has a size of its own. */
	tty = (int)MUST(open("/dev/tty", O_RDWR));
	sigaction(SIGWINCH, &a, NULL);
	TRY(ioctl(tty, TIOCGWINSZ, &old));
	printf("%d x %d\n", old.ws_row, old.ws_col);
	w = old;
	TRY(ioctl(tty, TIOCSWINSZ, &w));
	printf("SIGWINCH %d\n", (int)caught[SIGWINCH]);
	w.ws_xpixel++;
	TRY(ioctl(tty, TIOCSWINSZ, &w));
	printf("SIGWINCH %d\n", (int)caught[SIGWINCH]);
	w.ws_row = 50;
	w.ws_col = 132;
	TRY(ioctl(tty, TIOCSWINSZ, &w));
	TRY(ioctl(tty, TIOCGWINSZ, &w));
	printf("%d x %d SIGWINCH %d\n", w.ws_row, w.ws_col, (int)caught[SIGWINCH]);
	TRY(ioctl(tty, TIOCSWINSZ, &old));
	TRY(ioctl(tty, TIOCSWINSZ, (void *)16));
	TRY(ioctl(tty, TIOCGWINSZ, (void *)16));
}

static long timed_read(size_t n, const char *what)
{
	struct timespec a, b;
	char buf[100];
	long got, ms;

	clock_gettime(CLOCK_MONOTONIC, &a);
	got = read(tty, buf, n);
	clock_gettime(CLOCK_MONOTONIC, &b);
	ms = (b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000;
	show_bytes(what, got, buf);
	return ms;
}

/* Somebody types, each key when the parent has slept for some time. */
static void later(const char *keys)
{
	if (!child()) {
		for (; *keys; keys++) {
			nap(20);
			await_state(getppid(), "S");
			type(keys, 1);
		}
		_exit(0);
	}
}

/* Reads with VMIN and VTIME of 0.1 s; what waits is kept. */
static void at_least(struct termios *t, int bytes, int tenths)
{
	t->c_cc[VMIN] = (cc_t)bytes;
	t->c_cc[VTIME] = (cc_t)tenths;
	MUST(tcsetattr(tty, TCSANOW, t));
}

static void raw(void)
{
	struct termios t = normal;

	cfmakeraw(&t);
	set(&t);
	at_least(&t, 0, 0);
	timed_read(10, "0/0 nothing");
	type("abc", 3);
	TRY(waiting());
	timed_read(2, "0/0 some");
	timed_read(10, "0/0 rest");
	at_least(&t, 0, 2);
	printf("waited %d\n", timed_read(10, "0/2 nothing") >= 190);
	at_least(&t, 0, 250);
	type("x", 1);
	printf("waited %d\n", timed_read(10, "0/250 one") >= 25000);
	later("y");
	printf("waited %d\n", timed_read(10, "0/250 later") >= 25000);
	wait(NULL);
	at_least(&t, 3, 0);
	type("abcdef", 6);
	timed_read(10, "3/0 all");
	later("pqr");
	timed_read(10, "3/0 later");
	wait(NULL);
	later("st");
	timed_read(2, "3/0 two are enough");
	wait(NULL);
	at_least(&t, 3, 2);
	type("a", 1);
	printf("waited %d\n", timed_read(10, "3/2 one") >= 190);
	at_least(&t, 3, 250);
	later("bcdef");
	timed_read(10, "3/250 in time");
	wait(NULL);
	at_least(&t, 3, 2);
	timed_read(10, "3/2 rest");
	TRY(tcflush(tty, TCIFLUSH));
	fcntl(tty, F_SETFL, O_NONBLOCK | O_RDWR);
	timed_read(10, "nonblocking");
	type("a", 1);
	timed_read(10, "nonblocking, one");
	set(&normal);
	timed_read(10, "nonblocking line");
	type("half", 4);
	timed_read(10, "nonblocking half");
	TRY(waiting());
	type("\n", 1);
	timed_read(10, "nonblocking whole");
	fcntl(tty, F_SETFL, O_RDWR);
}

/* What waits in one mode is there in the other. */
static void modes(void)
{
	struct termios t = normal, r = normal;
	char big[5000];

	r.c_lflag &= ~(tcflag_t)ICANON;
	r.c_cc[VMIN] = 0;
	r.c_cc[VTIME] = 0;
	set(&t);
	type("half", 4);
	TRY(tcsetattr(tty, TCSANOW, &r));
	take("half a line, raw", 100);
	type("more", 4);
	TRY(tcsetattr(tty, TCSADRAIN, &t));
	TRY(waiting());
	fcntl(tty, F_SETFL, O_NONBLOCK | O_RDWR);
	take("raw, as a line", 100);
	type("line\n", 5);
	take("then", 100);
	fcntl(tty, F_SETFL, O_RDWR);
	type("gone", 4);
	TRY(tcsetattr(tty, TCSAFLUSH, &t));
	type("x\n", 2);
	take("after a flush", 100);
	memset(big, 'L', sizeof big);
	set(&t);
	type(big, 4090);
	type("123456789\n", 10);
	TRY(waiting());
	take("a long line", 4080);
	take("its end", 100);
	TRY(tcflush(tty, 9));
	TRY(tcflow(tty, 9));
	TRY(tcsendbreak(tty, 0));
	TRY(tcdrain(tty));
	TRY(ioctl(tty, TIOCOUTQ, big));
	TRY(ioctl(tty, 0x5499, big));
	TRY(lseek(tty, 0, SEEK_CUR));
	TRY(ioctl(tty, TCGETS, (void *)16));
	TRY(ioctl(tty, TCSETS, (void *)16));
	TRY(ttyname(tty) != NULL);
	int d = 5;

	TRY(ioctl(tty, TIOCGETD, &d));
	printf("discipline %d\n", d);
	struct pollfd p = { tty, POLLIN | POLLOUT, 0 };

	TRY(poll(&p, 1, 0));
	printf("events %d\n", p.revents);
	type("a", 1);
	TRY(poll(&p, 1, 0));
	printf("events %d\n", p.revents);
	type("\n", 1);
	TRY(poll(&p, 1, 0));
	printf("events %d\n", p.revents);
	take("at last", 10);
}

int main(void)
{
	sizes();
	close(tty);
	IN_CHILD("session", {
		MUST(setsid());
		tty = (int)MUST(open(TERMINAL, O_RDWR));
		MUST(tcgetattr(tty, &normal));
		printf("%o %o %o %o\n", normal.c_iflag, normal.c_oflag, normal.c_cflag,
		       normal.c_lflag);
		for (unsigned i = 0; i < 19; i++)
			printf("%d ", normal.c_cc[i]);
		printf("\n");
		/* So that a mistake ends, too. */
		alarm(100);
		signal(SIGHUP, SIG_IGN);
		struct termios t = normal;

		/* Reads return at once when there is no line. */
		fcntl(tty, F_SETFL, O_RDWR | O_NONBLOCK);
		signal(SIGINT, SIG_IGN);
		canonical();
		input_flags();
		fcntl(tty, F_SETFL, O_RDWR);
		signals();
		raw();
		modes();
		tcsetattr(tty, TCSAFLUSH, &t);
	});
	return 0;
}
