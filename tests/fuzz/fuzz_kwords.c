/* fuzz_kwords.c - any bytes as the short texts that the kernel takes apart: the first line of
 * a script, the options of tmpfs.  The first byte says which. */
#include "fs/ramfs.h"
#include "proc/internal.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

enum { RAM_PAGES = 100000 };
#define REQUIRE(c) do { if (!(c)) abort(); } while (0)

static void script(char *line, size_t size)
{
	char *interpreter, *argument;

	if (!script_parse(line, size, &interpreter, &argument))
		return;
	REQUIRE(interpreter > line && interpreter < line + size && *interpreter);
	REQUIRE(memchr(interpreter, 0, (size_t)(line + size - interpreter)));
	REQUIRE(!strpbrk(interpreter, " \t\n"));
	if (!argument)
		return;
	REQUIRE(argument > interpreter && argument < line + size);
	REQUIRE(memchr(argument, 0, (size_t)(line + size - argument)));
	REQUIRE(!strchr(argument, '\n'));
}

static void options(const char *text)
{
	struct ramfs_options o = { .mode = 01777 };

	if (!ramfs_options(&o, text, RAM_PAGES))
		REQUIRE(o.pages && !(o.mode & ~07777u) && o.uid != UINT32_MAX);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	char *text;

	if (!size)
		return 0;
	text = malloc(size);
	memcpy(text, data + 1, size - 1);
	if (data[0] & 1) {
		script(text, size - 1);
	} else {
		text[size - 1] = '\0';
		options(text);
	}
	free(text);
	return 0;
}
