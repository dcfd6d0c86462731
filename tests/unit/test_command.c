/* test_command.c - menuentry and the linux family, with doubles for disks and plans. */
#include "check.h"
#include "base/error.h"
#include "boot/boot.h"
#include "command/world.h"
#include "host_heap.h"

static struct world w;
static struct menu_list menu;
static char output[4096];
static char asked[256];                 /* what the plans were asked for */
static unsigned boots;

/* --- Doubles of boot/ and fs/: "/missing" is not there. */

static err_t ask(struct boot_plan *plan, const char *what, const char *path, int argc)
{
	size_t n = strlen(asked);

	snprintf(asked + n, sizeof asked - n, "%s %s+%d;", what, path, argc);
	if (strcmp(path, "/missing") != 0)
		return NULL;
	plan->failed = true;
	return errf("%s: %s", path, ERR_NOT_FOUND);
}

err_t plan_linux(struct boot_plan *plan, enum plan_protocol protocol, const char *root,
		 int argc, char *const *argv)
{
	(void)root;
	plan_clear(plan);
	plan->protocol = protocol;
	return ask(plan, protocol == PLAN_LINUX16 ? "linux16" : "linux", argv[0], argc - 1);
}

err_t plan_initrd(struct boot_plan *plan, enum plan_protocol protocol, const char *root,
		  int argc, char *const *argv)
{
	(void)root;
	return ask(plan, protocol == PLAN_LINUX16 ? "initrd16" : "initrd", argv[0], argc);
}

void plan_clear(struct boot_plan *plan)
{
	free(plan->why);
	*plan = (struct boot_plan){ 0 };
}

static err_t fake_boot(struct world *world)
{
	(void)world;
	boots++;
	return "the test's boot comes back";
}

/* --- The interpreter around them. */

static void print(void *world, const char *format, va_list args)
{
	size_t n = strlen(output);

	(void)world;
	fmt_va(output + n, sizeof output - n, format, args);
}

static int start(void **state)
{
	static const struct command *const tables[] = { menu_commands, linux_commands, NULL };
	const struct script_host host = { .tables = tables, .print = print, .world = &w };

	(void)state;
	output[0] = asked[0] = '\0';
	boots = 0;
	menu_list_init(&menu);
	w = (struct world){ .menu = &menu, .boot = fake_boot, .script = script_new(&host) };
	return w.script ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	host_heap_left = SIZE_MAX;
	menu_list_clear(&menu);
	plan_clear(&w.plan);
	script_free(w.script);
	return 0;
}

static int run(const char *text)
{
	return script_run(w.script, (struct span){ text, text + strlen(text) },
			  (struct source){ "t", 1 });
}

static void entries_keep_what_was_said(void **state)
{
	struct menu_entry *e;

	(void)state;
	assert_int_equal(run("menuentry 'A title' more words --class a --class=b --id x --users "
			     "'u1 u2' --unrestricted --hotkey=f10 {\n echo $1 }\n"
			     "submenu S --hotkey=k --hotkey=delete { true }\n"
			     "menuentry '-= T =-' --source 'boot' ---\n"), 0);
	assert_int_equal(menu.n, 3);
	e = menu.first;
	assert_string_equal(e->title, "A title");
	assert_string_equal(e->id, "x");
	assert_int_equal(e->argc, 3);
	assert_string_equal(e->argv[2], "words");
	assert_null(e->argv[3]);
	assert_string_equal(e->classes[0], "a");
	assert_string_equal(e->classes[1], "b");
	assert_null(e->classes[2]);
	assert_string_equal(e->users, "u1 u2");
	assert_true(e->unrestricted && !e->is_submenu);
	assert_int_equal(e->hotkey, KEY_F10);
	assert_string_equal(e->body, "\n echo $1 ");
	assert_string_equal(e->body_source.file, "t");
	assert_int_equal(e->body_source.line, 1);
	e = e->next;
	assert_true(e->is_submenu && !e->users && !e->classes[0]);
	assert_string_equal(e->id, "S");
	assert_int_equal(e->hotkey, KEY_DELETE);
	assert_string_equal(e->hotkey_name, "delete");
	e = e->next;
	/* As in GRUB: what is no option is a word. */
	assert_string_equal(e->title, "-= T =-");
	assert_string_equal(e->argv[1], "---");
	assert_string_equal(e->body, "boot");
	assert_null(e->next);
}

