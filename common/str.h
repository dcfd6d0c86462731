/* str.h - the C library's strings and memory, as far as we use them.
 *
 * On the host these names are the C library's; str.c is only linked into the
 * freestanding programs, where it is the C library. */
#ifndef COMMON_STR_H
#define COMMON_STR_H

#include "common/types.h"

#if __STDC_HOSTED__
#include <string.h>
#else
void  *memcpy(void *to, const void *from, size_t n);
void  *memmove(void *to, const void *from, size_t n);
void  *memset(void *to, int byte, size_t n);
int    memcmp(const void *a, const void *b, size_t n);
void  *memchr(const void *p, int byte, size_t n);
size_t strlen(const char *s);
int    strcmp(const char *a, const char *b);
int    strncmp(const char *a, const char *b, size_t n);
char  *strchr(const char *s, int c);
char  *strrchr(const char *s, int c);
#endif

/* Are the two strings the same? */
static inline bool str_equal(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

#endif
