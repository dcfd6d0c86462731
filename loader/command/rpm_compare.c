/* rpm_compare.c - the order of versions as rpm has it. */
#include "command/rpm_compare.h"
#include "common/str.h"
#include "common/text.h"

/* What only separates: everything but letters, digits and the two that have a meaning. */
static bool is_separator(char c)
{
	return !is_digit(c) && !is_alpha(c) && c != '~' && c != '^';
}

static bool is_zero(char c)
{
	return c == '0';
}

/* How new what begins here is, for what else it may be. */
enum { TILDE, NOTHING, CARET, LETTERS, NUMBER };

static int rank(struct span s)
{
	if (span_empty(s))
		return NOTHING;
	return *s.p == '~' ? TILDE : *s.p == '^' ? CARET : is_digit(*s.p) ? NUMBER : LETTERS;
}

/* The numbers or letters at the start of both. */
static int compare_segments(struct span *a, struct span *b, bool number)
{
	bool (*keep)(char) = number ? is_digit : is_alpha;
	struct span x, y;
	int longer, order;

	if (number) {
		take_while(a, is_zero);
		take_while(b, is_zero);
	}
	x = take_while(a, keep);
	y = take_while(b, keep);
	longer = (int)(span_size(x) - span_size(y));
	order = memcmp(x.p, y.p, longer < 0 ? span_size(x) : span_size(y));
	return (number && longer) || !order ? longer : order;
}

int rpm_compare(struct span a, struct span b)
{
	for (;;) {
		int kind, order;

		take_while(&a, is_separator);
		take_while(&b, is_separator);
		kind = rank(a);
		order = kind - rank(b);
		if (order || kind == NOTHING)
			return order;
		if (kind < LETTERS) {
			a.p++;
			b.p++;
			continue;
		}
		order = compare_segments(&a, &b, kind == NUMBER);
		if (order)
			return order;
	}
}

/* Take the name's next part: up to the first dash from which on it has no more than
 * `dashes`. */
static struct span take_part(const char **package, unsigned dashes)
{
	const char *start = *package, *p = start;
	unsigned n = 0;

	while (*p)
		n += *p++ == '-';
	for (p = start; *p && (*p != '-' || n-- > dashes); p++)
		;
	*package = p + (*p != '\0');
	return (struct span){ start, p };
}

int rpm_compare_packages(const char *a, const char *b)
{
	int order = 0;

	/* Name, version, release. */
	for (int dashes = 2; dashes >= 0 && !order; dashes--) {
		struct span x = take_part(&a, (unsigned)dashes);

		order = rpm_compare(x, take_part(&b, (unsigned)dashes));
	}
	return order;
}
