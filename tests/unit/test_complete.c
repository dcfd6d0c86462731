/* test_complete.c - what TAB makes of a line. */
#include "check.h"
#include "menu/complete.h"
#include "fs/file.h"
#include "fs/volume.h"

/* --- Doubles: a few commands, variables and devices, and two directories. */

static int nothing(struct call *call)
{
	(void)call;
	return 0;
}

static const struct command commands[] = {
	{ "echo [WORD...]", 0, 255, false, nothing }, { "export NAME...", 1, 255, false, nothing },
	{ "linux KERNEL", 0, 255, false, nothing }, { "linux16 KERNEL", 0, 255, false, nothing },
	{ "md5sum|sha1sum", 0, 255, 0, nothing }, { "true", 0, 255, false, nothing }, { 0 },
};

const struct command *script_next_command(struct script *s, const struct command *c)
{
	(void)s;
	c = c ? c + 1 : commands;
	return c->usage ? c : NULL;
}

static const char *const variables[] = { "pre_x", "prefix", "root", NULL };

const char *script_next_variable(struct script *s, const char *name)
{
	unsigned i = 0;

	(void)s;
	while (name && strcmp(variables[i++], name) != 0)
		;
	return variables[i];
}

static struct volume volumes[] = { { .name = "hd0" }, { .name = "hd0,msdos1" }, { .name = "hd1" } };

struct volume *volume_next(struct volume *v)
{
	v = v ? v + 1 : volumes;
	return v < volumes + COUNT(volumes) ? v : NULL;
}

const char *world_root(const struct world *w)
{
	(void)w;
	return "hd0,msdos1";
}

static unsigned many;                   /* files that the big directory has */

err_t dir_list(const char *path, const char *root, list_fn *each, void *context)
{
	static const struct file dir = { .kind = FILE_DIR }, file = { .kind = FILE_REGULAR };
	char name[300];

	assert_string_equal(root, "hd0,msdos1");
	if (strcmp(path, "/many/") == 0) {
		for (unsigned i = 0; i < many; i++) {
			snprintf(name, sizeof name, "%0*u", i % 290 + 1, i);
			each(context, name, &file);
		}
		return NULL;
	}
	if (strcmp(path, "/") != 0 && strcmp(path, "(hd1)/") != 0)
		return "not there";
	each(context, ".", &dir);
	each(context, "..", &dir);
	each(context, "boot", &dir);
	each(context, "vmlinuz-1", &file);
	each(context, "vmlinuz-2", &file);
	each(context, "with blank's", &file);
	each(context, ".hidden", &file);
	if (path[0] == '(')
		each(context, "odd;{}|&<>$\\\"\t#=", &file);
	return NULL;
}

/* --- What comes out. */

static struct world w;
static struct edit e;
static char text[1024], list[COMPLETE_LIST];

static void check(const char *typed, const char *want, const char *want_list)
{
	edit_start(&e, text, sizeof text, 9);
	edit_insert(&e, typed, strlen(typed));
	memset(list, 'x', sizeof list);
	complete(&w, &e, e.text, list);
	assert_string_equal(text, want);
	assert_string_equal(list, want_list);
	assert_int_equal(e.at, e.length);
}

