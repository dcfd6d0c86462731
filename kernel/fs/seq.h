/* seq.h - text that grows: what the files of /proc are made of. */
#ifndef FS_SEQ_H
#define FS_SEQ_H

#include "common/types.h"

/* len counts on when the text no longer fits size: then it is made again with more. */
struct seq {
	char  *text;
	size_t size, len;
};

/* Add formatted text (common/fmt.h), as far as there is room. */
void seq_printf(struct seq *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same, and blanks up to `width` columns. */
void seq_padded(struct seq *s, size_t width, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void seq_put(struct seq *s, const void *bytes, size_t n);
/* A path: blanks and what would end a line as octal escapes. */
void seq_path(struct seq *s, const char *path);

#endif
