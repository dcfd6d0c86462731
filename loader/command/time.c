/* time.c - date, sleep and time. */
#include "command/world.h"
#include "common/date.h"
#include "common/str.h"
#include "common/text.h"
#include "script/options.h"
#include "term/term.h"

/* From decimal digits of 4 bits. */
static u32 binary(u32 digits)
{
	return digits ? binary(digits >> 4) * 10 + digits % 16 : 0;
}

static const u16 least[CLOCK_FIELDS] = { 0x1980, 1, 1 };
static const u16 most[CLOCK_FIELDS] = { 0x2079, 0x12, 0x31, 0x23, 0x59, 0x59 };

/* [YEAR-]MONTH-DAY or HOUR:MINUTE[:SECOND] */
static bool take_time(char *word, u16 *t)
{
	char separator = strchr(word, '-') ? '-' : ':';
	const char *part[4];
	unsigned n = 0, field;

	for (; word && n < COUNT(part); n++) {
		part[n] = word;
		word = strchr(word, separator);
		if (word)
			*word++ = '\0';
	}
	if (n < 2 || n > 3)
		return false;
	field = separator == '-' ? MONTH + 2 - n : HOUR;
	for (unsigned i = 0; i < n; i++, field++) {
		u64 digits;

		/* Read as hexadecimal, decimal digits are what the clock wants. */
		if ((u32)text_number(part[i]) > 9999 || !str_number(&part[i], 16, &digits) ||
		    (u32)digits < least[field] || (u32)digits > most[field])
			return false;
		t[field] = (u16)digits;
	}
	return true;
}

static int date(struct call *call)
{
	const struct platform *p = call_world(call)->platform;
	u16 t[CLOCK_FIELDS];
	bool works = p->clock(t, false);

	for (int i = 1; i < call->argc; i++)
		if (!take_time(call->argv[i], t))
			return call_usage(call);
	if (call->argc > 1)
		works = works && p->clock(t, true);
	else if (works)
		call_print(call, "%x-%02x-%02x %02x:%02x:%02x %s\n", t[YEAR], t[MONTH], t[DAY],
			   t[HOUR], t[MINUTE], t[SECOND],
			   date_weekday(binary(t[YEAR]), binary(t[MONTH]), binary(t[DAY])));
	return call_error(call, works ? NULL : "the clock does not work", STATUS_READ_ERROR);
}

enum { VERBOSE, INTERRUPTIBLE };
static const char sleep_options[] =
	"-v, --verbose\tcount the seconds\n"
	"-i, --interruptible\tuntil Esc, F4 or Shift\n";

/* The keys that end it, as those that bring a hidden menu up.  Others are lost. */
static bool interrupted(const struct platform *p)
{
	int key = term_key();

	return key == KEY_ESC || key == KEY_F4 || key == KEY_F8 || p->shift_keys() & SHIFT_HELD;
}

/* As in GRUB a word that is no number is complained of, and done. */
static int sleep(struct call *call)
{
	const struct platform *p = call_world(call)->platform;
	const char *text = call->argv[1];
	u32 start = p->milliseconds(), ms, passed, left, shown = UINT32_MAX;
	u64 seconds = 0;

	if (!str_number(&text, 0, &seconds))
		call_usage(call);
	ms = (u32)MIN(seconds, (u64)NUMBER_MAX) * 1000;
	for (;;) {
		passed = p->milliseconds() - start;
		left = passed < ms ? (ms - passed + 999) / 1000 : 0;
		if (call->value[VERBOSE] && left != shown)
			call_print(call, "\r%u ", left);
		shown = left;
		if (!left)
			return STATUS_OK;
		/* Keys typed ahead stay unless one may end this. */
		if (call->value[INTERRUPTIBLE] && interrupted(p))
			return STATUS_TEST_FAILURE;
		p->idle();
	}
}

/* The milestones passed so far: the ticks since the MBR's first instruction, those since the
 * milestone before, its text.  A choice made before the menu was drawn again is left out. */
static void print_milestones(struct call *call, const le64 *tsc)
{
#define MILESTONE_WHAT(name, what) what "\0"
	static const char texts[] = MILESTONES_BEFORE_BOOT(MILESTONE_WHAT);     /* ends in two NULs */
	u64 first = get64(*tsc), before = 0;

	for (const char *what = texts; what < texts + sizeof texts - 1; what += strlen(what) + 1) {
		u64 now = get64(*tsc++);

		if (now > before) {
			call_print(call, "%12llu %12llu %s\n", (unsigned long long)(now - first),
				   (unsigned long long)(now - before), what);
			before = now;
		}
	}
}

/* Run the command behind it and say how long that took; without one, the boot so far.  The
 * clock's steps may be long; the ticks are those of the CPU. */
static int time_command(struct call *call)
{
	static const char words[] = "\"$@\"";   /* as they are, however they look */
	const struct platform *p = call_world(call)->platform;
	const le64 *sum = p->timeline->tsc;
	u64 bios = 0, copied = 0, ticks = get64(sum[MILESTONE_MBR]);
	int status = STATUS_OK;

	if (call->argc > 1) {
		u32 ms = p->milliseconds();

		bios = get64(sum[MILESTONE_BIOS]);
		copied = get64(sum[MILESTONE_COPIED]);
		ticks = p->tsc();
		status = script_run_with(call->script,
					 (struct span){ words, words + sizeof words - 1 },
					 call->source, call->argc - 1, call->argv + 1);
		call_print(call, "%u ms, ", p->milliseconds() - ms);
	} else {
		print_milestones(call, sum);
	}
	call_print(call, "%llu ticks, %llu in INT 13h, %llu copying\n",
		   (unsigned long long)(p->tsc() - ticks),
		   (unsigned long long)(get64(sum[MILESTONE_BIOS]) - bios),
		   (unsigned long long)(get64(sum[MILESTONE_COPIED]) - copied));
	return status;
}

const struct command time_commands[] = {
	{ "date [[YEAR-]MONTH-DAY] [HOUR:MINUTE[:SECOND]]", 0, 255, 0, date },
	{ "sleep [-v] [-i] SECONDS", 1, 1, 0, sleep, sleep_options },
	{ "time|timeline [COMMAND...]", 0, 255, 0, time_command },
	{ NULL },
};
