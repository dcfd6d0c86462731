/* fl_check.c - is this grub.cfg right, and are the things there that it names? */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
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

static void report(void *context, const char *file, unsigned line, unsigned column,
		   const char *message)
{
	(void)context;
	fprintf(stderr, "%s:%u:%u: %s\n", file, line, column, message);
}

static unsigned check_language(const char *path, struct span text)
{
	return script_check(text, (struct source){ path, 1 }, report, NULL);
}

/* --- The entries, each in a process of its own: one that halts or hangs the loader
 * leaves the others as they were. */

enum { ENTRY_SECONDS = 60 };

static struct {
	struct world *world;
	const char   *title, *file;     /* the config that it is in */
	FILE         *stream;
	char         *messages, *last;  /* the last one about that file */
	size_t        size;
	bool          leads_on;         /* to another config, which is there */
} entry;

/* A search that fails prints a message and the entry goes on, perhaps to another disk's
 * kernel: that is not what it says. */
static bool report_searches(void)
{
	bool bad = false, listing = false;      /* the volumes there are follow it */
	char *save, *line;

	fflush(entry.stream);
	for (line = strtok_r(entry.messages, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		const char *close = line[0] == '(' ? strchr(line, ')') : NULL;

		if (strstr(line, ": search") && strstr(line, "no such device")) {
			fprintf(stderr, "entry \"%s\": %s\n", entry.title, line);
			bad = listing = true;
		} else if (listing && close && close[1] == ':') {
			fprintf(stderr, "  %s\n", line);
		} else {
			listing = false;
			if (str_after(line, entry.file))
				entry.last = line;
		}
	}
	return bad;
}

static NORETURN void judge(void)
{
	const struct boot_plan *plan = &entry.world->plan;
	bool bad = report_searches();

	if (plan_problem(plan) && (plan->failed || !entry.leads_on)) {
		const char *why = plan->failed ? NULL : entry.last;

		fprintf(stderr, "entry \"%s\": %s%s%s\n", entry.title, plan_problem(plan),
			why ? "; " : "", why ? why : "");
		bad = true;
	}
	_exit(bad);
}

static err_t look_at_config(struct world *w, const char *path)
{
	err_t err = emu_look_at_config(w, path);

	entry.leads_on |= !err;
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
	(void)how;
	(void)h;
	_exit(report_searches());
}

static bool check_entry(struct world *w, struct menu_entry *e)
{
	int status;
	pid_t child;

	fflush(stderr);
	child = fork();
	if (child == 0) {
		alarm(ENTRY_SECONDS);
		entry.world = w;
		entry.title = e->title;
		entry.file = e->body_source.file;
		fclose(entry.stream);
		free(entry.messages);
		entry.stream = open_memstream(&entry.messages, &entry.size);
		emu_output(entry.stream, false);
		w->boot = judge_instead;
		entry_run(w, e);
		judge();
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return false;
	if (WIFEXITED(status)) {
		if (WEXITSTATUS(status) > 1)    /* which the loader's machine gave */
			fprintf(stderr, "entry \"%s\": cannot be tried\n", e->title);
		return WEXITSTATUS(status) == 0;
	}
	fprintf(stderr, "entry \"%s\": does not come to an end in %d s\n", e->title,
		ENTRY_SECONDS);
	return false;
}

static bool check_entries(struct world *w, const struct menu_list *list)
{
	bool good = true;

	for (struct menu_entry *e = list->first; e; e = e->next) {
		struct inner in;
		err_t err;

		if (!e->is_submenu) {
			good = check_entry(w, e) && good;
			continue;
		}
		err = inner_enter(w, &in, e, NULL, NULL);
		if (err) {
			fprintf(stderr, "entry \"%s\": %s\n", e->title, err);
			good = false;
			continue;
		}
		good = check_entries(w, &in.list) && good;
		inner_leave(w, &in);
	}
	return good;
}

static int check_disk(const char *disk, const char *config)
{
	struct emu e = {
		.disk = { disk }, .disks = 1, .memory = 512ull * MiB,
		.read_only = true, .hasty = true, .left = judge_left,
	};
	static struct world w;
	unsigned errors = 0;
	bool good;

	emu_output(stderr, false);
	emu_start(&w, &e);
	w.run_config = look_at_config;
	if (!config) {
		const char *path = script_get(w.script, "config_file");
		struct span text;
		err_t err = path ? file_read_all(path, NULL, CONFIG_BYTES, &text) : NULL;

		if (!path)
			config_say_where(&w);
		if (!path || err) {
			fprintf(stderr, "%s: %s\n", path ? path : disk,
				err ? err : "no config");
			return 1;
		}
		errors = check_language(path, text);
		heap_free((void *)(size_t)text.p);
	}
	entry.stream = open_memstream(&entry.messages, &entry.size);
	emu_output(entry.stream, false);        /* syntax errors were reported above */
	emu_run_config(&w, config);
	good = check_entries(&w, w.menu);
	if (!w.menu->n)
		fprintf(stderr, "%s: the config has no menu entries\n", disk);
	return errors || !good || !w.menu->n;
}

int main(int argc, char **argv)
{
	const char *disk = NULL, *config;
	int at = 1;

	if (argc > 1 && strcmp(argv[1], "--help") == 0) {
		fputs(usage, stdout);
		return 0;
	}
	if (argc > 2 && strcmp(argv[1], "--disk") == 0) {
		disk = argv[2];
		at = 3;
	}
	config = argv[at];
	if (argc > at + 1 || (!disk && !config) || (config && strncmp(config, "--", 2) == 0)) {
		fputs(usage, stderr);
		return 2;
	}
	if (config && check_language(config, emu_read_file(config)))
		return 1;
	return disk ? check_disk(disk, config) : 0;
}
