/* test_prompt_commands.c - the commands about text, time and terminals on a fake machine. */
#include "check.h"
#include "fake_machine.h"
#include "fake_world.h"
#include "term/term.h"

static const struct command *const tables[] = {
	core_commands, terminal_commands, text_commands, time_commands, NULL,
};

void plan_clear(struct boot_plan *plan)
{
	plan->protocol = PLAN_NONE;
}

static err_t no_config(struct world *w, const char *path)
{
	(void)w, (void)path;
	return "the test has no configs";
}

static err_t memory_map(struct mem_range *out, unsigned max, unsigned *n)
{
	assert_true(max > 6);
	for (*n = 0; *n < 7; ++*n)
		out[*n] = (struct mem_range){ *n * 0x100000000ull, *n + 1, *n };
	return NULL;
}

static void begin(const char *input)
{
	fake_world_start(tables, input);
	fake_world.run_config = no_config;
	fake_machine.memory_map = memory_map;
}

static int end(void **state)
{
	(void)state;
	fake_world_end();
	return 0;
}

static void words(void **state)
{
	static const struct fake_world_row rows[] = {
		{ "tr a b abc", "bbc\n" }, { "tr abc xyz cba", "zyx\n" }, { "tr aa xy aba", "xbx\n" },
		{ "tr a-c x-z a-bc", "x-bz\n" },        /* no ranges, as in GRUB */
		{ "tr -U 'aBc d\xe9'", "ABC D\xe9\n" }, { "tr --downcase aBC", "abc\n" },
		{ "tr -U -D aBc", "abc\n" }, { "tr -D a b aBc", "bBc\n" },
		{ "tr -s v -U abc; echo $v", "ABC\n" }, { "tr --set=v a '' x; echo $?",
		  "t:1: tr: SET1 and SET2 differ in length\n18\n" },
		{ "tr '' '' aba", "aba\n" }, { "tr a b ''", "\n" },
		{ "tr a b; echo $?", "t:1: tr: usage: tr [OPTION...] [SET1 SET2] STRING\n18\n" },
		{ "tr -U a b; echo $?", "t:1: tr: usage: tr [OPTION...] [SET1 SET2] STRING\n18\n" },
		{ "regexp 'a(b)' xabx; echo $?", "0\n" },
		{ "regexp --set=v 'a(b)' xabx; echo $? $v", "0 b\n" },
		{ "regexp -s 0:v -s w 'a(b)(c)' xabcx; echo $v $w", "abc b\n" },
		{ "regexp --set=1:v --set 2:w --set=0:x '(.*),(.*)' hd0,msdos1; echo $v/$w/$x",
		  "hd0/msdos1/hd0,msdos1\n" },
		{ "v=old; regexp -s 1:v 'a(b)' zz; echo $? $v", "1 old\n" },
		{ "regexp -s 2:v -s 9:w -s 11:x 'a(b)' ab; echo $? [$v] [$w] [$x]", "0 [] [] []\n" },
		{ "regexp -s x:v 'a(b)' ab; echo $?",
		  "t:1: regexp: usage: regexp [OPTION...] REGEXP STRING\n18\n" },
		{ "regexp a; echo $?", "t:1: regexp: usage: regexp [OPTION...] REGEXP STRING\n18\n" },
		{ "regexp 'a(' a; echo $?", "t:1: regexp: wrong or too hard from here on: a(\n1\n" },
		{ "regexp -- -a -a; echo $?", "0\n" },
		{ "regexp -s 1 -s 2 -s 3 -s 4 -s 5 -s 6 -s 7 -s 8 -s 0:z a a; echo $? $z", "0 a\n" },
		{ "echo -- -n; echo -n -- a; echo - b", "-n\na- b\n" },
		{ "x=-1; increment x; echo $x; increment x; decrement x; decrement x; echo $x", "0\n-1\n" },
		{ "x=5; increment x; echo $x; x=; decrement x; echo $?",
		  "6\nt:1: decrement: x is `', no number\n10\n" },
		{ "decrement nothing; echo $?", "t:1: decrement: nothing is not set\n5\n" },
		{ "increment; echo $?", "t:1: increment: usage: increment|decrement VARIABLE\n18\n" },
	};

	(void)state;
	begin("");
	fake_world_check(rows, COUNT(rows));
}

