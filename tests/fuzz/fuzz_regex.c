/* fuzz_regex.c - any bytes as a regular expression, a NUL, and a text. */
#include <stdlib.h>
#include <string.h>
#include "command/regex.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct span best[REGEX_GROUPS];
	const u8 *nul = memchr(data, 0, size);
	size_t n = nul ? (size_t)(nul - data) : size, text = nul ? size - n - 1 : 0;
	char *pattern = malloc(n + 1), *subject = malloc(text + 1);
	err_t err;

	memcpy(pattern, data, n);
	pattern[n] = '\0';
	if (text)
		memcpy(subject, nul + 1, text);
	subject[text] = '\0';
	text = strlen(subject);
	err = regex_match(pattern, subject, best);
	for (unsigned i = 0; i < REGEX_GROUPS; i++)
		if (best[i].p && (err || best[i].p < subject || best[i].end > subject + text ||
				  best[i].end < best[i].p))
			abort();
	free(pattern);
	free(subject);
	return 0;
}
