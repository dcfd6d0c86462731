/* fake_world.c - commands on a fake machine, without a disk; what they print is kept. */
#include "check.h"
#include "fake_machine.h"
#include "fake_world.h"
#include "term/term.h"

struct world fake_world;
char fake_output[8192];

static void print(void *world, const char *format, va_list args)
{
	size_t n = strlen(fake_output);

	(void)world;
	fmt_va(fake_output + n, sizeof fake_output - n, format, args);
}

void fake_world_start(const struct command *const *tables, const char *input)
{
	const struct script_host host = { .tables = tables, .print = print, .world = &fake_world };

	fake_machine_reset(input);
	term_init(&fake_machine);
	fake_world = (struct world){ .platform = &fake_machine, .script = script_new(&host) };
	assert_non_null(fake_world.script);
	fake_output[0] = '\0';
}

int fake_world_run(const char *text)
{
	fake_output[0] = '\0';
	return script_run(fake_world.script, (struct span){ text, text + strlen(text) },
			  (struct source){ "t", 1 });
}

void fake_world_end(void)
{
	script_free(fake_world.script);
}

void fake_world_check(const struct fake_world_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		fake_world_run(rows[i].script);
		if (strcmp(fake_output, rows[i].output) != 0)
			fail_msg("%s: %s", rows[i].script, fake_output);
	}
}
