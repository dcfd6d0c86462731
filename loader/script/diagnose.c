/* diagnose.c - what a script prints: messages with their place, commands' output. */
#include "common/fmt.h"
#include "common/str.h"
#include "mem/heap.h"
#include "script/execute.h"

static void print(struct script *s, const char *text, size_t size)
{
	s->host.print(s->host.world, text, size);
}

/* Text of any length; cut only when there is no memory. */
static void print_va(struct script *s, const char *format, va_list args)
{
	char small[256], *text = small;
	va_list again;
	size_t n;

	va_copy(again, args);
	n = fmt_va(small, sizeof small, format, args);
	if (n >= sizeof small) {
		text = heap_alloc(n + 1);
		if (text) {
			fmt_va(text, n + 1, format, again);
		} else {
			text = small;
			n = sizeof small - 1;
		}
	}
	va_end(again);
	print(s, text, n);
	if (text != small)
		heap_free(text);
}

static void print_fmt(struct script *s, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void print_fmt(struct script *s, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_va(s, format, args);
	va_end(args);
}

/* file:line: name: sentence, with what is known of it. */
static void message(struct script *s, unsigned line, const char *name, const char *format,
		    va_list args)
{
	if (s->file && line)
		print_fmt(s, "%s:%u: ", s->file, line);
	if (name)
		print_fmt(s, "%s: ", name);
	print_va(s, format, args);
	print(s, "\n", 1);
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
	va_list args;

	va_start(args, format);
	print_va(call->script, format, args);
	va_end(args);
}

unsigned syntax_column(const struct lexer *l, const char **line)
{
	const char *p = l->error_at;

	while (p > l->start && p[-1] != '\n')
		p--;
	*line = p;
	return (unsigned)(l->error_at - p) + 1;
}

/* As much of the line as fits a screen, the error in it. */
void complain_syntax(struct script *s, const struct lexer *l)
{
	enum { BEFORE = 50, SHOWN = 76 };
	char text[2 * SHOWN + 2], *mark;
	const char *line;
	unsigned column = syntax_column(l, &line);
	size_t n = 0, at;

	print_fmt(s, "%s%s%u:%u: %s\n", s->file ? s->file : "", s->file ? ":" : "",
		  l->error_line, column, l->error);
	if (column > BEFORE + 1)
		line += column - 1 - BEFORE;
	at = (size_t)(l->error_at - line);
	while (n < SHOWN && line + n < l->end && line[n] != '\n') {
		text[n] = line[n] == '\t' || (u8)line[n] >= ' ' ? line[n] : ' ';
		n++;
	}
	text[n++] = '\n';
	/* The caret stands below its character also behind tabs. */
	mark = text + n;
	for (size_t i = 0; i < at; i++)
		*mark++ = text[i] == '\t' ? '\t' : ' ';
	*mark++ = '^';
	*mark++ = '\n';
	print(s, text, (size_t)(mark - text));
}
