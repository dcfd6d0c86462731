/* check.h - cmocka with the headers it forgets to include, and what many tests need. */
#ifndef UNIT_CHECK_H
#define UNIT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* The bytes of a file, as far as there is room for them; how many. */
static inline size_t load_file(const char *path, void *to, size_t max)
{
	FILE *f = fopen(path, "rb");
	size_t n;

	assert_non_null(f);
	n = fread(to, 1, max, f);
	assert_true(n > 0);
	fclose(f);
	return n;
}

#endif
