/* complete.c - the word before the cursor, continued: what TAB does. */
#include "menu/complete.h"
#include "common/fmt.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/file.h"

enum { WORD = 256 };

/* Behind these words stands a command; is one at the end of [text, end)? */
static bool command_follows(const char *text, const char *end)
{
	static const char words[] = "if\0then\0else\0elif\0while\0until\0do\0!\0";

	while (end > text && is_blank(end[-1]))
		end--;
	if (end == text || strchr("\n;{}", end[-1]))
		return true;
	for (const char *w = words; *w; w += strlen(w) + 1) {
		const char *p = end - strlen(w);

		if (p >= text && memcmp(p, w, strlen(w)) == 0 &&
		    (p == text || strchr(" \t\n;", p[-1])))
			return true;
	}
	return false;
}

/* Where the last word of [text, end) starts; what is behind a $, a quote or a = is one. */
static const char *last_word(const char *text, const char *end)
{
	while (end > text && (!strchr(" \t\n;{}=$'\"", end[-1]) ||
			      (end - 1 > text && end[-2] == '\\')))
		end--;
	return end;
}

/* What fits, as it comes in. */
struct gathering {
	const char *start;              /* what is typed: all begin so */
	unsigned    found;
	char        common[WORD];       /* what they have in common behind it */
	char        end;                /* what comes behind the only one; 0: nothing */
	char       *list;
	size_t      size;               /* of what is in it */
};

static void offer(struct gathering *g, const char *name, char end)
{
	const char *rest = str_after(name, g->start);
	char *common = g->common;

	if (!rest)
		return;
	if (!g->found++) {
		fmt(common, WORD, "%s", rest);
		g->end = end;
	}
	while (*common && *common == *rest) {
		common++;
		rest++;
	}
	*common = '\0';
	g->size += fmt(g->list + g->size, COMPLETE_LIST - g->size, "%s%s  ", name,
		       end == '/' ? "/" : "");
	if (g->size >= COMPLETE_LIST) {
		memcpy(g->list + COMPLETE_LIST - 4, "...", 4);
		g->size = COMPLETE_LIST - 1;
	}
}

static void offer_commands(struct script *s, struct gathering *g)
{
	char name[WORD];

	for (const struct command *c = NULL; (c = script_next_command(s, c)); ) {
		const char *start = c->usage, *next;
		size_t n;

		for (; start; start = next) {
			next = str_next_name(start, &n);
			fmt(name, sizeof name, "%.*s", (int)n, start);
			offer(g, name, ' ');
		}
	}
}

static void offer_devices(struct gathering *g)
{
	bool open = *g->start == '(' || !*g->start;
	char name[DEVICE_NAME + 2];

	for (struct volume *v = volume_next(NULL); v; v = volume_next(v)) {
		fmt(name, sizeof name, open ? "(%s)" : "%s", v->name);
		offer(g, name, 0);
	}
}

static bool offer_file(void *context, const char *name, const struct file *info)
{
	struct gathering *g = context;

	if (*name != '.' || *g->start == '.')
		offer(g, name, info->kind == FILE_DIR ? '/' : ' ');
	return true;
}

/* Cuts the path behind its last slash. */
static void offer_files(struct world *w, struct gathering *g, char *path)
{
	char *slash = strrchr(path, '/'), name[WORD];

	if (!slash) {                   /* (hd0,msdos1) */
		g->start = "";
		offer(g, "/", 0);
		return;
	}
	fmt(name, sizeof name, "%s", slash + 1);
	slash[1] = '\0';
	g->start = name;
	if (dir_list(path, world_root(w), offer_file, g))
		g->found = 0;           /* there is nothing to choose from */
}

/* Type text so that it is read as it is. */
static void type(struct edit *e, const char *text, bool quoted)
{
	for (; *text; text++) {
		if (!quoted && strchr("'\"\\$;{}|&<> \t", *text))
			edit_insert(e, "\\", 1);
		edit_insert(e, text, 1);
	}
}

/* A word without the backslashes that stand before special characters. */
static bool unescape(char to[WORD], const char *p, const char *end)
{
	if (end - p >= WORD)
		return false;
	for (; p < end; *to++ = *p++)
		if (*p == '\\' && p + 1 < end)
			p++;
	*to = '\0';
	return true;
}

void complete(struct world *w, struct edit *e, const char *text, char *list)
{
	const char *end = e->text + e->at, *start = last_word(text, end);
	char word[WORD], before = start > text ? start[-1] : '\n';
	struct gathering g = { .start = word, .list = list };
	bool brace = before == '{' && start - text > 1 && start[-2] == '$';
	bool quoted = before == '\'' || before == '"';

	*list = '\0';
	if (!unescape(word, start, end))
		return;
	if (brace || before == '$')
		for (const char *v = NULL; (v = script_next_variable(w->script, v)); )
			offer(&g, v, brace ? '}' : 0);
	else if (*word == '/' || strchr(word, ')'))
		offer_files(w, &g, word);
	else if (*word != '(' && command_follows(text, start))
		offer_commands(w->script, &g);
	else
		offer_devices(&g);
	if (!g.found)
		return;
	type(e, g.common, quoted);
	if (g.found == 1) {
		*list = '\0';
		if (g.end && (!quoted || g.end != ' '))
			edit_insert(e, &g.end, 1);
	}
}
