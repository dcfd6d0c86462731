/* fuzz_grubenv.c - any bytes as an environment block: read, changed, read again. */
#include <stdlib.h>
#include <string.h>
#include "command/env_block.h"
#include "demand.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static struct span copy(const void *bytes, size_t size)
{
	char *text = malloc(size + 1);

	memcpy(text, bytes, size);
	text[size] = '\0';
	return (struct span){ text, text + size };
}

/* The value of a name in the lines, of which a copy is taken apart; NULL: not there. */
static char *find(struct span lines, const char *wanted)
{
	struct span whole = copy(lines.p, span_size(lines)), rest = whole;
	const char *name, *value;
	char *found = NULL;

	while (!found && env_block_take(&rest, &name, &value)) {
		demand(name >= whole.p && value > name && value < whole.end);
		if (!strcmp(name, wanted))
			found = strdup(value);
	}
	free((char *)(size_t)whole.p);
	return found;
}

/* The first half of the input is the block, then come a name and a value. */
int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static const char first[] = "# GRUB Environment Block\n";
	size_t half = size / 2, head = sizeof first - 1;
	struct span block = copy(data, half), before, lines;
	struct span words = copy(data + half, size - half);
	const char *name = words.p, *value = name + strlen(name);
	char *found;

	if (value < words.end)
		value++;
	if (half >= head && (data[0] & 1))
		memcpy((char *)(size_t)block.p, first, head);
	before = copy(block.p, half);
	if (!env_block_lines(block, &lines)) {
		demand(lines.p == block.p + head && lines.end == block.end);
		if (env_block_set(lines, name, value)) {
			demand(!memcmp(block.p, before.p, half));
		/* A NUL in the middle of another name makes it the same to whoever reads it. */
		} else if (*name && *name != '#' && !strpbrk(name, "=\n\\") &&
			   !memchr(before.p, 0, half)) {
			found = find(lines, name);
			demand(found && !strcmp(found, value));
			free(found);
			demand(!env_block_set(lines, name, NULL));
		}
		demand(!memcmp(block.p, first, head));
	}
	free((char *)(size_t)block.p);
	free((char *)(size_t)before.p);
	free((char *)(size_t)words.p);
	return 0;
}
