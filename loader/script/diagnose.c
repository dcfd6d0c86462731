/* diagnose.c - what a script prints: messages with their place, commands' output. */
#include "common/str.h"
#include "script/execute.h"

static void print(struct script *s, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void print(struct script *s, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	s->host.print(s->host.world, format, args);
	va_end(args);
}

/* file:line: name: sentence, with what is known of it. */
static void message(struct script *s, unsigned line, const char *name, const char *format,
		    va_list args)
{
	if (s->file && line)
		print(s, "%s:%u: ", s->file, line);
	if (name)
		print(s, "%s: ", name);
	s->host.print(s->host.world, format, args);
	print(s, "\n");
}

void complain(struct script *s, unsigned line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	message(s, line, NULL, format, args);
	va_end(args);
}

int call_fail(struct call *call, int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	message(call->script, call->source.line, call->argv[0], format, args);
	va_end(args);
	return status;
}

void call_print(struct call *call, const char *format, ...)
{
	const struct script_host *host = &call->script->host;
	va_list args;

	va_start(args, format);
	host->print(host->world, format, args);
	va_end(args);
}

unsigned syntax_column(const struct lexer *l)
{
	const char *p = l->at;

	while (p > l->start && p[-1] != '\n')
		p--;
	return (unsigned)(l->at - p) + 1;
}

/* As much of the line as fits a screen, the error in it. */
void complain_syntax(struct script *s, const struct lexer *l)
{
	enum { BEFORE = 50, SHOWN = 76 };
	char text[SHOWN];
	unsigned column = syntax_column(l), at = MIN(column - 1, (unsigned)BEFORE);
	const char *p = l->at - at;
	int n = 0;

	for (; n < SHOWN && p < l->end && *p != '\n'; p++)
		text[n++] = (u8)*p < ' ' ? ' ' : *p;
	if (s->file)
		print(s, "%s:", s->file);
	print(s, "%u:%u: %s\n%.*s\n%*s\n", l->at_line, column, l->error, n, text,
	      (int)at + 1, "^");
}