static void lines_that_are_typed(void **state)
{
	(void)state;
	begin("one\r" "tw\177xo\b\b\b\b\b\b\bno\r" "\177\177\177\r" "hidden\r" "left\033");
	fake_world_run("read a; read b; read c; read -s d; read e; echo $a,$b,$c,$d,$e");
	assert_string_equal(fake_output, "one,no,,hidden,left\n");
	assert_non_null(strstr(fake_sent, "one\r\n"));
	assert_non_null(strstr(fake_sent, "tw\b \bxo\b \b"));
	assert_null(strstr(fake_sent, "hidden"));
}

/* More than there is room for, and what is no character. */
static void long_lines(void **state)
{
	char text[1001];

	(void)state;
	memset(text, 'x', 1000);
	strcpy(text + 990, "\001\033[A\t\r");
	begin(text);
	fake_world_run("read a; echo $a");
	assert_int_equal(strlen(fake_output), 255 + 1);
}

static void sleeping(void **state)
{
	static const struct { const char *script, *keys; u32 least, most; int status; } rows[] = {
		{ "sleep 2", "", 2000, 2055, 0 }, { "sleep 0", "", 0, 0, 0 },
		{ "sleep 0x2", "", 2000, 2055, 0 }, { "sleep 1x", "", 1000, 1055, 0 },
		{ "sleep x", "", 0, 0, 0 }, { "sleep", "", 0, 0, 18 }, { "sleep 1 2", "", 0, 0, 18 },
		{ "sleep -1", "", 0, 0, 18 }, { "sleep --interruptible 1", "ab", 1000, 1055, 0 },
		{ "sleep -i 100", "ab\033", 0, 300, 1 }, { "sleep -i 100", "\033OS", 0, 300, 1 },
		{ "sleep 1", "\033", 1000, 1055, 0 }, { "sleep 99999999999", "", 0xee6b2800, 0xee6b2837, 0 },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		u32 before;

		begin(rows[i].keys);
		before = fake_ms;
		if (fake_world_run(rows[i].script) != rows[i].status ||
		    fake_ms - before < rows[i].least || fake_ms - before > rows[i].most)
			fail_msg("%s: %d after %u ms", rows[i].script,
				 script_status(fake_world.script), fake_ms - before);
		fake_world_end();
	}
	begin("");
	fake_world_run("sleep -v 2; echo $?");
	assert_string_equal(fake_output, "\r2 \r1 \r0 0\n");
	fake_shift = SHIFT_HELD;
	assert_int_equal(fake_world_run("sleep -i 5"), 1);
	fake_world_end();
	/* What is typed ahead is still there when nothing may interrupt. */
	begin("typed\r");
	fake_world_run("sleep 1; read x; echo $x");
	assert_string_equal(fake_output, "typed\n");
}

static u64 tsc(void)
{
	return 0x500000009;
}

/* Since the MBR's first instruction, since the milestone before. */
static void timelines(void **state)
{
	static struct timeline timeline;
	static const struct { enum milestone milestone; u64 tsc; } reached[] = {
		{ MILESTONE_MBR, 9 }, { MILESTONE_DISKBOOT, 19 }, { MILESTONE_LOADER, 0x100000009 },
		{ MILESTONE_DRAWN, 0x400000009 }, { MILESTONE_LOADED, 0x500000001 },
		{ MILESTONE_BIOS, 0x200000000 }, { MILESTONE_COPIED, 7 },
	};

	(void)state;
	fake_machine.timeline = &timeline;
	fake_machine.tsc = tsc;
	for (unsigned i = 0; i < COUNT(reached); i++)
		timeline.tsc[reached[i].milestone] = put64(reached[i].tsc);
	timeline.tsc[MILESTONE_CHOSEN] = put64(0x300000000);    /* before the menu came back */
	begin("");
	for (unsigned i = 0; i < 2; i++) {
		fake_world_run(i ? "time; echo $?" : "timeline; echo $?");
		assert_string_equal(fake_output,
			"           0            9 boot.img: first instruction\n"
			"          10           10 diskboot.img: first instruction\n"
			"  4294967296   4294967286 loader: first instruction\n"
			" 17179869184  12884901888 loader: menu on the screen\n"
			"21474836480 ticks, 8589934592 in INT 13h, 7 copying\n0\n");
	}
	timeline.tsc[MILESTONE_CHOSEN] = put64(0x40000000a);
	fake_world_run("timeline");
	assert_non_null(strstr(fake_output, " 17179869185            1 loader: an entry was chosen\n2"));
	fake_world_run("time sleep 1");
	assert_string_equal(fake_output, "1045 ms, 0 ticks, 0 in INT 13h, 0 copying\n");
}

