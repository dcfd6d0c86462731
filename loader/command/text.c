/* text.c - the commands about words: echo, read, regexp, tr. */
#include "command/regex.h"
#include "command/world.h"
#include "common/str.h"
#include "common/text.h"
#include "script/options.h"
#include "term/term.h"

enum { LINE_MAX = 256 };

/* -e: undo in place the escapes that GRUB's echo knows; others vanish with their
 * backslash.  False for \c: no newline at the end. */
static bool unescape(char *word)
{
	static const char from[] = "\\abfnrtv", to[] = "\\\a\b\f\n\r\t\v";
	bool newline = true;
	char *put = word;

	for (; *word; word++) {
		const char *escape;

		if (*word != '\\') {
			*put++ = *word;
			continue;
		}
		if (!*++word)
			break;
		escape = strchr(from, *word);
		if (escape)
			*put++ = to[escape - from];
		else if (*word == 'c')
			newline = false;
	}
	*put = '\0';
	return newline;
}

/* The letters of -n, -e, -ne or -en, as bits; 0 for another word. */
static unsigned echo_option(const char *word)
{
	unsigned letters = 0;

	if (*word++ == '-')
		while (*word == 'n' || *word == 'e')
			letters |= (u8)*word++;
	return *word ? 0 : letters;
}

enum { NO_NEWLINE = 'n' & ~'e', ESCAPES = 'e' & ~'n' };

/* Options are options in front only: `echo a -n` says "a -n". */
static int echo(struct call *call)
{
	unsigned options = 0, more;
	char **word = call->argv + 1;

	for (; *word && (more = echo_option(*word)); word++)
		options |= more;
	if (*word && str_equal(*word, "--"))
		word++;
	while (*word) {
		if ((options & ESCAPES) && !unescape(*word))
			options |= NO_NEWLINE;
		call_print(call, "%s", *word);
		if (*++word)
			call_print(call, " ");
	}
	if (!(options & NO_NEWLINE))
		call_print(call, "\n");
	return STATUS_OK;
}

static const char read_options[] =
	"-s, --silent\tshow nothing\n";

static int read_line(struct call *call)
{
	char line[LINE_MAX];

	term_read(line, sizeof line, !call->value[0]);
	return call->argv[1] ? call_set(call, call->argv[1], line) : STATUS_OK;
}

static const char regexp_options[] =
	"-s, --set [N:]VARIABLE\tfor what the N-th ( ) matched\n";

/* [N:]VARIABLE: set it to group N; without a number it is 1. */
static int set_group(struct call *call, const char *name, const struct span *group)
{
	const char *colon = strchr(name, ':'), *p = name;
	char *end, behind;
	u64 n = !colon;
	int status;

	if (colon) {
		if (!str_number(&p, 10, &n))
			n = 0;
		if (p != colon)
			return call_usage(call);
		name = colon + 1;
	}
	if (n >= REGEX_GROUPS || !group[n].p)
		return call_set(call, name, "");
	end = (char *)(size_t)group[n].end;
	behind = *end;
	*end = '\0';
	status = call_set(call, name, group[n].p);
	*end = behind;
	return status;
}

static int regexp(struct call *call)
{
	struct span group[REGEX_GROUPS];
	int status;

	call_error(call, regex_match(call->argv[1], call->argv[2], group), 0);
	status = group[0].p ? STATUS_OK : STATUS_TEST_FAILURE;
	for (char **set = call->list; *set && !status; set++)
		status = set_group(call, *set, group);
	return status;
}

enum { TR_SET, TR_UP, TR_DOWN };
static const char tr_options[] =
	"-s, --set=VARIABLE\tfor the result\n"
	"-U, --upcase\n"
	"-D, --downcase\n";

static int tr(struct call *call)
{
	const char *from = call->argv[1], *to = call->argv[2];
	char *text = call->argv[call->argc - 1], first = 'a';
	size_t n = 0, letters = 0;

	if (call->argc == 4) {
		n = strlen(from);
		if (n != strlen(to))
			return call_fail(call, STATUS_BAD_ARGUMENT, "SET1 and SET2 differ in length");
	} else if (call->argc == 2 && (call->value[TR_UP] || call->value[TR_DOWN])) {
		letters = 26;
		if (call->value[TR_DOWN])
			first = 'A';
	} else {
		return call_usage(call);
	}
	for (char *p = text; *p; p++) {
		const char *at = memchr(from, *p, n);

		if (at)
			*p = to[at - from];
		else if ((u8)(*p - first) < letters)
			*p ^= 'a' ^ 'A';
	}
	if (call->value[TR_SET])
		return call_set(call, call->value[TR_SET], text);
	call_print(call, "%s\n", text);
	return STATUS_OK;
}

const struct command text_commands[] = {
	{ "echo [-n] [-e] [WORD...]",         0, 255, 0, echo },
	{ "read [-s] [VARIABLE]",             0, 255, 0, read_line, read_options },
	{ "regexp [OPTION...] REGEXP STRING", 2, 2, 0, regexp, regexp_options },
	{ "tr [OPTION...] [SET1 SET2] STRING", 1, 3, 0, tr, tr_options },
	{ NULL },
};
