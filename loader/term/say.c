/* say.c - a formatted line to the terminal. */
#include "common/fmt.h"
#include "term/term.h"

void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fmt_pieces(term_put, format, args);
	va_end(args);
}
