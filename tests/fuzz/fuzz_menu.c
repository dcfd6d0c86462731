/* fuzz_menu.c - any keys at menus, editors, prompts and logins, on a screen and a line.
 *
 * The first byte chooses the config.  Bytes below 80h come in on the serial line, the others
 * are keys of the keyboard; 1fh is a moment without a key, in which all is drawn.  Behind
 * the last byte somebody presses Esc until nothing is open any more. */
#include <stdlib.h>
#include <string.h>
#include "boot/boot.h"
#include "command/auth.h"
#include "common/fmt.h"
#include "common/text.h"
#include "fs/file.h"
#include "menu/colours.h"
#include "menu/login.h"
#include "menu/prompt.h"
#include "menu/session.h"
#include "menu/start.h"
#include "script/execute.h"
#include "term/term.h"

enum { PAUSE = 0x1f, STEP_MS = 5, SLEEP_MS = 55 };

static const uint8_t *keys, *keys_end;
static bool pause_told;
static u32 now;
static bool protected_now;

/* --- The machine. */

static u8 columns, rows;

static void cell(unsigned x, unsigned y, char c, u8 attribute)
{
	(void)c, (void)attribute;
	if (x >= columns || y >= rows)
		abort();
}

static void scroll(u8 attribute)
{
	(void)attribute;
}

static void cursor(unsigned x, unsigned y, bool visible)
{
	(void)visible;
	if (x >= columns || y >= rows)
		abort();
}

static int key(void)
{
	if (keys == keys_end)
		return KEY_ESC;
	return *keys >= 0x80 ? KEY_UP + (*keys++ & 0x1f) : KEY_NONE;
}

static int get(void)
{
	if (keys == keys_end || *keys >= 0x80)
		return -1;
	if (*keys == PAUSE) {
		pause_told = !pause_told;
		keys += !pause_told;            /* once to each who asks */
		return -1;
	}
	return *keys++;
}

static void put(char c)
{
	(void)c;
}

static u8 shift_keys(void)
{
	return 0;
}

static u32 milliseconds(void)
{
	return now += STEP_MS;
}

static void idle(void)
{
	now += SLEEP_MS;
}

static u64 tsc(void)
{
	return 0;
}

static struct screen screen = { .cell = cell, .scroll = scroll, .cursor = cursor };
static const struct line line = { "serial", put, get };
static const struct line *const lines[] = { &line, NULL };
static struct timeline timeline;
static const struct platform machine = {
	.screen = &screen, .key = key, .lines = lines, .shift_keys = shift_keys,
	.milliseconds = milliseconds, .idle = idle, .tsc = tsc, .timeline = &timeline,
};

/* --- Doubles of the disk and of booting. */

static const char *const configs[] = {
	"set timeout=2\nset fallback='1 2 3 s'\nset menu_color_normal=cyan/blue\n"
	"menuentry 'A title, für niemanden' --hotkey=a { echo a; fail }\n"
	"menuentry B --id b { fail }\nsubmenu S --id s { menuentry C { echo $chosen }\n"
	"menuentry D { configfile /2 } }\nnosuchcommand\nmenuentry E { configfile /0 }\n",
	"set timeout_style=countdown\nset timeout=1\nset superusers=root\n"
	"password root aVeryLongOneThatNobodyFinds\nset default='S>1'\nset fallback=0\n"
	"menuentry A --unrestricted { echo a }\nmenuentry B --users x { echo b }\n"
	"submenu S --unrestricted { menuentry C { true }\n menuentry D { fail } }\n",
	"if true; then menuentry '' { }; fi\nset color_normal=black/white\n"
	"for i in 1 2 3 4 5 6 7 8 9 a b c d e f g h i j k l m n o p q; do\n"
	"menuentry \"$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i$i\" {\n"
	"\techo one\n\techo two\n}; done\n",
};