static void entries_are_refused(void **state)
{
	static const struct { const char *text, *message; } rows[] = {
		{ "menuentry { true }", "usage: menuentry|submenu TITLE" },
		{ "menuentry A", "usage: menuentry|submenu TITLE" },
		{ "submenu A --unrestricted=1 { true }", "unrestricted" },
		{ "menuentry A --class", "class" },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		output[0] = '\0';
		assert_int_equal(run(rows[i].text), STATUS_BAD_ARGUMENT);
		assert_non_null(strstr(output, rows[i].message));
	}
	assert_int_equal(menu.n, 0);
}

/* Whichever allocation fails, the entry is there whole or not at all. */
static void a_full_heap_leaves_no_half_entry(void **state)
{
	unsigned n = 0;

	(void)state;
	for (size_t left = 0; left < 200 && menu.n == 0; left++, n++) {
		host_heap_left = left;
		run("menuentry T x --class a --id i --users u --hotkey t { true }");
		host_heap_left = SIZE_MAX;
	}
	assert_true(n > 3);
	assert_int_equal(menu.n, 1);
	assert_string_equal(menu.first->body, " true ");
}

static void loads_reach_the_plan(void **state)
{
	(void)state;
	assert_int_equal(run("linux /k a b; initrd /i /j"), STATUS_OK);
	assert_int_equal(run("linux16 /k; initrd16 /i"), STATUS_OK);
	assert_int_equal(run("linuxefi /k; initrdefi /i"), STATUS_OK);
	assert_string_equal(asked, "linux /k+2;initrd /i+2;linux16 /k+0;initrd16 /i+1;"
				   "linux /k+0;initrd /i+1;");
	assert_false(w.plan.failed);
}

static void failed_loads_stop_the_boot(void **state)
{
	static const struct { const char *text; int status; } rows[] = {
		{ "linux /missing", STATUS_FILE_NOT_FOUND },
		{ "linux /k; initrd /missing", STATUS_FILE_NOT_FOUND },
		{ "linux /k; initrd $unset", STATUS_BAD_OS },
		{ "linux $unset", STATUS_BAD_OS },
		{ "linux /missing; initrd /i", STATUS_NO_KERNEL },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		plan_clear(&w.plan);
		assert_int_equal(run(rows[i].text), rows[i].status);
		assert_true(w.plan.failed);
		assert_int_equal(run("boot"), STATUS_BAD_OS);
		assert_non_null(strstr(output, "not booted: "));
	}
	assert_int_equal(boots, 0);
}

static void boot_needs_a_kernel(void **state)
{
	(void)state;
	assert_int_equal(run("boot"), STATUS_NO_KERNEL);
	assert_int_equal(run("linux /k; boot"), STATUS_BAD_OS);
	assert_int_equal(boots, 1);
	assert_int_equal(run("boot"), STATUS_BAD_OS);           /* not a second time */
	assert_int_equal(boots, 1);
	assert_non_null(strstr(output, "the test's boot comes back"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(entries_keep_what_was_said, start, end),
		cmocka_unit_test_setup_teardown(entries_are_refused, start, end),
		cmocka_unit_test_setup_teardown(a_full_heap_leaves_no_half_entry, start, end),
		cmocka_unit_test_setup_teardown(loads_reach_the_plan, start, end),
		cmocka_unit_test_setup_teardown(failed_loads_stop_the_boot, start, end),
		cmocka_unit_test_setup_teardown(boot_needs_a_kernel, start, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
