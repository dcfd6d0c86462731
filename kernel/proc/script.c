/* script.c - the first line of a script: "#! interpreter [argument]".  Pure. */
#include "proc/internal.h"

static bool blank(char c) { return c == ' ' || c == '\t'; }

bool script_parse(char *line, size_t size, char **interpreter, char **argument)
{
	char *p = line, *end = line + size, *last;

	*argument = NULL;
	if (size < 3 || p[0] != '#' || p[1] != '!')
		return false;
	p += 2;
	for (last = p; last < end && *last && *last != '\n';)
		last++;
	/* The line's end was not among the bytes: the interpreter's name may be cut, unless
	 * something stands behind it. */
	while (p < last && blank(*p))
		p++;
	*interpreter = p;
	while (p < last && !blank(*p))
		p++;
	if (p == *interpreter || p == end)
		return false;
	if (last == end)
		last--;
	while (last > p && blank(last[-1]))
		last--;
	*last = '\0';
	if (p >= last)
		return true;
	*p++ = '\0';
	while (blank(*p))
		p++;
	*argument = p;
	return true;
}
