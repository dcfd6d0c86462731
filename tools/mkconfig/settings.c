/* settings.c - /etc/default/grub: assignments of a shell, read without one. */
#include <stdlib.h>
#include <string.h>
#include <wordexp.h>
#include "common/text.h"
#include "tools/mkconfig/mkconfig.h"

#define FOLDER "/etc/default/grub.d"

/* Behind the most of a line is room for what joins it to the next. */
enum { LINE_MOST = 8190, LINE_SIZE = LINE_MOST + 2, NAME_SIZE = 64, SNIPPETS = 64 };

/* The name in front of a =; NULL: the line is something else. */
static char *assigned(char *line)
{
	char *name = line + strspn(line, " \t"), *p;

	if (str_after(name, "export "))
		name += strlen("export ");
	for (p = name; is_alpha(*p) || *p == '_' || (p > name && is_digit(*p)); p++)
		;
	return p > name && *p == '=' ? name : NULL;
}

/* A value may end in a program's output, which is not for us to run on somebody's disk. */
static const char *without_programs(const char *name, const struct origin *s)
{
	static char value[NAME_SIZE];
	char *release, *at, *end;

	if (strcmp(name, "GRUB_DISTRIBUTOR") != 0) {
		fprintf(stderr, "fl-mkconfig: %s: %s is what a program prints; left out\n", s->where, name);
		return NULL;
	}
	/* Those programs say what /etc/os-release says. */
	release = s->read(s, "/etc/os-release");
	if (!release)
		release = s->read(s, "/usr/lib/os-release");
	at = release ? strstr(release, "\nNAME=") : NULL;
	at = at ? at + 1 : release;
	at = at && str_after(at, "NAME=") ? at + strlen("NAME=") : NULL;
	snprintf(value, sizeof value, "Linux");
	if (at) {
		at += *at == '"';
		snprintf(value, sizeof value, "%.*s", (int)strcspn(at, "\"\n"), at);
		end = strstr(value, " GNU/Linux");
		if (end)
			*end = '\0';
	}
	free(release);
	return value;
}

static void assign(char *line, const struct origin *s)
{
	char *name = assigned(line), *value, joined[LINE_SIZE];
	size_t at = 0;
	wordexp_t words;
	int result;

	if (!name)
		return;
	value = strchr(name, '=');
	*value++ = '\0';
	/* wordexp() knows quotes and $NAME, which is why the settings are the environment. */
	result = wordexp(value, &words, WRDE_NOCMD);
	joined[0] = '\0';
	if (result == 0) {
		for (size_t i = 0; i < words.we_wordc && words.we_wordv[i][0] != '#' && at < sizeof joined; i++)
			at += (size_t)snprintf(joined + at, sizeof joined - at, "%s%s", i ? " " : "",
					       words.we_wordv[i]);
		wordfree(&words);
		setenv(name, joined, 1);
	} else if (result == WRDE_CMDSUB) {
		const char *known = without_programs(name, s);

		if (known)
			setenv(name, known, 1);
	} else {
		fprintf(stderr, "fl-mkconfig: %s: the value of %s cannot be read; left out\n", s->where,
			name);
	}
}

/* Quotes still open at the end of the text? */
static bool is_open(const char *text)
{
	char quote = 0;

	for (; *text; text++) {
		if (*text == '\\' && quote != '\'' && text[1])
			text++;
		else if (quote ? *text == quote : *text == '"' || *text == '\'')
			quote ^= *text;
		else if (*text == '#' && !quote)
			return false;
	}
	return quote;
}

static void read_text(char *text, const struct origin *s)
{
	char line[LINE_SIZE], *save, *part;
	size_t at = 0;

	for (part = strtok_r(text, "\n", &save); part; part = strtok_r(NULL, "\n", &save)) {
		size_t n = strlen(part);
		bool joins = n && part[n - 1] == '\\';

		at += (size_t)snprintf(line + at, sizeof line - at, "%.*s", (int)(n - joins), part);
		if (at > LINE_MOST) {
			fprintf(stderr, "fl-mkconfig: %s: a setting of more than %d bytes; left out\n",
				s->where, LINE_MOST);
			at = 0;
		} else if (!joins && !is_open(line)) {
			assign(line, s);
			at = 0;
		} else if (!joins) {
			line[at++] = ' ';
			line[at] = '\0';
		}
	}
}

static char *snippets[SNIPPETS];
static unsigned n_snippets;

static void note(const char *name)
{
	size_t n = strlen(name);

	if (n_snippets < SNIPPETS && n > 4 && strcmp(name + n - 4, ".cfg") == 0)
		snippets[n_snippets++] = keep(name);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void read_file(const struct origin *s, const char *path)
{
	char *text = s->read(s, path);

	if (text)
		read_text(text, s);
	free(text);
}

void settings_read(const struct origin *s)
{
	clearenv();                     /* only the system's own settings count */
	setenv("IFS", " \t\n", 1);
	read_file(s, "/etc/default/grub");
	s->list_root(s, FOLDER, note);
	qsort(snippets, n_snippets, sizeof *snippets, by_name);
	for (unsigned i = 0; i < n_snippets; i++) {
		char path[512];

		snprintf(path, sizeof path, FOLDER "/%s", snippets[i]);
		read_file(s, path);
	}
}

const char *setting(const char *name)
{
	const char *value = getenv(name);

	return value ? value : "";
}

bool setting_is(const char *name, const char *value)
{
	return strcmp(setting(name), value) == 0;
}
