/* fl_emu.c - the loader as a Linux process: menu, scripts, entries, boot plans. */
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include "main.h"
#include "menu/menu.h"
#include "menu/prompt.h"
#include "menu/session.h"
#include "menu/start.h"
#include "tools/emu_json.h"
#include "tools/emu_world.h"
#include "tools/standard_files.h"

static const char usage[] =
	"usage: fl-emu [--disk IMAGE]... [--config FILE] [--memory MIB] [--clock TIME]\n"
	"              [--script FILE | --list | --plan [PATH|ID|TITLE]]\n"
	"Runs the Firstlight loader in this terminal; Ctrl-\\ ends it.\n"
	"  --disk IMAGE   hd0, hd1, ...; the first is the boot disk\n"
	"  --config FILE  run this file instead of the config on the disks\n"
	"  --memory MIB   RAM of the machine (512)\n"
	"  --clock TIME   what `date` says: \"2024-02-29 12:34:56\"; else the host's time\n"
	"  --script FILE  run commands, exit with the status of the last (- is stdin)\n"
	"  --list         print the menu as JSON\n"
	"  --plan ENTRY   print what the entry boots as JSON; without ENTRY the default\n";

enum { SECONDS = 10 };                  /* of the CPU, for what only asks */

enum mode { MENU, SCRIPT, LIST, PLAN };

struct options {
	struct emu  emu;
	enum mode   mode;
	const char *config, *script, *entry;
};

static NORETURN void refuse(const char *what, const char *why)
{
	fprintf(stderr, "fl-emu: %s%s\n%s", what, why, usage);
	exit(2);
}

static u64 parse_memory(const char *text)
{
	char *end;
	unsigned long mib = strtoul(text, &end, 10);

	if (*end || end == text || mib < 2 || mib > 65536)
		refuse(text, ": not a number of MiB from 2 to 65536");
	return (u64)mib * MiB;
}

static i64 parse_clock(const char *text)
{
	struct tm t = { 0 };
	const char *end = strptime(text, "%Y-%m-%d %H:%M:%S", &t);

	if (!end || *end)
		refuse(text, ": not a time like 2024-02-29 12:34:56");
	return timegm(&t);
}

static struct options parse_options(int argc, char **argv)
{
	static const struct option table[] = {
		{ "disk", required_argument, NULL, 'd' },
		{ "config", required_argument, NULL, 'c' },
		{ "memory", required_argument, NULL, 'm' },
		{ "clock", required_argument, NULL, 't' },
		{ "script", required_argument, NULL, 's' },
		{ "list", no_argument, NULL, 'l' }, { "plan", optional_argument, NULL, 'p' },
		{ "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 },
	};
	struct options o = { .emu.memory = 512ull * MiB };
	int c;

	while ((c = getopt_long(argc, argv, "", table, NULL)) != -1) {
		switch (c) {
		case 'd':
			if (o.emu.disks == EMU_DISKS)
				refuse("more disks than there can be: ", optarg);
			o.emu.disk[o.emu.disks++] = optarg;
			break;
		case 'c':
			o.config = optarg;
			break;
		case 'm':
			o.emu.memory = parse_memory(optarg);
			break;
		case 't':
			o.emu.clock = parse_clock(optarg);
			break;
		case 's':
			o.mode = SCRIPT;
			o.script = optarg;
			break;
		case 'l':
			o.mode = LIST;
			break;
		case 'p':
			o.mode = PLAN;
			o.entry = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(0);
		default:
			fputs(usage, stderr);
			exit(2);
		}
	}
	if (o.mode == PLAN && !o.entry && optind < argc)
		o.entry = argv[optind++];
	if (optind < argc)
		refuse("one word too many: ", argv[optind]);
	return o;
}

static int run_script(struct world *w, const struct options *o)
{
	int status;

	emu_start(w, &o->emu);
	status = script_run(w->script, emu_read_file(o->script),
			    (struct source){ o->script, 1 });
	return status;
}

static void give_up(int sig)
{
	static const char why[] = "loader: does not come to an end\n";

	(void)sig;
	(void)!write(STDERR_FILENO, why, sizeof why - 1);
	_exit(2);
}

/* The config's own output is not part of the answer. */
static void load_quietly(struct world *w, struct options *o)
{
	o->emu.read_only = o->emu.hasty = true;
	signal(SIGPROF, give_up);
	setitimer(ITIMER_PROF, &(struct itimerval){ .it_value.tv_sec = SECONDS }, NULL);
	emu_output(stderr, false);
	emu_start(w, &o->emu);
	w->run_config = emu_look_at_config;
	w->ask_login = NULL;            /* there is nobody */
	emu_run_config(w, o->config);
}

static int list(struct world *w, struct options *o)
{
	load_quietly(w, o);
	emu_print_list(w);
	return 0;
}

static struct {
	struct world *world;
	FILE         *stream;
	char         *messages;
	size_t        size;
} planning;

static NORETURN void finish_plan(void)
{
	const struct boot_plan *plan = &planning.world->plan;
	int status = 0;

	if (plan->failed || plan->protocol == PLAN_NONE)
		status = script_status(planning.world->script);
	if (plan->failed && status == 0)
		status = STATUS_BAD_OS;
	if (plan->protocol == PLAN_NONE && status == 0)
		status = STATUS_NO_KERNEL;
	fclose(planning.stream);
	emu_print_plan(planning.world, status, planning.messages);
	exit(0);
}

static err_t plan_instead(struct world *w)
{
	(void)w;
	finish_plan();
}

/* The entry switches the machine off: that is its plan. */
static void plan_left(const char *how, const struct handoff *h)
{
	(void)h;
	fprintf(planning.stream, "%s\n", how);
	finish_plan();
}

/* The entry that `name` leads to, its submenus opened on the way. */
static struct menu_entry *open_entry(struct world *w, const char *name)
{
	static struct inner open[WORLD_NESTING];        /* until the end */