static void dates(void **state)
{
	static const struct { const char *script, *output; } rows[] = {
		{ "date", "2024-02-28 12:34:56 Wednesday\n" },
		{ "date 2020-02-29 10:20:30; date", "2020-02-29 10:20:30 Saturday\n" },
		{ "date 3-4; date", "2020-03-04 10:20:30 Wednesday\n" },
		{ "date 11:12; date", "2020-03-04 11:12:30 Wednesday\n" },
		{ "date 10:20:30 2000-01-01; date", "2000-01-01 10:20:30 Saturday\n" },
		{ "date 1980-1-1; date; date 2079-12-31; date",
		  "1980-01-01 10:20:30 Tuesday\n2079-12-31 10:20:30 Sunday\n" },
		{ "date 1999-12-31; date; date 2000-2-29; date; date 2000-3-1; date",
		  "1999-12-31 10:20:30 Friday\n2000-02-29 10:20:30 Tuesday\n"
		  "2000-03-01 10:20:30 Wednesday\n" },
	};
	static const char *const bad[] = {
		"12", "abc", "24:00:00", "1:60", "1:2:60", "0-1-1", "1979-1-1", "2080-1-1", "2019-13-1",
		"1-0", "1-32", "1-2-3-4", "1:2:3:4", "1:2:", "1:", "-1-1", "2020-", "''", "1:2x",
		"2020/1/2", "99999999999:1", "1:-2", "1:1a", "0x1:1",
	};

	(void)state;
	begin("");
	memcpy(fake_clock, (u16[]){ 0x2024, 2, 0x28, 0x12, 0x34, 0x56 }, sizeof fake_clock);
	for (unsigned i = 0; i < COUNT(rows); i++) {
		fake_world_run(rows[i].script);
		assert_string_equal(fake_output, rows[i].output);
	}
	for (unsigned i = 0; i < COUNT(bad); i++) {
		char text[100];
		u16 before[CLOCK_FIELDS];

		memcpy(before, fake_clock, sizeof before);
		snprintf(text, sizeof text, "date %s", bad[i]);
		if (fake_world_run(text) != STATUS_BAD_ARGUMENT)
			fail_msg("%s: %s", text, fake_output);
		assert_memory_equal(before, fake_clock, sizeof before);
	}
	memset(fake_clock, 0, sizeof fake_clock);
	assert_int_equal(fake_world_run("date"), STATUS_READ_ERROR);
	assert_string_equal(fake_output, "t:1: date: the clock does not work\n");
}

static void terminals(void **state)
{
	static const struct fake_world_row rows[] = {
		{ "terminal_output", "Active output terminals:\nconsole serial \n"
				     "Available output terminals:\n\n" },
		{ "terminal_output serial; echo $?; terminal_output",
		  "0\nActive output terminals:\nserial \nAvailable output terminals:\nconsole \n" },
		{ "terminal_output foo; echo $?", "t:1: terminal_output: no terminal `foo'\n18\n" },
		{ "terminal_output console foo; terminal_output",
		  "t:1: terminal_output: no terminal `foo'\n"
		  "Active output terminals:\nserial \nAvailable output terminals:\nconsole \n" },
		{ "terminal_output --append gfxterm; echo $?; terminal_output --remove serial_com0; "
		  "terminal_output", "0\nActive output terminals:\nconsole \n"
		  "Available output terminals:\nserial \n" },
		{ "terminal_output --remove console; echo $?; terminal_output",
		  "t:1: terminal_output: the last terminal stays\n18\n"
		  "Active output terminals:\nconsole \nAvailable output terminals:\nserial \n" },
		{ "terminal_output --append; echo $?", "t:1: terminal_output: usage: terminal_input|terminal_output "
		  "[--append|--remove] [TERMINAL...]\n18\n" },
		{ "terminal_input serial console; echo $?; terminal_input at_keyboard; terminal_input",
		  "0\nActive input terminals:\nconsole \nAvailable input terminals:\nserial \n" },
		{ "terminal_output serial serial vga_text; terminal_output --bad; echo $?",
		  "t:1: terminal_output: no terminal `--bad'\n18\n" },
	};

	(void)state;
	begin("");
	fake_world_check(rows, COUNT(rows));
	/* And it has an effect: on what is printed where, and whose keys count. */
	fake_world_end();
	begin("k");
	fake_world_run("terminal_output console; terminal_input console");
	fake_sent_size = 0;
	say("only here");
	assert_int_equal(fake_sent_size, 0);
	assert_memory_equal(fake_cells[1], "only here", 9);
	assert_int_equal(term_key(), KEY_NONE);
	fake_world_run("terminal_output serial; terminal_input serial");
	say("there");
	assert_non_null(strstr(fake_sent, "there"));
	assert_memory_equal(fake_cells[1], "only here  ", 11);
	assert_int_equal(term_key(), 'k');
}

