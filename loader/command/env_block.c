/* env_block.c - GRUB's environment block: variables in a file of fixed size. */
#include "command/env_block.h"
#include "common/str.h"
#include "common/text.h"

static bool is_special(char c)
{
	return c == '\\' || c == '\n';
}

/* What follows the line at `at`, or NULL when the line does not end. */
static char *line_end(const char *at, const char *end)
{
	for (; at < end; at++) {
		if (*at == '\n')
			return (char *)(size_t)at + 1;
		if (*at == '\\')
			at++;
	}
	return NULL;
}

err_t env_block_lines(struct span block, struct span *lines)
{
	static const char first[] = "# GRUB Environment Block\n";

	if (span_size(block) < sizeof first - 1 || memcmp(block.p, first, sizeof first - 1))
		return "not an environment block: its first line is not GRUB's";
	*lines = (struct span){ block.p + sizeof first - 1, block.end };
	return NULL;
}

bool env_block_take(struct span *lines, const char **name, const char **value)
{
	char *line, *from, *to, *next;

	do {
		line = (char *)(size_t)lines->p;
		next = line_end(line, lines->end);
		if (!next)
			return false;
		lines->p = next;
		from = memchr(line, '=', (size_t)(next - line));
	} while (*line == '#' || !from);
	*from++ = '\0';
	*name = line;
	*value = to = from;
	while (from < next - 1) {
		if (*from == '\\')
			from++;
		*to++ = *from++;
	}
	*to = '\0';
	return true;
}

/* NAME=VALUE and a newline to `to`, if that is not NULL; how many bytes it is. */
static size_t put_line(char *to, const char *name, const char *value)
{
	size_t n = strlen(name) + 2;

	if (to) {
		memcpy(to, name, n - 2);
		to += n - 2;
		*to++ = '=';
	}
	for (; *value; value++, n++) {
		if (is_special(*value)) {
			n++;
			if (to)
				*to++ = '\\';
		}
		if (to)
			*to++ = *value;
	}
	if (to)
		*to = '\n';
	return n;
}

err_t env_block_set(struct span lines, const char *name, const char *value)
{
	char *at = (char *)(size_t)lines.p, *room = (char *)(size_t)lines.end, *next = at;
	size_t name_size = strlen(name), size = value ? put_line(NULL, name, value) : 0;

	while (room > at && room[-1] == '#')
		room--;
	for (; at < room; at = next) {
		next = line_end(at, room);
		if (!next)
			return "damaged environment block: its last line does not end";
		if (name_size < (size_t)(next - at) && at[name_size] == '=' &&
		    !memcmp(at, name, name_size))
			break;
	}
	if (size > (size_t)(next - at) + (size_t)(lines.end - room))
		return "no room in the environment block";
	memmove(at + size, next, (size_t)(room - next));
	room = at + size + (room - next);
	memset(room, '#', (size_t)(lines.end - room));
	if (value)
		put_line(at, name, value);
	return NULL;
}
