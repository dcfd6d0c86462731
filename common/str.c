/* str.c - the C library's strings and memory, for programs that have no C library. */
#include "common/str.h"

/* The string instructions are the smallest, and fast where bytes are many: 8 or 4 of them
 * at a time. */
#ifdef __x86_64__
#define MOVE_WORDS "rep movsq"
#define FILL_WORDS "rep stosq"
#else
#define MOVE_WORDS "rep movsl"
#define FILL_WORDS "rep stosl"
#endif
enum { WORD = sizeof(size_t) };

void *memcpy(void *to, const void *from, size_t n)
{
	void *d = to;
	size_t words = n / WORD, bytes = n % WORD;

	__asm__ volatile(MOVE_WORDS : "+D"(d), "+S"(from), "+c"(words) : : "memory");
	__asm__ volatile("rep movsb" : "+D"(d), "+S"(from), "+c"(bytes) : : "memory");
	return to;
}

void *memmove(void *to, const void *from, size_t n)
{
	u8 *d = to;
	const u8 *s = from;

	if ((size_t)d - (size_t)s >= n)         /* not inside of from[], or before it */
		return memcpy(to, from, n);
	while (n--)
		d[n] = s[n];
	return to;
}

void *memset(void *to, int byte, size_t n)
{
	void *d = to;
	size_t words = n / WORD, bytes = n % WORD;
	size_t word = (u8)byte * (SIZE_MAX / 255);

	__asm__ volatile(FILL_WORDS : "+D"(d), "+c"(words) : "a"(word) : "memory");
	__asm__ volatile("rep stosb" : "+D"(d), "+c"(bytes) : "a"(word) : "memory");
	return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const u8 *x = a, *y = b;
	int difference = 0;

	while (n-- && (difference = *x++ - *y++) == 0)
		;
	return difference;
}

void *memchr(const void *p, int byte, size_t n)
{
	const u8 *s = p;

	for (; n; n--, s++)
		if (*s == (u8)byte)
			return (void *)(size_t)s;
	return NULL;
}

size_t strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, SIZE_MAX / 2);
}

int strncmp(const char *a, const char *b, size_t n)
{
	int difference = 0;

	while (n-- && (difference = (u8)*a - (u8)*b) == 0 && *a)
		a++, b++;
	return difference;
}

char *strchr(const char *s, int c)
{
	for (; *s != (char)c; s++)
		if (!*s)
			return NULL;
	return (char *)(size_t)s;
}

char *strrchr(const char *s, int c)
{
	const char *last = NULL;

	do {
		if (*s == (char)c)
			last = s;
	} while (*s++);
	return (char *)(size_t)last;
}
