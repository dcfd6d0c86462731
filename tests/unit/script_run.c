/* script_run.c - run a script file with the interpreter and echo, nothing else. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "mem/heap.h"
#include "script/script.h"

static void print(void *world, const char *format, va_list args)
{
	(void)world;
	vprintf(format, args);
}

static int cmd_echo(struct call *call)
{
	for (int i = 1; i < call->argc; i++)
		call_print(call, "%s%s", i > 1 ? " " : "", call->argv[i]);
	call_print(call, "\n");
	return STATUS_OK;
}

/* Lists what it was given: title, operands, body. */
static int cmd_menuentry(struct call *call)
{
	call_print(call, "%s", call->argv[0]);
	for (int i = 1; i < call->argc; i++)
		call_print(call, " <%s>", call->argv[i]);
	call_print(call, " {%.*s}\n", (int)span_size(call->block), call->block.p);
	return call->block.p ? STATUS_OK : STATUS_BAD_ARGUMENT;
}

static int cmd_nothing(struct call *call)
{
	(void)call;
	return STATUS_OK;
}

static const struct command commands[] = {
	{ "echo [WORD...]",                           0, 255, false, cmd_echo },
	{ "menuentry TITLE [OPTION...] { COMMANDS }", 1, 255, true, cmd_menuentry },
	{ "submenu TITLE [OPTION...] { COMMANDS }",   1, 255, true, cmd_menuentry },
	{ "insmod",                                   0, 255, false, cmd_nothing },
	{ 0 }
};

static char *read_all(FILE *f, size_t *size)
{
	char *text = NULL;
	size_t n;

	for (*size = 0;; *size += n) {
		text = realloc(text, *size + 65536);
		n = fread(text + *size, 1, 65536, f);
		if (!n)
			return realloc(text, *size ? *size : 1);
	}
}

int main(int argc, char **argv)
{
	static const struct command *const tables[] = { commands, NULL };
	struct script_host host = { .tables = tables, .print = print };
	struct script *s = script_new(&host);
	FILE *f = argc > 1 ? fopen(argv[1], "rb") : stdin;
	size_t size;
	char *text;
	int status;

	if (!s || !f) {
		fprintf(stderr, "usage: script_run [FILE]\n");
		return 1;
	}
	text = read_all(f, &size);
	status = script_run(s, (struct span){ text, text + size },
			    (struct source){ argc > 1 ? argv[1] : "stdin", 1 });
	script_free(s);
	free(text);
	return status;
}