static void serial_ports(void **state)
{
	static const struct { const char *script; u32 setup[SERIAL_FIELDS]; } good[] = {
		{ "serial", { 0, 0, 9600, 8, 1, 0 } },
		{ "serial --unit=0 --speed=115200 --word=8 --parity=no --stop=1", { 0, 0, 115200, 8, 1, 0 } },
		{ "serial --port=0x2f8 --rtscts=off", { 0, 0x2f8, 115200, 8, 1, 0 } },
		{ "serial -u 1 -s 1200 -w 7 -r even -t 2", { 1, 0, 1200, 7, 2, 2 } },
		{ "serial com0 --parity=odd", { 0, 0, 1200, 7, 2, 1 } },
	};
	static const char *const bad[] = {
		"--unit=9", "--unit=2", "com2", "com", "com1x", "foo", "--speed=0", "--speed=12345",
		"--speed=230400", "--word=9", "--word=4", "--parity=foo", "--parity=", "--stop=3",
		"--stop=1.5", "--port=0x10000",
	};

	(void)state;
	begin("");
	for (unsigned i = 0; i < COUNT(good); i++) {
		assert_int_equal(fake_world_run(good[i].script), 0);
		assert_memory_equal(fake_serial, good[i].setup, sizeof fake_serial);
	}
	for (unsigned i = 0; i < COUNT(bad); i++) {
		char text[100];

		snprintf(text, sizeof text, "serial %s", bad[i]);
		if (fake_world_run(text) != STATUS_BAD_ARGUMENT)
			fail_msg("%s: %s", text, fake_output);
	}
	fake_world_run("serial");       /* nothing of the bad ones was kept */
	assert_memory_equal(fake_serial, good[COUNT(good) - 1].setup, sizeof fake_serial);
	fake_world_run("terminal_output --append serial; terminal_output");
	assert_non_null(strstr(fake_output, "console serial \nAvailable output terminals:\n\n"));
}

/* A line that comes later is a terminal then, and not before it is asked for. */
static void a_late_line(void **state)
{
	const struct line *const *lines = fake_machine.lines;

	(void)state;
	fake_machine.lines = NULL;
	begin("");
	fake_world_run("terminal_output serial");
	assert_string_equal(fake_output, "t:1: terminal_output: no terminal `serial'\n");
	fake_world_run("terminfo serial vt100; echo $?");
	assert_string_equal(fake_output, "t:1: terminfo: no such terminal\n18\n");
	fake_world_run("serial --speed=9600; serial; terminal_output; terminal_output serial; echo $?");
	assert_string_equal(fake_output, "Active output terminals:\nconsole \n"
			    "Available output terminals:\nserial \n0\n");
	fake_machine.lines = lines;
}

static void terminal_types(void **state)
{
	static const struct fake_world_row rows[] = {
		{ "terminfo", "Current terminfo types:\nserial: vt100\n" },
		{ "terminfo serial dumb; echo $?; terminfo",
		  "0\nCurrent terminfo types:\nserial: dumb\n" },
		{ "terminfo -u serial vt100-color; terminfo -a serial; echo $?", "0\n" },
		{ "terminfo serial foo; echo $?", "t:1: terminfo: no such terminal\n18\n" },
		{ "terminfo foo vt100; echo $?", "t:1: terminfo: no such terminal\n18\n" },
		{ "terminfo console; echo $?", "t:1: terminfo: no such terminal\n18\n" },
		{ "terminfo serial vt100 x; echo $?", "0\n" },
		{ "terminfo -x serial; echo $?", "t:1: terminfo: unknown option -x\n18\n" },
	};

	(void)state;
	begin("");
	fake_world_check(rows, COUNT(rows));
	/* To a dumb one nothing is sent that it does not know. */
	fake_world_run("terminfo serial dumb; clear");
	fake_sent_size = 0;
	fake_world_run("clear");
	assert_int_equal(fake_sent_size, 0);
	fake_world_run("terminfo serial vt100; clear");
	assert_non_null(strstr(fake_sent, "\033[2J"));
}