static void words_are_completed(void **state)
{
	static const struct { const char *typed, *want, *list; } rows[] = {
		{ "ec", "echo ", "" }, { "e", "e", "echo  export  " }, { "x", "x", "" },
		{ "echo", "echo ", "" }, { "lin", "linux", "linux  linux16  " },
		{ "", "", "echo  export  linux  linux16  md5sum  sha1sum  true  " },
		{ "sha", "sha1sum ", "" }, { "sum", "sum", "" }, { "if tr", "if true ", "" }, { "true; ec", "true; echo ", "" },
		{ "if true\nthen ec", "if true\nthen echo ", "" },
		{ "menuentry x { ec", "menuentry x { echo ", "" }, { "! tr", "! true ", "" },
		{ "echo tr", "echo tr", "" }, { "echo a tr", "echo a tr", "" },
		{ "if if tr", "if if true ", "" }, { "notif tr", "notif tr", "" },
		{ "a } ec", "a } echo ", "" }, { "do\tec", "do\techo ", "" },
		/* variables */
		{ "echo $pre", "echo $pre", "pre_x  prefix  " }, { "echo $ro", "echo $root", "" },
		{ "echo ${ro", "echo ${root}", "" }, { "echo a${pre_", "echo a${pre_x}", "" },
		{ "echo \"$ro", "echo \"$root", "" }, { "echo a$ro", "echo a$root", "" },
		{ "$ro", "$root", "" }, { "echo $nothing", "echo $nothing", "" },
		{ "echo $", "echo $", "pre_x  prefix  root  " },
		/* devices */
		{ "ls (", "ls (hd", "(hd0)  (hd0,msdos1)  (hd1)  " },
		{ "ls (hd0,", "ls (hd0,msdos1)", "" }, { "ls ", "ls (hd", "(hd0)  (hd0,msdos1)  (hd1)  " },
		{ "set root=hd0,", "set root=hd0,msdos1", "" }, { "root=(hd1", "root=(hd1)", "" },
		{ "ls hd0,m", "ls hd0,msdos1", "" },
		/* files */
		{ "ls /b", "ls /boot/", "" }, { "linux /v", "linux /vmlinuz-", "vmlinuz-1  vmlinuz-2  " },
		{ "linux /vmlinuz-2", "linux /vmlinuz-2 ", "" }, { "ls (hd1)/b", "ls (hd1)/boot/", "" },
		{ "ls (hd1)", "ls (hd1)/", "" }, { "cat /w", "cat /with\\ blank\\'s ", "" },
		{ "cat /with\\ b", "cat /with\\ blank\\'s ", "" }, { "cat \"/w", "cat \"/with blank's", "" },
		{ "cat '/v", "cat '/vmlinuz-", "vmlinuz-1  vmlinuz-2  " }, { "ls /.h", "ls /.hidden ", "" },
		{ "ls /", "ls /", "boot/  vmlinuz-1  vmlinuz-2  with blank's  " },
		{ "ls /nowhere/x", "ls /nowhere/x", "" }, { "/v", "/vmlinuz-", "vmlinuz-1  vmlinuz-2  " },
		{ "x=/b", "x=/boot/", "" }, { "ls (hd9)/", "ls (hd9)/", "" },
		{ "cat (hd1)/o", "cat (hd1)/odd\\;\\{\\}\\|\\&\\<\\>\\$\\\\\\\"\\\t#= ", "" },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++)
		check(rows[i].typed, rows[i].want, rows[i].list);
}

static void the_cursor_may_be_inside(void **state)
{
	(void)state;
	edit_start(&e, text, sizeof text, 0);
	edit_insert(&e, "ls /b; true", 11);
	e.at = 5;
	complete(&w, &e, e.text, list);
	assert_string_equal(text, "ls /boot/; true");
	assert_int_equal(e.at, 9);
}

static void sizes_are_bounded(void **state)
{
	static char typed[600];

	(void)state;
	memset(typed, 'a', 500);
	check(typed, typed, "");                        /* a word too long to look for */
	many = 1;
	check("ls /many/", "ls /many/0 ", "");
	many = 2000;                                    /* names of up to 290 bytes */
	edit_start(&e, text, sizeof text, 0);
	edit_insert(&e, "ls /many/", 9);
	complete(&w, &e, e.text, list);
	assert_int_equal(strlen(list), COMPLETE_LIST - 1);
	assert_string_equal(list + COMPLETE_LIST - 4, "...");
	/* No room to type the rest. */
	edit_start(&e, text, 9, 0);
	edit_insert(&e, "ls (hd0,", 8);
	complete(&w, &e, e.text, list);
	assert_string_equal(text, "ls (hd0,");
}

/* Any front part of any line: nothing is read in front of it or behind its end (ASan looks). */
static void unfinished_lines(void **state)
{
	static const char line[] = "a \\\\ 'b\\' \"c\\\" $d ${e} (hd0,x)/\\ f' ; if ! {} = ${ $ \\";

	(void)state;
	for (unsigned from = 0; from < sizeof line; from++)
		for (unsigned n = 0; n < sizeof line - from; n++) {
			char *copy = malloc(n + 1);

			edit_start(&e, copy, n + 1, 0);
			edit_insert(&e, line + from, n);
			complete(&w, &e, e.text, list);
			assert_int_equal(e.length, n);
			free(copy);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_completed),
		cmocka_unit_test(the_cursor_may_be_inside),
		cmocka_unit_test(sizes_are_bounded),
		cmocka_unit_test(unfinished_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
