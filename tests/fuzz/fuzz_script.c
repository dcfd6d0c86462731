/* fuzz_script.c - any bytes as a script: run, checked, and asked whether they go on. */
#include <stdlib.h>
#include <string.h>
#include "fake_script.h"

static void count(void *context, const char *file, unsigned line, unsigned column,
		  const char *message)
{
	unsigned *errors = context;

	/* Each error is somewhere and says something. */
	if (!file || !line || !column || !*message)
		abort();
	++*errors;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct fake_script fake;
	struct span text = { (const char *)data, (const char *)data + size };
	struct source source = { "f", 1 };
	struct script *s = fake_script(&fake);
	char *argv[] = { (char[]){ "a b" }, (char[]){ "" }, NULL };
	unsigned errors = 0;

	fake.polls = 500;
	script_run_with(s, text, source, 2, argv);
	script_free(s);
	if (script_check(text, source, count, &errors) != errors)
		abort();
	if (!errors && script_incomplete(text) && !memchr(data, '\\', size))
		abort();                /* only a \ at the end goes on without an error */
	return 0;
}
