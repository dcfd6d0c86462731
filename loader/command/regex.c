/* regex.c - POSIX extended regular expressions, tried from the pattern's text itself.
 *
 * What can follow is tried in order, the longest repetition first, and given up when it does
 * not lead to the end of the pattern; of what does, the longest counts. */
#include "command/regex.h"
#include "base/error.h"
#include "common/str.h"
#include "common/text.h"

enum { TRIES = 1000000, DEPTH = 100, LONGEST = 1000, ENDLESS = UINT16_MAX, REPEATS = 255 };

struct regex {
	const char  *pattern, *text;
	unsigned     tries, depth;
	const char  *wrong;             /* where it was given up */
	struct span *best;              /* best[0].p NULL: no match yet */
	struct span  group[REGEX_GROUPS + 1];   /* the last is for all that nobody asks for */
};

/* What follows when the group that starts at `atom` has matched. */
struct later {
	const struct later *next;       /* and behind the end of the sequence; NULL: no more */
	const char *atom, *end;         /* the ( and the end of the sequence it is in */
	const char *began;              /* where it matches from */
	unsigned    count;              /* how often it did before */
};

/* --- Characters and sets. */

/* Is `c` in the class whose name is at `name`, up to its colon?  -1: there is no such. */
static int in_class(const char *name, u8 c)
{
	static const char classes[] =
		"alpha:AZaz\0digit:09\0alnum:09AZaz\0upper:AZ\0lower:az\0space:\t\r  \0"
		"blank:\t\t  \0punct:!/:@[`{~\0print: ~\0graph:!~\0cntrl:\1\x1f\x7f\x7f\0"
		"xdigit:09AFaf\0";

	for (const char *row = classes; *row; row += strlen(row) + 1) {
		const char *range = strchr(row, ':') + 1;

		if (strncmp(row, name, (size_t)(range - row)))
			continue;
		for (; *range; range += 2)
			if (c >= (u8)range[0] && c <= (u8)range[1])
				return true;
		return false;
	}
	return -1;
}

/* Is `c` in the set at `p`, its [?  *end: behind its ]; NULL: the set is no good. */
static bool in_set(const char *p, u8 c, const char **end)
{
	bool inverted = *++p == '^', in = false;
	const char *first = p += inverted;

	*end = NULL;
	for (; *p != ']' || p == first; p++) {
		u8 low = (u8)*p, high = low;

		if (!low)
			return false;
		if (low == '[' && p[1] == ':') {
			int is = in_class(p + 2, c);

			p = strchr(p + 2, ':');
			if (is < 0 || *++p != ']')
				return false;
			in |= is;
			continue;
		}
		if (p[1] == '-' && p[2] && p[2] != ']') {
			p += 2;
			high = (u8)*p;
		}
		if (low > high)
			return false;
		in |= c >= low && c <= high;
	}
	*end = p + 1;
	return in != inverted;
}

/* Does the character or set at `p` match c? */
static bool takes(const char *p, u8 c)
{
	const char *end;

	if (!c)
		return false;
	if (*p == '[')
		return in_set(p, c, &end);
	if (*p == '\\') {
		char small = *++p | 32;

		if (small == 'w' || small == 's')
			return in_set(small == 'w' ? "[[:alnum:]_]" : "[[:space:]]", c, &end)
			       == (*p == small);
	} else if (*p == '.') {
		return true;
	}
	return (u8)*p == c;
}

/* --- The parts of a pattern. */

/* Behind the character, set or group at `p`. */
static const char *atom_end(const char *p)
{
	const char *end = p + 1;

	if (*p == '\\')
		end++;
	if (*p == '[')
		in_set(p, 0, &end);
	if (*p == '(') {
		while (*end != ')')
			end = atom_end(end);
		end++;
	}
	return end;
}

/* Take a number; `otherwise` when there is none. */
static unsigned take_count(const char **p, unsigned otherwise)
{
	u64 n;

	return str_number(p, 10, &n) ? (unsigned)MIN(n, REPEATS + 1u) : otherwise;
}

/* Take all * + ? { } at `p`: how often the atom in front of them is to be.  NULL: wrong. */
static const char *take_repeats(const char *p, unsigned *min, unsigned *max)
{
	*min = *max = 1;
	for (; *p && strchr("*+?{", *p); p++) {
		unsigned least = *p == '+', most = *p == '?' ? 1 : ENDLESS;

		if (*p == '{') {
			const char *digits = ++p;

			least = most = take_count(&p, 0);
			if (*p == ',') {
				p++;
				most = take_count(&p, ENDLESS);
			}
			if (*p != '}' || p == digits || least > MIN(most, REPEATS + 0u) ||
			    (most > REPEATS && most != ENDLESS))
				return NULL;
		}
		*min *= least;
		*max = MIN(*max * most, ENDLESS + 0u);
	}
	return p;
}

