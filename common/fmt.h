/* fmt.h - format text into a buffer. */
#ifndef COMMON_FMT_H
#define COMMON_FMT_H

#include <stdarg.h>
#include "common/types.h"

/* Write the formatted text with its NUL into to[size], cut to fit; returns the length
 * it would have had.  size may be 0.
 *   %s string   %c char   %% percent
 *   %d %u %x %X int and unsigned, with l and ll; %zu size_t
 *   field width, for numbers with 0 in front of it; %.*s and %.Ns cut a string */
size_t fmt_va(char *to, size_t size, const char *format, va_list args);
size_t fmt(char *to, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same, but the text goes to sink() in pieces, however long it is. */
void fmt_pieces(void (*sink)(const char *text, size_t size), const char *format,
		va_list args);

#endif
