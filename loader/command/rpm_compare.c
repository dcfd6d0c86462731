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

/* The segments at the start of both, all digits or all letters as the first one's. */
static int compare_segments(struct span *a, struct span *b)
{
	bool number = is_digit(*a->p);
	struct span x, y;
	size_t n;
	int order;

	if (is_digit(*b->p) != number)
		return number ? 1 : -1;
	if (number) {
		take_while(a, is_zero);
		take_while(b, is_zero);
	}
	x = take_while(a, number ? is_digit : is_alpha);
	y = take_while(b, number ? is_digit : is_alpha);
	n = MIN(span_size(x), span_size(y));
	if (number && span_size(x) != span_size(y))
		return span_size(x) < span_size(y) ? -1 : 1;
	order = memcmp(x.p, y.p, n);
	return order ? order : (int)span_size(x) - (int)span_size(y);
}

/* Is one of them a mark here, and only one?  A mark at both is taken off. */
static int compare_mark(struct span *a, struct span *b, char mark)
{
	bool one = take_char(a, mark), two = take_char(b, mark);

	return (int)two - (int)one;
}

int rpm_compare(struct span a, struct span b)
{
	for (;;) {
		const char *start;
		int order;

		take_while(&a, is_separator);
		take_while(&b, is_separator);
		/* A tilde is older than nothing; a caret is newer than nothing and older than
		 * anything else. */
		start = a.p;
		order = compare_mark(&a, &b, '~');
		if (order)
			return order;
		if (a.p > start)
			continue;
		order = compare_mark(&a, &b, '^');
		if (order)
			return span_empty(order < 0 ? b : a) ? -order : order;
		if (a.p > start)
			continue;
		if (span_empty(a) || span_empty(b))
			return (int)span_empty(b) - (int)span_empty(a);
		order = compare_segments(&a, &b);
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
