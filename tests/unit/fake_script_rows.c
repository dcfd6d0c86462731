/* fake_script_rows.c - tables of scripts and what they print. */
#include "check.h"
#include "fake_script.h"

void fake_check(const struct fake_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		static struct fake_script fake;
		/* On the heap and without a NUL behind it, so that ASan sees its end. */
		size_t size = strlen(rows[i].script);
		char *text = malloc(size ? size : 1);
		struct script *s = fake_script(&fake);

		memcpy(text, rows[i].script, size);
		assert_non_null(s);
		script_run(s, (struct span){ text, text + size }, (struct source){ "t", 1 });
		if (strcmp(fake.output, rows[i].output) != 0)
			print_message("script: %s\n", rows[i].script);
		assert_string_equal(fake.output, rows[i].output);
		script_free(s);
		free(text);
	}
}
