/* fl_check.c - is this grub.cfg right, and are the things there that it names? */
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/error.h"
#include "common/text.h"
#include "fs/file.h"
#include "mem/heap.h"
#include "menu/config.h"
#include "menu/start.h"
#include "tools/emu_world.h"

static const char usage[] =
	"usage: fl-check FILE                  is it a good grub.cfg?  (- is stdin)\n"
	"       fl-check --disk DISK [FILE]    ... and is everything on DISK that its\n"
	"                                      entries name?  Without FILE, DISK's config\n"
	"Exit status: 0 good, 1 not, 2 it could not be found out.\n";

/* --- The language. */

static void report_error(void *context, const char *file, unsigned line, unsigned column,
			 const char *message)
{
	(void)context;
	fprintf(stderr, "%s:%u:%u: %s\n", file, line, column, message);
}

static unsigned check_language(const char *path, struct span text)
{
	return script_check(text, (struct source){ path, 1 }, report_error, NULL);
}

/* --- The config and its entries, each in a process of its own: one that halts or hangs the
 * loader leaves the others as they were. */

/* Of the CPU, for what has no end; without reading files and waiting for others. */
enum { SECONDS = 10 };

static void limit_time(unsigned seconds)
{
	setitimer(ITIMER_PROF, &(struct itimerval){ .it_value.tv_sec = seconds }, NULL);
}

static struct subject {
	struct world *world;
	char         *who;
	const char   *file;             /* the config that it is in */
	bool          is_config;
	bool          leads_on;         /* to another config, which is there */
	FILE         *stream;
	char         *messages, *last;  /* the last one about that file */
	size_t        size;
} subject;

/* A search that fails prints a message and the entry goes on, perhaps to another disk's
 * kernel: that is not what it says. */
static bool report_searches(void)
{
	bool bad = false, listing = false;      /* the volumes there are follow it */
	char *save, *line;

	fflush(subject.stream);
	for (line = strtok_r(subject.messages, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		const char *close = line[0] == '(' ? strchr(line, ')') : NULL;

		if (strstr(line, ": search") && strstr(line, "no such device")) {
			fprintf(stderr, "%s: %s\n", subject.who, line);
			bad = listing = true;
		} else if (listing && close && close[1] == ':') {
			fprintf(stderr, "  %s\n", line);
		} else {
			listing = false;
			if (subject.file && str_after(line, subject.file))
				subject.last = line;
		}
	}
	return bad;
}

/* A disk that is cut off or damaged may have their names, and not what was in them. */
static err_t read_files(struct boot_plan *plan)
{
	static u8 piece[MiB];

	for (unsigned i = 0; i < plan->files; i++) {
		struct file *f = &plan->file[i].file;
		u64 size;

		for (u64 at = 0; at < f->size; at += size) {
			size = MIN(f->size - at, (u64)sizeof piece);
			TRY(file_error(plan->file[i].path, NULL, file_read(f, at, size, piece)));
		}
	}
	return NULL;
}

static bool report(err_t err)
{
	if (err)
		fprintf(stderr, "%s: %s\n", subject.who, err);
	return err;
}

static NORETURN void judge(void)
{
	struct boot_plan *plan = &subject.world->plan;
	bool bad = report_searches();
	err_t err = plan_problem(plan);

	limit_time(0);
	if (!err)
		err = read_files(plan);
	else if (!plan->failed && subject.leads_on)
		err = NULL;
	else if (!plan->failed && subject.last)
		err = errf("%s; %s", err, subject.last);
	_exit(report(err) || bad);
}

static err_t look_at_config(struct world *w, const char *path)
{
	err_t err = emu_look_at_config(w, path);

	subject.leads_on |= !err;
	return err;
}

static err_t judge_instead(struct world *w)
{
	(void)w;
	judge();
}

/* To halt or reboot is all that such an entry is for. */
static void judge_left(const char *how, const struct handoff *h)
{
	bool bad = report_searches();

	(void)h;
	if (subject.is_config)
		bad = report(errf("%s before there is a menu", how));
	_exit(bad);
}

/* Start to look at something, in a process of its own; its name is on the heap. */
static void begin(struct world *w, char *who, const char *file, bool is_config)
{
	limit_time(SECONDS);
	if (subject.stream) {           /* of the process that this one comes from */
		fclose(subject.stream);
		free(subject.messages);
		free(subject.who);
	}
	subject = (struct subject){ w, who, file, is_config };
	subject.stream = open_memstream(&subject.messages, &subject.size);
	emu_output(subject.stream, false);
	w->boot = judge_instead;
}

/* How that ended. */
static bool is_good(pid_t child, char *who)
{
	int status;

	if (child < 0 || waitpid(child, &status, 0) != child) {
		perror("fl-check");
		exit(2);
	}
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF)
		fprintf(stderr, "%s: does not come to an end\n", who);
	else if (WIFSIGNALED(status))
		fprintf(stderr, "%s: the loader crashed: %s\n", who, strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) > 1)       /* which the loader's machine gave */
		fprintf(stderr, "%s: cannot be tried\n", who);
	free(who);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool check_entries(struct world *w, const struct menu_list *list);