static void keys_held(void **state)
{
	static const struct { u8 held; const char *script; int status; } rows[] = {
		{ 0, "keystatus", 0 }, { 0, "keystatus --shift", 1 }, { SHIFT_HELD, "keystatus -s", 0 },
		{ SHIFT_HELD, "keystatus -s -c", 1 },
		{ SHIFT_HELD | CTRL_HELD | ALT_HELD, "keystatus -sca", 0 },
		{ CTRL_HELD, "keystatus --alt", 1 }, { 0, "keystatus --foo", 18 },
	};
	const struct screen *screen = fake_machine.screen;

	(void)state;
	begin("");
	for (unsigned i = 0; i < COUNT(rows); i++) {
		fake_shift = rows[i].held;
		assert_int_equal(fake_world_run(rows[i].script), rows[i].status);
	}
	fake_machine.screen = NULL;     /* at a serial line nobody can tell */
	assert_int_equal(fake_world_run("keystatus"), 1);
	fake_machine.screen = screen;
}

static void words_without_work(void **state)
{
	(void)state;
	begin("");
	assert_int_equal(fake_world_run("loadfont unicode; play 480 440 1; badram 1,2; cutmem 1 2; "
					"background_color 1,2,3; cmosclean 1:2; rmmod x; lsmod; insmod a b"), 0);
	assert_string_equal(fake_output, "");
	assert_int_equal(fake_world_run("background_image /x.png"), 1);
	assert_int_equal(fake_world_run("hwmatch /x 3"), 1);
}

static void maps(void **state)
{
	(void)state;
	begin("");
	fake_world_run("lsmmap");
	assert_string_equal(fake_output,
		"base_addr = 0x0, length = 0x1, available RAM\n"
		"base_addr = 0x100000000, length = 0x2, available RAM\n"
		"base_addr = 0x200000000, length = 0x3, reserved RAM\n"
		"base_addr = 0x300000000, length = 0x4, ACPI reclaimable RAM\n"
		"base_addr = 0x400000000, length = 0x5, ACPI non-volatile storage RAM\n"
		"base_addr = 0x500000000, length = 0x6, faulty RAM (BadRAM)\n"
		"base_addr = 0x600000000, length = 0x7, reserved RAM\n");
}

static void helping(void **state)
{
	(void)state;
	begin("");
	fake_world_run("help");
	for (char *p = fake_output, *line; (line = strtok(p, "\n")); p = NULL)
		assert_true(strlen(line) < 80);
	fake_world_run("help sle; echo $?");
	assert_string_equal(fake_output, "sleep [-v] [-i] SECONDS\n-v, --verbose\tcount the seconds\n"
			    "-i, --interruptible\tuntil Esc, F4 or Shift\n0\n");
	fake_world_run("help nothing; echo $?");
	assert_string_equal(fake_output, "0\n");
	fake_world_run("help loadfo read");
	assert_non_null(strstr(fake_output, "background_color|loadfont|play"));
	assert_non_null(strstr(fake_output, "read [-s] [VARIABLE]\n-s, --silent\t"));
	assert_int_equal(fake_world_run("tr --help"), 0);
	assert_non_null(strstr(fake_output, "-U, --upcase\n"));
}

/* All that runs, and what was loaded is not started. */
static void leaving(void **state)
{
	static const struct fake_world_row rows[] = {
		{ "echo a; exit; echo b", "a\n" }, { "echo a\nexit 1\necho b", "a\n" },
		{ "function f { exit; echo c; }; f; echo b", "" }, { "eval exit; echo b", "" },
		{ "while true; do for x in 1 2; do echo $x; normal_exit; done; done", "1\n" },
		{ "echo on", "on\n" },
	};

	(void)state;
	begin("");
	fake_world.plan.protocol = PLAN_LINUX;
	fake_world_check(rows, COUNT(rows));
	assert_int_equal(fake_world.plan.protocol, PLAN_NONE);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_teardown(f, end)
	const struct CMUnitTest tests[] = {
		TEST(words), TEST(lines_that_are_typed), TEST(long_lines), TEST(sleeping), TEST(timelines),
		TEST(dates), TEST(terminals), TEST(serial_ports), TEST(a_late_line), TEST(terminal_types),
		TEST(keys_held), TEST(words_without_work), TEST(maps), TEST(helping), TEST(leaving),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
