/* fuzz_rpm.c - three names of packages between NULs: their order is one. */
#include <stdlib.h>
#include <string.h>
#include "command/rpm_compare.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	char *text = calloc(1, size + 3), *a = text, *b, *c;

	memcpy(text, data, size);
	b = a + strlen(a) + 1;
	c = b + strlen(b) + 1;
	if (rpm_compare_packages(a, a) || rpm_compare_packages(b, b))
		abort();
	if (sign(rpm_compare_packages(a, b)) != -sign(rpm_compare_packages(b, a)))
		abort();
	if (sign(rpm_compare_packages(a, c)) != -sign(rpm_compare_packages(c, a)))
		abort();
	free(text);
	return 0;
}
