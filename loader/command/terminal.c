/* terminal.c - the commands about consoles and pictures. */
#include "command/world.h"
#include "common/str.h"
#include "common/text.h"
#include "script/options.h"
#include "term/term.h"

/* Text needs no font, there is nothing to play on, no module to forget: what these ask for
 * is so already, or makes no difference. */
static int accept(struct call *call)
{
	(void)call;
	return STATUS_OK;
}

/* Configurations ask `if background_image ...` and set text colours otherwise. */
static int decline(struct call *call)
{
	(void)call;
	return STATUS_TEST_FAILURE;
}

static int clear(struct call *call)
{
	(void)call;
	term_clear();
	return STATUS_OK;
}

/* In the order of the bits of platform.shift_keys(). */
static const char key_options[] =
	"-s, --shift\tis it held\n"
	"-c, --ctrl\n"
	"-a, --alt\n";

/* Without an option: can one be told at all? */
static int keystatus(struct call *call)
{
	const struct platform *p = call_world(call)->platform;
	int wanted = 0;                 /* SHIFT_HELD ... */

	for (unsigned i = 0; i < 3; i++)
		if (call->value[i])
			wanted |= 1 << i;
	return p->screen && (p->shift_keys() & wanted) == wanted ? STATUS_OK : STATUS_TEST_FAILURE;
}

/* --- Consoles in use. */

/* The console that GRUB calls so, or NULL.  What is a picture there is text here, and where
 * there is no screen at all, its names stand for the line that there is. */
static struct console *find_console(const char *name)
{
	unsigned n;
	struct console *c = term_consoles(&n);

	if (str_index("console|gfxterm|vga_text|mda_text|at_keyboard", name, strlen(name)) >= 0)
		return c;
	for (; n--; c++)
		if (c->line && str_after(name, "serial"))
			return c;
	return NULL;
}

static int list(struct call *call, bool input)
{
	unsigned n;
	struct console *c = term_consoles(&n);

	for (int active = 1; active >= 0; active--) {
		call_print(call, "%s %sput terminals:\n", active ? "Active" : "Available",
			   input ? "in" : "out");
		for (unsigned i = 0; i < n; i++)
			if (c[i].in_use[input] == active)
				call_print(call, "%s ", c[i].name);
		call_print(call, "\n");
	}
	return STATUS_OK;
}

/* terminal_input and terminal_output.  When something is wrong nothing changes. */
static int choose(struct call *call)
{
	bool input = call->argv[0][9] == 'i', append, remove;
	char **name = call->argv + 1;
	unsigned n, named = 0, wanted = 0;      /* a bit for each console */
	struct console *all = term_consoles(&n), *c;

	if (!*name)
		return list(call, input);
	append = str_equal(*name, "--append");
	remove = str_equal(*name, "--remove");
	name += append || remove;
	if (!*name)
		return call_usage(call);
	for (; *name; name++) {
		c = find_console(*name);
		if (!c)
			return call_fail(call, STATUS_BAD_ARGUMENT, "no terminal `%s'", *name);
		named |= 1u << (c - all);
	}
	if (append || remove)
		for (unsigned i = 0; i < n; i++)
			wanted |= (unsigned)all[i].in_use[input] << i;
	wanted = remove ? wanted & ~named : wanted | named;
	if (!wanted)
		return call_fail(call, STATUS_BAD_ARGUMENT, "the last terminal stays");
	for (unsigned i = 0; i < n; i++) {
		all[i].in_use[input] = wanted >> i & 1;
		all[i].lost = true;
	}
	return STATUS_OK;
}

/* --- Serial lines. */

/* In the order of enum serial_field. */
static const char serial_options[] =
	"-u, --unit=N\tCOM1 is 0\n"
	"-p, --port=N\tI/O address\n"
	"-s, --speed=N\tbits a second\n"
	"-w, --word=N\tbits, 5 to 8\n"
	"-t, --stop=N\tbits, 1 or 2\n"
	"-r, --parity=no|odd|even\n"
	"-f, --rtscts=VALUE\n";

static int serial(struct call *call)
{
	static const u32 least[SERIAL_FIELDS] = { 0, 0, 1, 5, 1, 0 };
	static const u32 most[SERIAL_FIELDS] = { 3, UINT16_MAX, SERIAL_FASTEST, 8, 2, 2 };
	static u32 now[SERIAL_FIELDS] = { 0, 0, 9600, 8, 1, 0 };        /* as GRUB starts */
	const char *unit = call->argv[1], **value = call->value;
	const struct line *line;
	u32 next[SERIAL_FIELDS];

	memcpy(next, now, sizeof next);
	if (unit) {
		value[SERIAL_UNIT] = str_after(unit, "com");
		if (!value[SERIAL_UNIT])
			return call_usage(call);
	}
	if (value[SERIAL_UNIT])
		next[SERIAL_PORT] = 0;
	for (unsigned i = 0; i < SERIAL_FIELDS; i++) {
		u64 n = i == SERIAL_PARITY && value[i]
			? (u64)str_index("no|odd|even", value[i], strlen(value[i]))
			: option_number(value[i], next[i]);

		if (n < least[i] || n > most[i] || (i == SERIAL_SPEED && SERIAL_FASTEST % (u32)n))
			return call_fail(call, STATUS_BAD_ARGUMENT, "cannot be %s", value[i]);
		next[i] = (u32)n;
	}
	line = call_world(call)->platform->serial(next);
	if (!line)
		return call_fail(call, STATUS_BAD_ARGUMENT, "no such serial port");
	memcpy(now, next, sizeof now);
	term_add_line(line);
	return STATUS_OK;
}

/* --- The terminals at their other ends. */

/* What a terminal does not know it shows as it likes: nothing depends on these. */
static const char terminfo_options[] =
	"-a, --ascii\n"
	"-u, --utf8\n"
	"-v, --visual-utf8\n"
	"-g, --geometry=SIZE\n";

/* All that are not dumb are taken for the same: they know what a vt100 knows. */
static int terminfo(struct call *call)
{
	const char *name = call->argc > 1 ? call->argv[1] : "serial";
	const char *type = call->argc > 2 ? call->argv[2] : "dumb";
	struct console *c = str_after(name, "serial") ? find_console(name) : NULL;
	int which = str_index("dumb|vt100|vt100-color|arc|ieee1275", type, strlen(type));

	if (!c || which < 0)
		return call_fail(call, STATUS_BAD_ARGUMENT, "no such terminal");
	if (call->argc > 2)
		c->dumb = !which;
	else if (call->argc == 1)
		call_print(call, "Current terminfo types:\n%s: %s\n", name,
			   c->dumb ? "dumb" : "vt100");
	return STATUS_OK;
}

const struct command terminal_commands[] = {
	/* Colours and fonts of pictures, sounds, what BIOSes want to be told: nothing to do. */
	{ "background_color|loadfont|play|badram|cutmem|cmosclean|cmosset|gptsync|acpi|rmmod|lsmod",
	  0, 255, 0, accept },
	{ "background_image|hwmatch|cmostest",  0, 255, 0, decline },
	{ "clear",                              0, 255, 0, clear },
	{ "keystatus [-s] [-c] [-a]",           0, 255, 0, keystatus, key_options },
	{ "serial [OPTION...] [comN]",          0, 255, 0, serial, serial_options },
	{ "terminal_input|terminal_output [--append|--remove] [TERMINAL...]", 0, 255, 0, choose },
	{ "terminfo [OPTION...] [TERMINAL [TYPE]]", 0, 255, 0, terminfo, terminfo_options },
	{ NULL },
};
