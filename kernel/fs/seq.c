/* seq.c - text that grows. */
#include "common/fmt.h"
#include "common/str.h"
#include "fs/seq.h"

void seq_printf(struct seq *s, const char *format, ...)
{
	size_t left = s->len < s->size ? s->size - s->len : 0;
	va_list args;

	va_start(args, format);
	s->len += fmt_va(left ? s->text + s->len : NULL, left, format, args);
	va_end(args);
}

void seq_padded(struct seq *s, size_t width, const char *format, ...)
{
	size_t left = s->len < s->size ? s->size - s->len : 0, end = s->len + width;
	va_list args;

	va_start(args, format);
	s->len += fmt_va(left ? s->text + s->len : NULL, left, format, args);
	va_end(args);
	while (s->len < end)
		seq_put(s, " ", 1);
}

void seq_put(struct seq *s, const void *bytes, size_t n)
{
	if (s->len < s->size)
		memcpy(s->text + s->len, bytes, MIN(n, s->size - s->len));
	s->len += n;
}

void seq_path(struct seq *s, const char *path)
{
	for (; *path; path++) {
		if (*path == ' ' || *path == '\t' || *path == '\n' || *path == '\\')
			seq_printf(s, "\\%c%c%c", '0' + (*path >> 6 & 3), '0' + (*path >> 3 & 7),
				   '0' + (*path & 7));
		else
			seq_put(s, path, 1);
	}
}
