/* text.c - small words about strings that C has not. */
#include "common/text.h"
#include "common/str.h"

const char *str_after(const char *s, const char *prefix)
{
	while (*prefix)
		if (*s++ != *prefix++)
			return NULL;
	return s;
}

bool str_equal_nocase(const char *a, const char *b)
{
	for (; ascii_lower(*a) == ascii_lower(*b); a++, b++)
		if (!*a)
			return true;
	return false;
}

bool str_copy(char *to, size_t size, const char *from)
{
	size_t n = strlen(from);

	to[0] = '\0';
	if (n >= size)
		return false;
	memcpy(to, from, n + 1);
	return true;
}

const char *str_next_name(const char *names, size_t *size)
{
	const char *end = names;

	while (*end && *end != ' ' && *end != '|')
		end++;
	*size = (size_t)(end - names);
	return *end == '|' ? end + 1 : NULL;
}

int str_index(const char *names, const char *name, size_t n)
{
	size_t size;
	const char *next;

	for (int i = 0; names; i++, names = next) {
		next = str_next_name(names, &size);
		if (n == size && !memcmp(names, name, n))
			return i;
	}
	return -1;
}

unsigned digit_value(char c)
{
	if (is_digit(c))
		return (unsigned)(c - '0');
	return (u8)((c | 32) - 'a') + 10u;      /* letters without case */
}

bool str_number(const char **s, unsigned base, u64 *value)
{
	const char *p = *s;
	u64 sum = 0;
	unsigned digit;

	if (base == 0) {
		base = p[0] == '0' ? 8 : 10;
		if (base == 8 && ascii_lower(p[1]) == 'x' && digit_value(p[2]) < 16) {
			base = 16;
			p += 2;
		}
	}
	digit = digit_value(*p);
	if (digit >= base)
		return false;
	do {
		/* sum * base + digit <= UINT64_MAX, without a 64-bit division. */
		u64 low = (u32)sum * (u64)base + digit;
		u64 high = (sum >> 32) * base + (low >> 32);

		if (high >> 32)
			return false;
		sum = high << 32 | (u32)low;
		digit = digit_value(*++p);
	} while (digit < base);
	*s = p;
	*value = sum;
	return true;
}
