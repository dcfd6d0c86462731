/* glob.c - a word with * or ? to the devices and files that it matches. */
#include "common/str.h"
#include "mem/heap.h"
#include "script/expand.h"

/* One part of a pattern, between slashes, being matched. */
struct glob {
	struct span      part;
	const char      *before;        /* the path it is in; "": it is a device */
	struct expansion found;
};

static bool matches(struct span pattern, const char *name)
{
	const char *p = pattern.p, *star = NULL, *rest = NULL;

	while (*name) {
		bool escaped = p < pattern.end && *p == '\\';

		if (p < pattern.end && *p == '*') {
			star = ++p;
			rest = name;
		} else if (p < pattern.end && (*p == '?' || p[escaped] == *name)) {
			p += 1 + escaped;
			name++;
		} else if (star) {
			p = star;
			name = ++rest;
		} else {
			return false;
		}
	}
	while (p < pattern.end && *p == '*')
		p++;
	return p == pattern.end;
}

static void put_string(struct expansion *e, const char *s)
{
	while (*s)
		expand_put(e, *s++);
}

static bool add_match(void *context, const char *name)
{
	struct glob *g = context;
	/* A lone * means disks, (* partitions, too. */
	bool hidden = *g->before ? str_equal(name, ".") || str_equal(name, "..")
				 : *g->part.p == '*' && strchr(name, ',');

	if (!hidden && matches(g->part, name)) {
		put_string(&g->found, g->before);
		put_string(&g->found, name);
		expand_end(&g->found);
	}
	return !g->found.failed;
}

/* What is behind the last part with a wildcard must be there. */
static void add_if_there(struct script *s, struct glob *g)
{
	char op = g->before[strlen(g->before) - 1] == '/' ? 'd' : 'e';

	if (s->host.file_test(s->host.world, op, g->before, NULL, 0)) {
		put_string(&g->found, g->before);
		expand_end(&g->found);
	}
}

/* Step over the pattern at *at: what is literal up to *literal_end, then a part with a
 * wildcard; no such part at the pattern's end. */
static struct span next_part(const char **at, const char **literal_end)
{
	const char *p = *at, *start = p;

	for (; *p && *p != '*' && *p != '?'; p++) {
		p += *p == '\\';
		if (*p == '/')
			start = p + 1;
	}
	if (!*p)
		start = p;
	while (*p && *p != '/')
		p++;
	*literal_end = start;
	*at = p;
	return (struct span){ start, p };
}

/* One step: all strings of `from` with the next part of the pattern behind them. */
static void step(struct script *s, struct glob *g, const struct expansion *from,
		 const char **at)
{
	const char *literal = *at, *literal_end, *before = from->text;

	g->part = next_part(at, &literal_end);
	for (int i = 0; i < from->argc && !g->found.failed; i++) {
		struct expansion path = { 0 };

		put_string(&path, before);
		before += strlen(before) + 1;
		for (const char *p = literal; p < literal_end; p++) {
			p += *p == '\\';
			expand_put(&path, *p);
		}
		expand_put(&path, '\0');
		g->before = path.text;
		if (path.failed)
			g->found.failed = true;
		else if (g->part.p == g->part.end)
			add_if_there(s, g);
		else
			s->host.list(s->host.world, path.text, add_match, g);
		heap_free(path.text);
	}
}

bool glob(struct script *s, const char *pattern, struct expansion *found)
{
	*found = (struct expansion){ 0 };
	expand_end(found);
	while (*pattern && found->argc && !found->failed) {
		struct glob g = { 0 };

		step(s, &g, found, &pattern);
		heap_free(found->text);
		*found = g.found;
	}
	return found->argc && !found->failed;
}