	for (struct inner *in = open; ; in++) {
		const char *rest = NULL;
		unsigned i = menu_find(w->menu, name, &rest);
		struct menu_entry *e;
		err_t err;

		if (i >= w->menu->n)
			return NULL;
		e = menu_entry_at(w->menu, i);
		if (!e->is_submenu)
			return e;
		err = inner_enter(w, in, e, NULL, NULL);
		if (err)
			refuse(e->title, err);
		name = rest ? rest : "0";
	}
}

static int plan(struct world *w, struct options *o)
{
	char wanted[1024];              /* opening submenus may change $default */
	struct menu_entry *e;
	const char *name = o->entry;

	o->emu.left = plan_left;
	planning.world = w;
	planning.stream = open_memstream(&planning.messages, &planning.size);
	load_quietly(w, o);
	if (!name) {
		snprintf(wanted, sizeof wanted, "%s", default_name(w));
		name = wanted;
	}
	e = open_entry(w, name);
	if (!e && !o->entry)            /* a default that is not there means the first */
		e = open_entry(w, "0");
	if (!e) {
		if (w->menu->n)
			fprintf(stderr, "fl-emu: there is no entry %s\n", name);
		else
			fputs("fl-emu: the menu has no entries\n", stderr);
		return 2;
	}
	w->boot = plan_instead;
	emu_output(planning.stream, false);
	entry_run(w, e);
	finish_plan();
}

static int show_menu(struct world *w, struct options *o)
{
	emu_output(stdout, true);
	emu_take_terminal();
	if (!o->config)
		loader_main(emu_platform(&o->emu));
	emu_start(w, &o->emu);
	emu_run_config(w, o->config);
	if (w->menu->n)
		session_run(w);
	for (;;)
		prompt_run(w);
}

/* What could not be written is no answer. */
static void end_output(void)
{
	bool lost = ferror(stdout);

	if (fclose(stdout) || lost) {
		perror("fl-emu: standard output");
		_exit(2);
	}
}

int main(int argc, char **argv)
{
	static struct world w;
	struct options o = parse_options(argc, argv);

	standard_files();
	atexit(end_output);
	switch (o.mode) {
	case SCRIPT:
		return run_script(&w, &o);
	case LIST:
		return list(&w, &o);
	case PLAN:
		return plan(&w, &o);
	default:
		return show_menu(&w, &o);
	}
}
