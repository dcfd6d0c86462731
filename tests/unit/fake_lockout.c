/* fake_lockout.c - the loader above its disks, without one: files in memory, keys from a list. */
#include "check.h"
#include "base/error.h"
#include "boot/boot.h"
#include "command/auth.h"
#include "command/device.h"
#include "fake_lockout.h"
#include "fs/file.h"
#include "main.h"
#include "mem/heap.h"
#include "menu/config.h"
#include "menu/editor.h"
#include "menu/line.h"
#include "menu/login.h"
#include "menu/session.h"
#include "menu/start.h"
#include "term/term.h"
#include "wiring.h"

enum {
	IDLE_MS   = 70000,              /* every clock runs out at once */
	LAST_IDLE = 8,                  /* this often idle without a key: it waits for ever */
	PAUSE     = 1100,               /* polls that a script in a loop makes of a pause */
	LAST_POLL = 2000,               /* this often asked for one: it is busy for ever */
};

struct lockout lockout = { .heap_size = LOCKOUT_HEAP };

static _Alignas(16) u8 heap[LOCKOUT_HEAP];
static jmp_buf end_of_run;
static unsigned idles, polls;           /* since the last key */
static u32 now;
static const char *loaded;              /* what the entry's kernel is called */

/* --- The machine: a small screen, keys, a clock. */

static void cell(unsigned x, unsigned y, char c, u8 attribute)
{
	(void)x, (void)y, (void)c, (void)attribute;
}

static void scroll(u8 attribute)
{
	(void)attribute;
}

static void cursor(unsigned x, unsigned y, bool visible)
{
	(void)x, (void)y, (void)visible;
}

static int key(void)
{
	if (++polls > LAST_POLL)
		longjmp(end_of_run, 1);
	if (*lockout.keys == LOCKOUT_PAUSE && (idles || polls > PAUSE)) {
		lockout.keys++;
		idles = polls = 0;
		return KEY_NONE;
	}
	if (!*lockout.keys || *lockout.keys == LOCKOUT_PAUSE)
		return KEY_NONE;
	idles = polls = 0;
	return *lockout.keys++;
}

static u8 shift_keys(void)
{
	return 0;
}

static u32 milliseconds(void)
{
	return now;
}

static void idle(void)
{
	now += IDLE_MS;
	if (++idles > LAST_IDLE)
		longjmp(end_of_run, 1);
}

static NORETURN void leave(void)
{
	longjmp(end_of_run, 1);
}

static const struct screen screen = {
	.columns = 20, .rows = 5, .cell = cell, .scroll = scroll, .cursor = cursor,
};
static const struct line *const no_lines[] = { NULL };
static const struct platform machine = {
	.screen = &screen, .key = key, .lines = no_lines, .shift_keys = shift_keys,
	.milliseconds = milliseconds, .idle = idle, .reboot = leave, .halt = leave,
};

/* --- Files. */

const char *config_find(struct script *s)
{
	set_exported(s, "prefix", "/grub");
	set_exported(s, "config_file", "/grub.cfg");
	return "/grub.cfg";
}

void config_say_where(struct world *w)
{
	(void)w;
}

err_t path_with_device(char *to, size_t size, const char *path, const char *root)
{
	(void)root;
	return fmt(to, size, "%s", path) < size ? NULL : ERR_BAD_NAME;
}

err_t file_read_all(const char *path, const char *root, u32 limit, struct span *out)
{
	const struct lockout_file *f = lockout.files;
	const char *text = lockout.config;
	size_t size = lockout.config_size;
	char *copy;

	(void)root, (void)limit;
	if (strcmp(path, "/grub.cfg") != 0) {
		while (f->path && strcmp(f->path, path) != 0)
			f++;
		if (!f->path)
			return ERR_NOT_FOUND;
		text = f->text;
		size = strlen(text);
	}
	copy = heap_alloc(size + 1);
	if (!copy)
		return ERR_NO_MEMORY;
	memcpy(copy, text, size);
	copy[size] = '\0';
	*out = (struct span){ copy, copy + size };
	return NULL;
}

err_t file_write(struct file *f, struct span text)
{
	(void)f, (void)text;
	return ERR_NOT_FOUND;
}

struct volume *volume_next(struct volume *v)
{
	(void)v;
	return NULL;
}

/* --- What may not be reached. */

enum edit_action line_read(const struct line_reader *l, struct edit *e)
{
	(void)l, (void)e;
	lockout.reached |= REACHED_PROMPT;
	leave();
}

struct editor *editor_open(struct world *w, const struct menu_entry *e)
{
	(void)w, (void)e;
	lockout.reached |= REACHED_EDITOR;
	return NULL;
}

enum edit_action editor_run(struct editor *ed)
{
	(void)ed;
	return EDIT_LEAVE;
}

void plan_clear(struct boot_plan *plan)
{
	memset(plan, 0, sizeof *plan);
}

err_t plan_problem(const struct boot_plan *plan)
{
	return plan->failed ? "a load failed" : plan->protocol == PLAN_NONE ? "no kernel" : NULL;
}

/* Kernels never start here: what is tried is noted, and comes back as one that cannot be read. */
static err_t boot(struct world *w)
{
	(void)w;
	lockout.reached |= strcmp(loaded, "free") == 0 ? REACHED_FREE :
			   strcmp(loaded, "mine") == 0 ? REACHED_MINE : REACHED_ROOTS;
	return "read error";
}

static int load_linux(struct call *call)
{
	struct boot_plan *plan = &call_world(call)->plan;

	loaded = strcmp(call->argv[1], "free") == 0 || strcmp(call->argv[1], "mine") == 0 ?
		 (call->argv[1][0] == 'f' ? "free" : "mine") : "roots";
	plan->protocol = PLAN_LINUX;
	plan->failed = strcmp(call->argv[1], "missing") == 0;
	return plan->failed ? call_fail(call, STATUS_FILE_NOT_FOUND, "file not found") : STATUS_OK;
}

/* From here on the config counts as one that protects. */
static int locked(struct call *call)
{
	lockout.locked = script_get(call->script, "superusers") != NULL;
	return STATUS_OK;
}

static const struct command own_commands[] = {
	{ "linux FILE",            1, 255, 0, load_linux },
	{ "load_env [VARIABLE...]", 0, 255, 0, load_env_run, env_options },
	{ "locked",                0, 0, 0, locked },
	{ NULL },
};

/* --- One run. */

static void print(void *world, const char *format, va_list args)
{
	(void)format, (void)args;
	((struct world *)world)->printed = true;
}

err_t world_start(struct world *w, const struct platform *p)
{
	static const struct command *const tables[] = {
		own_commands, menu_commands, core_commands, time_commands, auth_commands, NULL,
	};
	static struct menu_list menu;
	static struct script_host host = { .tables = tables, .print = print, .interrupted = start_interrupted };

	*w = (struct world){
		.platform = p, .menu = &menu, .run_config = session_config, .boot = boot,
		.ask_login = menu_ask_login,
	};
	menu_list_init(&menu);
	term_init(p);
	heap_init(heap, lockout.heap_size);
	host.world = w;
	w->script = script_new(&host);
	return w->script ? NULL : ERR_NO_MEMORY;
}

unsigned lockout_run(const int *keys)
{
	lockout.keys = keys;
	lockout.reached = 0;
	lockout.locked = false;
	idles = polls = 0;
	auth_forget();
	if (!setjmp(end_of_run))
		loader_main(&machine);
	return lockout.reached;
}