/* Where the pattern is wrong, too long or too deep; or NULL. */
static const char *find_wrong(const char *pattern)
{
	bool atom = false;              /* is there something to repeat? */
	unsigned depth = 0, min, max;

	for (const char *p = pattern, *end; *p; p = end) {
		end = p + 1;
		if (strchr("*+?{", *p)) {
			end = atom ? take_repeats(p, &min, &max) : NULL;
		} else {
			atom = !strchr("(|^$", *p);
			if (*p == '(')
				depth++;
			if (*p == ')' && depth)
				depth--;
			if (*p == '[')
				in_set(p, 0, &end);
			if (*p == '\\' && strchr("123456789bB<>`'", *end++))
				end = NULL;
		}
		if (!end || depth > DEPTH || end - pattern > LONGEST)
			return p;
	}
	return depth ? pattern : NULL;
}

/* --- Trying.  All return whether that is it: a match that cannot be longer, or giving up. */

static bool try_sequence(struct regex *r, const char *p, const char *end, const char *at,
			 const struct later *later);

/* A|B|... from p to end */
static bool try_either(struct regex *r, const char *p, const char *end, const char *at,
		       const struct later *later)
{
	for (const char *stop = p; ; p = ++stop) {
		while (stop < end && *stop != '|')
			stop = atom_end(stop);
		if (try_sequence(r, p, stop, at, later))
			return true;
		if (stop >= end)
			return false;
	}
}

/* The group of `l` once more, if it may be and did not match nothing; else what follows. */
static bool try_group(struct regex *r, const struct later *l, bool again)
{
	const char *behind = atom_end(l->atom);
	unsigned min, max;
	const char *next = take_repeats(behind, &min, &max);

	if (again && l->count < max && try_either(r, l->atom + 1, behind - 1, l->began, l))
		return true;
	return (!again || l->count >= min) && try_sequence(r, next, l->end, l->began, l->next);
}

/* The inside of l's group has matched up to `at`; l NULL: all of the pattern has. */
static bool go_on(struct regex *r, const char *at, const struct later *l)
{
	struct span *group = r->group, before;
	struct later more;

	if (!l) {
		group->end = at;
		if (!r->best->p || at > r->best->end)
			memcpy(r->best, group, REGEX_GROUPS * sizeof *group);
		return !*at;
	}
	for (const char *p = r->pattern; p <= l->atom; p = *p == '(' ? p + 1 : atom_end(p))
		group += *p == '(';
	group = MIN(group, r->group + REGEX_GROUPS);
	before = *group;
	*group = (struct span){ l->began, at };
	more = *l;
	more.began = at;
	more.count++;
	if (try_group(r, &more, at != l->began))
		return true;
	*group = before;
	return false;
}

/* What has no choice is passed at once; else all choices are tried. */
static bool sequence(struct regex *r, const char *p, const char *end, const char *at,
		     const struct later *later)
{
	unsigned min, max, n;
	const char *next;

	for (; p < end; p = next) {
		next = p + 1;
		if (*p == '^' ? at == r->text : *p == '$' && !*at)
			continue;
		if (*p == '^' || *p == '$')
			return false;
		if (*p == '(') {
			struct later group = { later, p, end, at, 0 };

			return try_group(r, &group, true);
		}
		next = take_repeats(atom_end(p), &min, &max);
		for (n = 0; (n < max || max == ENDLESS) && takes(p, (u8)at[n]); n++)
			;
		r->tries += n;
		if (n < min)
			return false;
		for (; n > min; n--)
			if (try_sequence(r, next, end, at + n, later))
				return true;
		at += min;
	}
	return go_on(r, at, later);
}

static bool try_sequence(struct regex *r, const char *p, const char *end, const char *at,
			 const struct later *later)
{
	bool done = true;

	if (++r->depth > DEPTH || ++r->tries > TRIES)
		r->wrong = p;
	else
		done = sequence(r, p, end, at, later);
	r->depth--;
	return done;
}

err_t regex_match(const char *pattern, const char *text, struct span best[REGEX_GROUPS])
{
	struct regex r = { .pattern = pattern, .text = text, .best = best };
	const char *end = strchr(pattern, '\0'), *from = text;

	r.wrong = find_wrong(pattern);
	memset(best, 0, REGEX_GROUPS * sizeof *best);
	do
		r.group->p = from;
	while (!r.wrong && !try_either(&r, pattern, end, from, NULL) && !best->p && *from++);
	if (!r.wrong)
		return NULL;
	best->p = NULL;
	return errf("wrong or too hard from here on: %s", r.wrong);
}
