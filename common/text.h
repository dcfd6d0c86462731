/* text.h - small words about strings that C has not. */
#ifndef COMMON_TEXT_H
#define COMMON_TEXT_H

#include "common/types.h"

/* If `s` starts with `prefix`, what follows it; else NULL. */
const char *str_after(const char *s, const char *prefix);

/* Same, ASCII letters compared without case. */
bool str_equal_nocase(const char *a, const char *b);

/* Copy `from` with its NUL into to[size]; false, and to[] is the empty string, when
 * it does not fit.  size >= 1. */
bool str_copy(char *to, size_t size, const char *from) MUST_CHECK;

/* Of "cat|dog more": the length of the name at `names` into *size; returns the name behind its
 * |, or NULL. */
const char *str_next_name(const char *names, size_t *size);

/* Which name of "cat|dog" name[0..size) is, from 0; -1: none. */
int str_index(const char *names, const char *name, size_t size);

/* The value of a digit in any base up to 36; what is none has more than that. */
unsigned digit_value(char c);

/* Read an unsigned number in `base` (0: C's prefixes 0x and 0) from *s, leave *s at
 * the first character behind it.  False, and nothing changes, when there is no digit
 * or the number does not fit 64 bits. */
bool str_number(const char **s, unsigned base, u64 *value) MUST_CHECK;

static inline char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_alpha(char c)
{
	return (u8)((c | 32) - 'a') < 26;
}

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

#endif