err_t file_read_all(const char *path, const char *root, u32 limit, struct span *out)
{
	const char *slash = strrchr(path, '/'), *text = NULL;

	(void)root, (void)limit;
	if (slash && slash[1] >= '0' && slash[1] < '0' + (int)COUNT(configs))
		text = configs[slash[1] - '0'];
	if (!text)
		return "file not found";
	out->p = strdup(text);
	out->end = out->p + strlen(out->p);
	return NULL;
}

err_t path_with_device(char *to, size_t size, const char *path, const char *root)
{
	(void)root;
	return fmt(to, size, "%s", path) < size ? NULL : "too long";
}

err_t dir_list(const char *path, const char *root, list_fn *each, void *context)
{
	static const struct file dir = { .kind = FILE_DIR }, file = { .kind = FILE_REGULAR };

	(void)path, (void)root;
	if (each(context, "boot", &dir) && each(context, "with blank", &file))
		each(context, "with ü", &file);
	return NULL;
}

struct volume *volume_next(struct volume *v)
{
	static struct volume volumes[2] = { { .name = "hd0" }, { .name = "hd0,msdos1" } };

	return !v ? volumes : v == volumes ? v + 1 : NULL;
}

void plan_clear(struct boot_plan *plan)
{
	memset(plan, 0, sizeof *plan);
}

err_t plan_problem(const struct boot_plan *plan)
{
	return plan->failed ? "it failed" : "no kernel";
}

static err_t no_boot(struct world *w)
{
	(void)w;
	return "not booted";
}

/* --- Commands. */

/* Nobody who does not know the password types commands. */
static void check_source(const struct call *call)
{
	if (protected_now && strcmp(call->source.file, "command line") == 0)
		abort();
}

static int cmd_echo(struct call *call)
{
	check_source(call);
	for (int i = 1; i < call->argc; i++)
		call_print(call, "%s ", call->argv[i]);
	call_print(call, "\n");
	return STATUS_OK;
}

static int cmd_fail(struct call *call)
{
	check_source(call);
	call_world(call)->plan.failed = true;
	return call_fail(call, STATUS_BAD_OS, "as it should");
}

static int cmd_configfile(struct call *call)
{
	check_source(call);
	return call_error(call, session_config(call_world(call), call->argv[1]), STATUS_READ_ERROR);
}

static int cmd_exit(struct call *call)
{
	call->script->leaving = LEAVE_ALL | LEAVE_PROMPT;
	return STATUS_OK;
}

static const struct command commands[] = {
	{ "configfile FILE", 1, 1, false, cmd_configfile }, { "echo [WORD...]", 0, 255, false, cmd_echo },
	{ "exit", 0, 1, false, cmd_exit }, { "fail", 0, 255, false, cmd_fail }, { 0 },
};

static void print(void *world, const char *format, va_list args)
{
	struct world *w = world;

	w->printed = true;
	colours_apply(w->script);
	fmt_pieces(term_put, format, args);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const u8 sizes[][2] = { { 80, 25 }, { 40, 25 }, { 132, 60 }, { 20, 5 } };
	static const struct command *const tables[] = { commands, menu_commands, auth_commands, NULL };
	static struct world w;
	struct menu_list list;
	struct script_host host = {
		.tables = tables, .print = print, .interrupted = start_interrupted, .world = &w,
	};
	char path[] = "/0";

	if (!size)
		return 0;
	keys = data + 1;
	keys_end = data + size;
	protected_now = data[0] % COUNT(configs) == 1;
	path[1] = (char)('0' + data[0] % COUNT(configs));
	columns = sizes[data[0] >> 6][0];
	rows = sizes[data[0] >> 6][1];
	screen.columns = columns;
	screen.rows = rows;
	memset(&w, 0, sizeof w);
	w.platform = &machine;
	w.menu = &list;
	w.boot = no_boot;
	w.run_config = session_config;
	w.ask_login = menu_ask_login;
	menu_list_init(&list);
	term_init(&machine);
	w.script = script_new(&host);
	if (session_config(&w, path))
		abort();
	if (!protected_now)
		prompt_run(&w);
	menu_list_clear(&list);
	auth_forget();
	script_free(w.script);
	return 0;
}