static NORETURN void look_at_submenu(struct world *w, struct menu_entry *e)
{
	struct inner in;
	err_t err = inner_enter(w, &in, e, NULL, NULL);
	bool bad = report_searches();

	limit_time(0);
	_exit(report(err) || !check_entries(w, &in.list) || bad);
}

static bool check_entries(struct world *w, const struct menu_list *list)
{
	bool good = true;

	for (struct menu_entry *e = list->first; e; e = e->next) {
		char *who;
		pid_t child;

		if (asprintf(&who, "entry \"%s\"", e->title) < 0)
			return false;
		child = fork();
		if (child == 0) {
			begin(w, who, e->body_source.file, false);
			if (e->is_submenu)
				look_at_submenu(w, e);
			entry_run(w, e);
			judge();
		}
		good = is_good(child, who) && good;
	}
	return good;
}

/* Syntax errors were reported. */
static NORETURN void look_at_menu(struct world *w, const char *config)
{
	bool bad;

	emu_run_config(w, config);
	limit_time(0);
	bad = report_searches();
	if (w->plan.failed)
		bad = report(plan_problem(&w->plan));
	if (!w->menu->n && !subject.leads_on)
		bad = report("the config has no menu entries");
	_exit(!check_entries(w, w->menu) || bad);
}

static int check_disk(const char *disk, const char *config)
{
	struct emu e = {
		.disk = { disk }, .disks = 1, .memory = 512ull * MiB,
		.read_only = true, .hasty = true, .left = judge_left,
	};
	static struct world w;
	unsigned errors = 0;
	const char *path;
	char *who;
	pid_t child;

	emu_output(stderr, false);
	emu_start(&w, &e);
	w.run_config = look_at_config;
	path = config ? config : script_get(w.script, "config_file");
	if (!path) {
		config_say_where(&w);
		fprintf(stderr, "%s: no config\n", disk);
		return 1;
	}
	if (!config) {
		struct span text;
		err_t err = file_read_all(path, NULL, CONFIG_BYTES, &text);

		if (err) {
			fprintf(stderr, "%s: %s\n", path, err);
			return 1;
		}
		errors = check_language(path, text);
		heap_free((void *)(size_t)text.p);
	}
	who = strdup(path);
	child = fork();
	if (child == 0) {
		begin(&w, who, NULL, true);
		look_at_menu(&w, config);
	}
	return !is_good(child, who) || errors;
}

static NORETURN void refuse(const char *what, const char *why)
{
	fprintf(stderr, "fl-check: %s%s\n%s", what, why, usage);
	exit(2);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "disk", required_argument, NULL, 'd' }, { "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const char *disk = NULL, *config;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'h') {
			fputs(usage, stdout);
			return 0;
		}
		if (c != 'd') {
			fputs(usage, stderr);
			return 2;
		}
		if (disk)
			refuse("one disk at a time, not also ", optarg);
		disk = optarg;
	}
	config = argv[optind];
	if (config && argv[optind + 1])
		refuse("one word too many: ", argv[optind + 1]);
	if (!disk && !config)
		refuse("no FILE and no DISK", "");
	if (config && check_language(config, emu_read_file(config)))
		return 1;
	return disk ? check_disk(disk, config) : 0;
}
