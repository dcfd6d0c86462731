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

/* Cut the name's last two dashes: part[] is name, version, release. */
static void cut(const char *package, struct span part[3])
{
	const char *end = package + strlen(package);
	unsigned n = 0;
	struct span found[3];

	for (const char *p = end; n < 2 && p > package; p--)
		if (p[-1] == '-') {
			found[n++] = (struct span){ p, end };
			end = p - 1;
		}
	found[n] = (struct span){ package, end };
	for (unsigned i = 0; i < 3; i++)
		part[i] = i <= n ? found[n - i] : (struct span){ package, package };
}

int rpm_compare_packages(const char *a, const char *b)
{
	struct span x[3], y[3];
	int order = 0;

	cut(a, x);
	cut(b, y);
	for (unsigned i = 0; i < 3 && !order; i++)
		order = rpm_compare(x[i], y[i]);
	return order;
}
